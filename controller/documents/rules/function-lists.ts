import type { Json, JsonObject } from '../../lib/json.ts';
import type { Path } from '../path.ts';
import type { Problem } from '../problem.ts';
import { listOf, objectOf } from '../raw.ts';
import { repeatedEntries } from './repeated-entries.ts';

/**
 * Lists whose entries stand once: `uniqueItems` in AWS's schemas of AWS::Lambda::Function and AWS::Lambda::EventSourceMapping. A layer is one
 * entry whatever its version: https://docs.aws.amazon.com/lambda/latest/dg/adding-layers.html
 */
export function functionLists(document: JsonObject): readonly Problem[] {
  const spec = objectOf(document.spec);
  const { command, entryPoint } = objectOf(spec.imageConfig);
  const at = (...path: Path): Path => ['spec', ...path];
  return [
    ...repeatedEntries(spec.layerArns, at('layerArns'), layerOf),
    ...repeatedEntries(spec.subnets, at('subnets'), literalOf),
    ...repeatedEntries(spec.securityGroups, at('securityGroups'), literalOf),
    ...repeatedEntries(command, at('imageConfig', 'command')),
    ...repeatedEntries(entryPoint, at('imageConfig', 'entryPoint')),
    ...listOf(spec.eventSources).flatMap((source, index) =>
      repeatedEntries(objectOf(source).filters, at('eventSources', index, 'filters')),
    ),
  ];
}

/** An entry as a text or `{value}`, which say the same; a reference is equal to itself alone. */
function literalOf(entry: Json): string {
  return JSON.stringify(objectOf(entry).value ?? entry);
}

/** The ARN without the version. */
function layerOf(entry: Json): string {
  return literalOf(entry).replace(/:\d+"$/, '"');
}
