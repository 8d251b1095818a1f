import { HoldfastError } from './diagnostics/error.ts';
import { type ReadingLimits, readLimits } from './reading-limits.ts';
import type { Audience } from './trigger/read-webhook.ts';

/**
 * How long a reconciler may work at once. It never waits, so this is far more than it needs; a short limit matters, because a
 * message that failed stays hidden for six times as long, and its group with it.
 */
export const INVOCATION_SECONDS = 120;

/** A process environment. Always passed in; this file is the only one of the controller that may be handed `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The environment of this process, for the outermost caller to pass on. */
export function processEnvironment(): Environment {
  return process.env;
}

/** Configuration of the reconciler functions, and of the command line where it works with a deployed controller. */
export interface ReconcilerConfig {
  /** `HOLDFAST_ROLE`: which of the two functions this is. */
  readonly role: 'planner' | 'applier';
  /** `HOLDFAST_ENVIRONMENT`: e.g. `dev`; the record keeps environments apart by it. */
  readonly environment: string;
  /** `HOLDFAST_PROJECT`: first part of every stack name. */
  readonly project: string;
  /** `HOLDFAST_REGISTRY`: the registry repository, `owner/name`. */
  readonly registry: { readonly owner: string; readonly name: string };
  /** `HOLDFAST_BRANCH`: the branch that is applied. */
  readonly branch: string;
  /** `HOLDFAST_GITHUB_APP_ID`: id of the GitHub App. */
  readonly appId: number;
  /** `HOLDFAST_GITHUB_API_URL`: where GitHub's REST API is; default `https://api.github.com`. */
  readonly githubApiUrl: string;
  /** `HOLDFAST_TABLE`: DynamoDB table of the record. */
  readonly tableName: string;
  /** `HOLDFAST_EVIDENCE_BUCKET`: S3 bucket for templates and plans. */
  readonly evidenceBucket: string;
  /** `HOLDFAST_BUS`: EventBridge bus for our own events. */
  readonly busName: string;
  readonly queues: {
    /** `HOLDFAST_PLANNER_QUEUE_URL`: SQS queue of the planner. */
    readonly planner: string;
    /** `HOLDFAST_APPLIER_QUEUE_URL`: SQS queue of the applier. */
    readonly applier: string;
    /** `HOLDFAST_TIMER_QUEUE_URL`: SQS queue of the messages to ourselves that are delivered later. */
    readonly timer: string;
  };
  /** `HOLDFAST_APP_KEY_SECRET_ARN`: secret that holds the GitHub App's private key (PEM). */
  readonly appKeySecretArn: string;
  /** `HOLDFAST_EXECUTION_ROLE_ARN`: the role that CloudFormation works with. Only the applier has one. */
  readonly executionRoleArn?: string;
  /** `HOLDFAST_LIMITS`: how much of a registry is read, e.g. `files=50000,fileBytes=1048576`; see docs/reference/limits.md. */
  readonly limits: ReadingLimits;
  /** `HOLDFAST_BADGE`: `on` where there is a badge, whose word is then kept. */
  readonly badge: boolean;
  /** `AWS_ENDPOINT_URL_S3`: S3 is not where AWS has it, as for the SDK itself; else `AWS_ENDPOINT_URL` is taken. */
  readonly s3Endpoint?: string;
  /** `AWS_ENDPOINT_URL_SSM`: Systems Manager is not where AWS has it; else `AWS_ENDPOINT_URL` is taken. */
  readonly ssmEndpoint?: string;
  /** `AWS_ENDPOINT_URL`: all services are somewhere else than AWS has them; what is read for drift is read there. */
  readonly awsEndpoint?: string;
}

