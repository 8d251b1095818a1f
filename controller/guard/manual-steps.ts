import type { Finding, Location } from '../diagnostics/finding.ts';
import { isJsonObject, type JsonObject } from '../lib/json.ts';
import type { Plan, PlanNode } from '../plan/plan.ts';

/** What a person has to do, in two sentences: what will be there, and what it needs. */
interface Step {
  readonly message: string;
  readonly hint: string;
}

/** What is left to do by hand after a plan was applied, each at the document that makes it so. `at` serves where the plan knows no line. */
export function manualSteps({ stacks }: Plan, at: Location): readonly Finding[] {
  return stacks
    .flatMap(({ nodes }) => nodes)
    .filter(({ action }) => action === 'create')
    .flatMap((node) => stepOf(node, propertiesOf(node)).map((step) => sayStep(node, step, at)));
}

/** A creation carries all properties as one change. */
function propertiesOf({ changes }: PlanNode): JsonObject {
  const whole = changes.find(({ path }) => path === '/Properties')?.value;
  return isJsonObject(whole) ? whole : {};
}

function stepOf({ type }: PlanNode, properties: JsonObject): readonly Step[] {
  if (type === 'AWS::SecretsManager::Secret') return emptySecret(properties);
  if (type === 'AWS::SNS::Subscription') return unconfirmed(properties);
  return [];
}

function emptySecret({ Name, GenerateSecretString }: JsonObject): readonly Step[] {
  if (GenerateSecretString !== undefined) return [];
  const hint = `aws secretsmanager put-secret-value --secret-id ${String(Name)} --secret-string file://value.txt`;
  return [{ message: `The secret ${String(Name)} is made without a value: somebody puts it in.`, hint }];
}

/** Source: https://docs.aws.amazon.com/sns/latest/dg/SendMessageToHttp.confirm.html, and the same for e-mail. */
function unconfirmed({ Protocol, Endpoint }: JsonObject): readonly Step[] {
  if (Protocol !== 'email' && Protocol !== 'https') return [];
  const message = `Nothing is delivered to ${String(Endpoint)} until the subscription is confirmed there.`;
  const hint =
    Protocol === 'email' ? 'The mail from SNS has a link for it.' : 'SNS sends a request with a SubscribeURL to it.';
  return [{ message, hint }];
}

function sayStep({ source }: PlanNode, { message, hint }: Step, at: Location): Finding {
  const { file, line, column } = source ?? at;
  return { code: 'ManualStep', severity: 'info', message, file, line, column, path: '', hint };
}
