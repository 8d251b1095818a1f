import type { Json } from '../../lib/json.ts';
import type { Path } from '../path.ts';
import type { Problem } from '../problem.ts';
import { isObject } from '../raw.ts';
import type { Origin } from '../registry.ts';
import { quote } from '../words.ts';
import { type Block, blockOf, type Spelling } from './block.ts';
import { textAt } from './values.ts';

/** What reading a manifest collects on the way. All paths but `at` of an origin are as written. */
export interface Collected {
  readonly problems: Problem[];
  /** Parts about which enough is said. */
  readonly covered: Path[];
  readonly origins: Origin[];
}

/** Where a value stands: in the Function, and as written. */
export interface ValuePlace {
  readonly field: string;
  readonly at: Path;
  readonly path: Path;
}

/** What a manifest says of itself that its references have to fit. */
export interface ReferenceContext extends Collected {
  readonly spelling: Spelling;
  /** Its `metadata.env`. */
  readonly env: string | undefined;
  /** True for manifests that refuse an empty value everywhere (LF9). */
  readonly nonEmpty: boolean;
}

/** What is written in place of a reference to a kind that does not exist here, by field. */
const IN_PLACE: Readonly<Record<string, string>> = {
  roleArn: 'Write the ARN of the role: `value: arn:aws:iam::123456789012:role/name`.',
  subnets: 'Write the id of the subnet: `value: subnet-0123456789abcdef0`.',
  securityGroups: 'Write the id of the security group: `value: sg-0123456789abcdef0`.',
  layerArns: 'Write the ARN of the layer version: `value: arn:aws:lambda:…:layer:name:1`.',
  kmsKeyArn: 'Write the ARN of the key: `value: arn:aws:kms:…:key/…`.',
};

/** Kind that a reference means when it names none, by field. Source: the default kinds in spec.proto. */
const DEFAULT_KINDS: Readonly<Record<string, string>> = {
  roleArn: 'AwsIamRole',
  subnets: 'AwsVpc',
  securityGroups: 'AwsSecurityGroup',
  kmsKeyArn: 'AwsKmsKey',
};

/** Outputs of an AwsLambda, and what a Function calls them. */
const OUTPUTS: Readonly<Record<string, string>> = {
  function_arn: 'functionArn',
  function_name: 'functionName',
  log_group_name: 'logGroupName',
  role_arn: 'roleArn',
  layer_arns: 'layerArns',
};

/**
 * A `StringValueOrRef` as a Function has it. References lead to functions only, because the other kinds do not exist here; each of them is
 * a problem that says what to write. `undefined` for an empty value where upstream takes that for none.
 */
export function valueOrReference(value: Json, place: ValuePlace, context: ReferenceContext): Json | undefined {
  // Any other value has a finding by its shape.
  if (!isObject(value)) return undefined;
  const block = blockOf(value, place.path, context.spelling);
  const [literal, reference] = [block.get('value'), block.get('valueFrom')];
  if (literal !== undefined && reference !== undefined) {
    const message = 'A value and a reference exclude each other.';
    context.problems.push({ code: 'ConflictingFields', path: block.at('valueFrom'), at: 'key', message });
  }
  if (isObject(reference)) return referenceOf(block, place, context);
  if (literal !== undefined && literal !== '') return { value: literal };
  if (context.nonEmpty || place.field !== 'kmsKeyArn') context.problems.push(empty(block));
  return undefined;
}

function empty({ path }: Block): Problem {
  const message = 'Neither a value nor a reference is given.';
  return { code: 'MissingField', path, message, hint: 'Write `value: …`.' };
}

function referenceOf(block: Block, { field, at }: ValuePlace, context: ReferenceContext): Json {
  const path = block.at('valueFrom');
  const reference = blockOf(block.get('valueFrom'), path, context.spelling);
  context.origins.push({ at: [...at, 'valueFrom'], path });
  context.origins.push({ at: [...at, 'valueFrom', 'output'], path: reference.at('fieldPath') });
  const problem = kindProblem(field, reference) ?? partProblem(reference, context);
  if (problem !== undefined) {
    context.problems.push(problem);
    context.covered.push(path);
  }
  const output = OUTPUTS[outputOf(reference)] ?? 'unknown';
  return { valueFrom: { kind: 'Function', name: textAt(reference, 'name') ?? 'unknown', output } };
}

function kindProblem(field: string, reference: Block): Problem | undefined {
  const kind = textAt(reference, 'kind') ?? DEFAULT_KINDS[field];
  if (kind === 'AwsLambda') return undefined;
  const path = reference.get('kind') === undefined ? reference.path : reference.at('kind');
  if (kind === undefined) return { code: 'MissingField', path, message: 'The reference does not say to which kind.' };
  const message = `There is no ${quote(kind)} to refer to here.`;
  const hint = IN_PLACE[field];
  return { code: 'UnknownReference', path, message, ...(hint !== undefined && { hint }) };
}

/** LF7: the name is needed. The environment is that of the manifest, since a registry describes one. */
function partProblem(reference: Block, { env }: ReferenceContext): Problem | undefined {
  if (textAt(reference, 'name') === undefined)
    return { code: 'MissingField', path: reference.at('name'), message: 'The reference needs a name.' };
  const other = textAt(reference, 'env');
  if (other !== undefined && other !== env) {
    const message = `The reference leads to the environment ${quote(other)}; a registry describes one environment.`;
    return { code: 'EnvironmentMismatch', path: reference.at('env'), message };
  }
  if (Object.hasOwn(OUTPUTS, outputOf(reference))) return undefined;
  const known = Object.keys(OUTPUTS).map((name) => `status.outputs.${name}`);
  const message = `An AwsLambda has the outputs ${known.join(', ')}.`;
  const path = reference.at('fieldPath');
  return { code: reference.get('fieldPath') === undefined ? 'MissingField' : 'UnknownOutput', path, message };
}

function outputOf(reference: Block): string {
  return (textAt(reference, 'fieldPath') ?? '').replace(/^status\.outputs\./, '');
}