/** Reads the reconciler's configuration. Throws HoldfastError `ConfigMissing` naming every missing variable, or `ConfigInvalid`. */
export function reconcilerConfig(env: Environment): ReconcilerConfig {
  const read = requireVariables(env, [
    'HOLDFAST_ROLE',
    'HOLDFAST_ENVIRONMENT',
    'HOLDFAST_PROJECT',
    'HOLDFAST_REGISTRY',
    'HOLDFAST_BRANCH',
    'HOLDFAST_GITHUB_APP_ID',
    'HOLDFAST_TABLE',
    'HOLDFAST_EVIDENCE_BUCKET',
    'HOLDFAST_BUS',
    'HOLDFAST_PLANNER_QUEUE_URL',
    'HOLDFAST_APPLIER_QUEUE_URL',
    'HOLDFAST_TIMER_QUEUE_URL',
    'HOLDFAST_APP_KEY_SECRET_ARN',
  ]);
  const executionRoleArn = env.HOLDFAST_EXECUTION_ROLE_ARN;
  return {
    role: roleOf(read('HOLDFAST_ROLE')),
    environment: read('HOLDFAST_ENVIRONMENT'),
    project: read('HOLDFAST_PROJECT'),
    registry: repositoryOf(read('HOLDFAST_REGISTRY')),
    branch: read('HOLDFAST_BRANCH'),
    appId: numberOf('HOLDFAST_GITHUB_APP_ID', read('HOLDFAST_GITHUB_APP_ID')),
    githubApiUrl: env.HOLDFAST_GITHUB_API_URL ?? 'https://api.github.com',
    tableName: read('HOLDFAST_TABLE'),
    evidenceBucket: read('HOLDFAST_EVIDENCE_BUCKET'),
    busName: read('HOLDFAST_BUS'),
    queues: {
      planner: read('HOLDFAST_PLANNER_QUEUE_URL'),
      applier: read('HOLDFAST_APPLIER_QUEUE_URL'),
      timer: read('HOLDFAST_TIMER_QUEUE_URL'),
    },
    appKeySecretArn: read('HOLDFAST_APP_KEY_SECRET_ARN'),
    ...(executionRoleArn !== undefined && executionRoleArn !== '' && { executionRoleArn }),
    limits: limitsOf(env),
    badge: env.HOLDFAST_BADGE === 'on',
    ...s3EndpointOf(env),
    ...ssmEndpointOf(env),
    ...awsEndpointOf(env),
  };
}

/** Configuration of the webhook function. Who is listened to is `HOLDFAST_GITHUB_APP_ID`, `HOLDFAST_REGISTRY` and `HOLDFAST_BRANCH`. */
export interface WebhookConfig {
  /**
   * `HOLDFAST_INSTALLATION_ID`: webhooks of other installations are ignored (W8).
   * `HOLDFAST_REPOSITORY_ID`: the registry repository is known by its id, so that it may be renamed or transferred (W7).
   */
  readonly audience: Audience;
  /** `HOLDFAST_WEBHOOK_SECRET_ARN`: secret with what GitHub signs with, `{"secrets": ["current", "previous"]}` or one as plain text. */
  readonly webhookSecretArn: string;
  /** The same variables as for the reconciler. */
  readonly tableName: string;
  readonly queues: { readonly planner: string; readonly applier: string };
}

/** Reads the webhook's configuration. Throws HoldfastError `ConfigMissing` naming every missing variable, or `ConfigInvalid`. */
export function webhookConfig(env: Environment): WebhookConfig {
  const read = requireVariables(env, [
    'HOLDFAST_GITHUB_APP_ID',
    'HOLDFAST_REGISTRY',
    'HOLDFAST_BRANCH',
    'HOLDFAST_WEBHOOK_SECRET_ARN',
    'HOLDFAST_TABLE',
    'HOLDFAST_PLANNER_QUEUE_URL',
    'HOLDFAST_APPLIER_QUEUE_URL',
  ]);
  const { owner, name } = repositoryOf(read('HOLDFAST_REGISTRY'));
  const installationId = optionalNumber('HOLDFAST_INSTALLATION_ID', env);
  const repositoryId = optionalNumber('HOLDFAST_REPOSITORY_ID', env);
  return {
    audience: {
      appId: numberOf('HOLDFAST_GITHUB_APP_ID', read('HOLDFAST_GITHUB_APP_ID')),
      repository: `${owner}/${name}`,
      branch: read('HOLDFAST_BRANCH'),
      ...(installationId !== undefined && { installationId }),
      ...(repositoryId !== undefined && { repositoryId }),
    },
    webhookSecretArn: read('HOLDFAST_WEBHOOK_SECRET_ARN'),
    tableName: read('HOLDFAST_TABLE'),
    queues: { planner: read('HOLDFAST_PLANNER_QUEUE_URL'), applier: read('HOLDFAST_APPLIER_QUEUE_URL') },
  };
}

