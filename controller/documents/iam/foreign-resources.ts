import type { Json } from '../../lib/json.ts';
import type { Path } from '../path.ts';
import type { Problem } from '../problem.ts';
import { quote } from '../words.ts';
import { arnProblem, type Outside } from './arns.ts';
import { type Declared, declaredIn, type Entry, EVERYTHING } from './declared.ts';
import { meantActions } from './meant-actions.ts';
import { exampleArn, type Scope } from './scope.ts';

/**
 * Actions that have resources, but are mostly called without one, so that only `*` allows the call. What they reach has no owner:
 * metrics are told apart by namespace, and a voice or a language belongs to AWS.
 * Source: https://docs.aws.amazon.com/service-authorization/latest/reference/ (resource types that are not required)
 */
const WITHOUT_RESOURCE: ReadonlySet<string> = new Set([
  'cloudwatch:GetMetricData',
  'cloudwatch:ListMetrics',
  'cloudwatch:PutMetricData',
  'comprehend:DetectEntities',
  'polly:StartSpeechSynthesisTask',
  'polly:SynthesizeSpeech',
  'rekognition:DetectModerationLabels',
  'translate:TranslateDocument',
  'translate:TranslateText',
]);

/**
 * Every resource of an `Allow` that is not surely the team's own: `*` where IAM could name a resource, and ARNs of others. `base` is
 * where the statements stand in their document. The permissions boundary says the same once more when the function runs (A2).
 */
export function foreignResources(statements: Json | undefined, scope: Scope, base: Path): readonly Problem[] {
  const allows = declaredIn(statements, base).filter(({ effect }) => effect === 'Allow');
  return allows.flatMap((statement) => [
    ...statement.resources.flatMap((resource) => problemsOf(resource, statement, scope)),
    ...(statement.raw.NotResource === undefined ? [] : inverted(statement)),
  ]);
}

function inverted({ path }: Declared): Problem[] {
  const message = 'Allow with NotResource allows every other resource there is.';
  return [{ code: 'OutsideScope', path: [...path, 'NotResource'], message, at: 'key' }];
}

function problemsOf({ text, path }: Entry, statement: Declared, scope: Scope): Problem[] {
  if (isPublished(text, scope) && onlyReads(statement)) return [];
  const outside = text === EVERYTHING ? everything(statement, scope) : arnProblem(text, scope);
  return outside === undefined ? [] : [{ code: 'OutsideScope', path, ...outside }];
}

/** Outputs that Holdfast publishes for whoever is in the account: see docs/reference/outputs.md. */
function isPublished(arn: string, { partition, region, account, project }: Scope): boolean {
  return arn.startsWith(`arn:${partition}:ssm:${region}:${account}:parameter/${project}/outputs/`);
}

/** Reading of parameters, as the permissions boundary has it for published outputs. */
const READING: ReadonlySet<string> = new Set([
  'ssm:GetParameter',
  'ssm:GetParameterHistory',
  'ssm:GetParameters',
  'ssm:GetParametersByPath',
]);

function onlyReads({ actions }: Declared): boolean {
  return actions.length > 0 && actions.every(({ text }) => meantActions(text).every(({ id }) => READING.has(id)));
}

/** `*` is right only for actions that IAM cannot limit to a resource. */
function everything({ actions }: Declared, scope: Scope): Outside | undefined {
  for (const { text } of actions) {
    const action = meantActions(text).find(({ id, form }) => form !== undefined && !WITHOUT_RESOURCE.has(id));
    if (action?.form === undefined) continue;
    const also = action.id === text ? '' : `${quote(text)} allows `;
    const message = `Resource "*" is every resource of the account: ${also}${action.id}, which can be limited to some.`;
    return { message, hint: `Write ${exampleArn(action.form, scope)}.` };
  }
  return undefined;
}
