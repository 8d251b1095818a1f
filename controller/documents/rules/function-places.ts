import type { FunctionSpec } from '../../../registry/kinds/function/schema.ts';
import type { Finding } from '../../diagnostics/finding.ts';
import type { Path } from '../path.ts';
import type { Problem } from '../problem.ts';
import type { RegistryDocument } from '../registry.ts';
import { documentsOf, type RegistryContext } from './registry-rule.ts';

/**
 * What a Function names has to be where the platform is: Lambda takes code, layers, keys, queues and streams of its own region only, and
 * roles of its own account only. (Pitfall 5 of the function spec. The region of a bucket does not stand in its name; `pin-artifacts` asks.)
 */
export function functionPlaces(context: RegistryContext): readonly Finding[] {
  const platform = documentsOf(context, 'Platform')[0]?.spec;
  if (platform === undefined) return [];
  return documentsOf(context, 'Function').flatMap(({ spec, source }) =>
    [
      ...regionProblems(spec, platform.region),
      ...roleProblems(spec, platform.account),
      ...urlProblems(spec, platform.region),
    ].map((problem) => context.finding(source, problem)),
  );
}

/** Services whose ARNs have to be of Lambda's own region. Buckets have no region in their ARN, and roles have none at all. */
const REGIONAL: ReadonlySet<string> = new Set(['dynamodb', 'events', 'kinesis', 'kms', 'lambda', 'sns', 'sqs']);

function regionProblems(spec: FunctionSpec, region: string): Problem[] {
  const { kmsKeyArn, layerArns, deadLetter, asyncInvoke, eventSources } = spec;
  const arns = textsIn({ kmsKeyArn, layerArns, deadLetter, asyncInvoke, eventSources }, ['spec']).flatMap(
    ({ text, path }) => {
      const [prefix, , service = '', found = ''] = text.split(':');
      return prefix === 'arn' && REGIONAL.has(service) && found !== region ? [sayRegion(path, found, region)] : [];
    },
  );
  const image = /^\d{12}\.dkr\.ecr\.([a-z0-9-]+)\./.exec(spec.imageUri ?? '')?.[1];
  return image === undefined || image === region ? arns : [...arns, sayRegion(['spec', 'imageUri'], image, region)];
}

function sayRegion(path: Path, found: string, region: string): Problem {
  const message = `This is in ${found}; the platform and its functions are in ${region}.`;
  return { code: 'RegionMismatch', path, message };
}

interface Text {
  readonly text: string;
  readonly path: Path;
}

/** Every text in a value; references hold none that is an ARN. */
function textsIn(value: unknown, path: Path): readonly Text[] {
  if (typeof value === 'string') return [{ text: value, path }];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    textsIn(inner, [...path, Array.isArray(value) ? Number(name) : name]),
  );
}

/** Lambda passes no role across accounts: https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html */
function roleProblems({ roleArn }: FunctionSpec, account: string): Problem[] {
  return textsIn(roleArn, ['spec', 'roleArn']).flatMap(({ text, path }) => {
    const [prefix, , , , owner] = text.split(':');
    if (prefix !== 'arn' || owner === account) return [];
    const message = `The role belongs to the account ${owner}; the platform's is ${account}.`;
    return [{ code: 'AccountMismatch', path, message } as const];
  });
}

/** Source: https://docs.aws.amazon.com/lambda/latest/dg/urls-configuration.html (note on regions). */
const WITHOUT_URLS: ReadonlySet<string> = new Set([
  'ap-east-2',
  'ap-south-2',
  'ap-southeast-4',
  'ap-southeast-5',
  'ap-southeast-6',
  'ap-southeast-7',
  'ca-west-1',
  'eu-central-2',
  'eu-south-2',
  'il-central-1',
  'me-central-1',
]);

function urlProblems({ url }: FunctionSpec, region: string): Problem[] {
  if (url === undefined || !WITHOUT_URLS.has(region)) return [];
  const message = `Lambda has no addresses of functions in ${region}.`;
  const hint = 'Use a Route on the shared API.';
  return [{ code: 'UnavailableInRegion', path: ['spec', 'url'], at: 'key', message, hint }];
}

/** Unless AWS raised it: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const ACCOUNT_CONCURRENCY = 1000;

/** What Lambda keeps for functions that reserve none: https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html */
const KEPT_CONCURRENCY = 100;

/** Warns where the functions of the platform reserve more concurrency than an account has to give. */
export function reservedConcurrency(context: RegistryContext): readonly Finding[] {
  const [platform] = documentsOf(context, 'Platform');
  const functions = documentsOf(context, 'Function');
  const sum = functions.reduce((total, document) => total + reservedBy(document), 0);
  const most = ACCOUNT_CONCURRENCY - KEPT_CONCURRENCY;
  if (platform === undefined || sum <= most) return [];
  const message = `The functions of this platform reserve ${sum} runs at once; an account gives at most ${most}, unless AWS raised its quota.`;
  const place = { path: ['spec', 'account'], severity: 'warning' } as const;
  return [context.finding(platform.source, { code: 'ConcurrencyReserved', ...place, message })];
}

function reservedBy({ spec }: RegistryDocument<'Function'>): number {
  return Math.max(0, spec.reservedConcurrency ?? 0);
}