/** Configuration of the badge's function. */
export interface BadgeConfig {
  /** The same variables as for the reconciler. */
  readonly environment: string;
  readonly tableName: string;
  /** `HOLDFAST_BADGE_TOKEN`: part of the badge's address; who does not know it sees nothing. */
  readonly token: string;
}

/** Reads the configuration of the badge's function. Throws HoldfastError `ConfigMissing` naming every missing variable. */
export function badgeConfig(env: Environment): BadgeConfig {
  const read = requireVariables(env, ['HOLDFAST_ENVIRONMENT', 'HOLDFAST_TABLE', 'HOLDFAST_BADGE_TOKEN']);
  return {
    environment: read('HOLDFAST_ENVIRONMENT'),
    tableName: read('HOLDFAST_TABLE'),
    token: read('HOLDFAST_BADGE_TOKEN'),
  };
}

function optionalNumber(name: string, env: Environment): number | undefined {
  const text = env[name] ?? '';
  return text === '' ? undefined : numberOf(name, text);
}

/** The limits of `HOLDFAST_LIMITS`, or the defaults. Throws `ConfigInvalid`. */
export function limitsOf(env: Environment): ReadingLimits {
  return readLimits(env.HOLDFAST_LIMITS, 'HOLDFAST_LIMITS');
}

/** The S3 endpoint that the SDK's own variables name, if any (https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html). */
export function s3EndpointOf(env: Environment): { readonly s3Endpoint?: string } {
  const endpoint = env.AWS_ENDPOINT_URL_S3 ?? env.AWS_ENDPOINT_URL ?? '';
  return endpoint === '' ? {} : { s3Endpoint: endpoint };
}

/** The endpoint of Systems Manager, by the same variables: we speak to it without the SDK. */
export function ssmEndpointOf(env: Environment): { readonly ssmEndpoint?: string } {
  const endpoint = env.AWS_ENDPOINT_URL_SSM ?? env.AWS_ENDPOINT_URL ?? '';
  return endpoint === '' ? {} : { ssmEndpoint: endpoint };
}

/** The endpoint of all services that we read without the SDK. */
export function awsEndpointOf(env: Environment): { readonly awsEndpoint?: string } {
  const endpoint = env.AWS_ENDPOINT_URL ?? '';
  return endpoint === '' ? {} : { awsEndpoint: endpoint };
}

/** `HOLDFAST_RECONCILE_URL`: where the command line reaches `POST /reconcile` when not at the API's own address (custom domain, tunnel). */
export function reconcileUrlOf(env: Environment): string | undefined {
  return env.HOLDFAST_RECONCILE_URL === '' ? undefined : env.HOLDFAST_RECONCILE_URL;
}

/** A reader of variables that are all known to be there. Throws `ConfigMissing` with every missing name at once. */
function requireVariables<Name extends string>(env: Environment, names: readonly Name[]): (name: Name) => string {
  const missing = names.filter((name) => (env[name] ?? '') === '');
  if (missing.length > 0) {
    const message = `Missing configuration: ${missing.join(', ')}.`;
    throw new HoldfastError(message, { code: 'ConfigMissing', source: 'user', retryable: false });
  }
  return (name) => env[name] ?? '';
}

function roleOf(text: string): 'planner' | 'applier' {
  if (text === 'planner' || text === 'applier') return text;
  throw invalid('HOLDFAST_ROLE', text, 'planner or applier');
}

function repositoryOf(text: string): { readonly owner: string; readonly name: string } {
  const match = /^([\w.-]+)\/([\w.-]+)$/.exec(text);
  if (match?.[1] === undefined || match[2] === undefined) throw invalid('HOLDFAST_REGISTRY', text, 'owner/name');
  return { owner: match[1], name: match[2] };
}

function numberOf(name: string, text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw invalid(name, text, 'a number');
}

function invalid(name: string, text: string, wanted: string): HoldfastError {
  const message = `${name} is ${JSON.stringify(text)}, but has to be ${wanted}.`;
  return new HoldfastError(message, { code: 'ConfigInvalid', source: 'user', retryable: false });
}
