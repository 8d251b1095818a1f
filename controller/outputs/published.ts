import type { DeclaredDocument, DeclaredOutput, DeclaredOutputs, OutputSource } from '../compile/declared-outputs.ts';
import type { OutputsByStack } from '../plan/parameters.ts';

/** A published value. An output that is a list is one whatever its length. */
export type OutputValue = string | readonly string[];

/** What one document gives to others, with the values that AWS made up. */
export interface PublishedDocument extends Pick<DeclaredDocument, 'kind' | 'team' | 'name' | 'tags'> {
  readonly outputs: Readonly<Record<string, OutputValue>>;
}

/** Everything that is published of one environment, and where. The three renderings are made of this one value. */
export interface PublishedOutputs extends Omit<DeclaredOutputs, 'documents'> {
  readonly documents: readonly PublishedDocument[];
}

/** Fills in the values that applying the stacks gave. What no stack has given yet is left out. Pure. */
export function publishedOutputs(declared: DeclaredOutputs, stacks: OutputsByStack): PublishedOutputs {
  const documents = declared.documents.map(({ outputs, ...document }) => ({
    ...document,
    outputs: Object.fromEntries(
      Object.entries(outputs).flatMap(([name, output]) => {
        const value = resolve(output, stacks);
        return value === undefined ? [] : [[name, value] as const];
      }),
    ),
  }));
  return { ...declared, documents: documents.filter(({ outputs }) => Object.keys(outputs).length > 0) };
}

function resolve(output: DeclaredOutput, stacks: OutputsByStack): OutputValue | undefined {
  if ('from' in output) return lookUp(output.from, stacks);
  return output.each.map((source) => lookUp(source, stacks)).filter((value) => value !== undefined);
}

function lookUp(source: OutputSource, stacks: OutputsByStack): string | undefined {
  return 'value' in source ? source.value : stacks[source.stack]?.[source.output];
}
