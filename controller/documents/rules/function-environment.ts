import type { JsonObject } from '../../lib/json.ts';
import type { Problem } from '../problem.ts';
import { objectOf } from '../raw.ts';

/**
 * Names that Lambda sets itself. Source: https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html (reserved variables),
 * in the form of cfn-lint's list (MIT-0).
 */
const RESERVED: ReadonlySet<string> = new Set([
  '_HANDLER',
  '_X_AMZN_TRACE_ID',
  'AWS_DEFAULT_REGION',
  'AWS_REGION',
  'AWS_EXECUTION_ENV',
  'AWS_LAMBDA_FUNCTION_NAME',
  'AWS_LAMBDA_FUNCTION_MEMORY_SIZE',
  'AWS_LAMBDA_FUNCTION_VERSION',
  'AWS_LAMBDA_INITIALIZATION_TYPE',
  'AWS_LAMBDA_LOG_GROUP_NAME',
  'AWS_LAMBDA_LOG_STREAM_NAME',
  'AWS_ACCESS_KEY',
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_LAMBDA_RUNTIME_API',
  'LAMBDA_TASK_ROOT',
  'LAMBDA_RUNTIME_DIR',
]);

/** Names by which a runtime, the loader or a shell runs code or trusts certificates that are not in the artifact (I7). */
const CODE_LOADING: ReadonlySet<string> = new Set([
  'AWS_LAMBDA_EXEC_WRAPPER',
  'BASH_ENV',
  'CLASSPATH',
  'CORECLR_PROFILER_PATH',
  'DOTNET_ADDITIONAL_DEPS',
  'DOTNET_STARTUP_HOOKS',
  'JAVA_TOOL_OPTIONS',
  'JDK_JAVA_OPTIONS',
  'LD_AUDIT',
  'LD_LIBRARY_PATH',
  'LD_PRELOAD',
  'NODE_EXTRA_CA_CERTS',
  'NODE_OPTIONS',
  'NODE_PATH',
  'PERL5LIB',
  'PERL5OPT',
  'PYTHONHOME',
  'PYTHONPATH',
  'PYTHONSTARTUP',
  'RUBYLIB',
  'RUBYOPT',
]);

/** All names and values together. Source: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const MAX_BYTES = 4096;

const PATH = ['spec', 'environment'] as const;

/** Environment variables: names that are Lambda's own or load code (I7), and the size of all together. */
export function functionEnvironment(document: JsonObject): readonly Problem[] {
  const environment = objectOf(objectOf(document.spec).environment);
  const names = Object.keys(environment).flatMap(nameProblem);
  const bytes = Object.entries(environment).reduce((sum, [name, value]) => sum + size(name) + size(value), 0);
  if (bytes <= MAX_BYTES) return names;
  const message = `spec.environment has ${bytes} bytes of names and values; Lambda takes ${MAX_BYTES}.`;
  return [...names, { code: 'EnvironmentTooLarge', path: PATH, message }];
}

function nameProblem(name: string): Problem[] {
  const path = [...PATH, name];
  if (RESERVED.has(name))
    return [{ code: 'ReservedVariable', path, at: 'key', message: `${name} is set by Lambda itself.` }];
  if (CODE_LOADING.has(name)) {
    return [
      {
        code: 'CodeLoadingVariable',
        path,
        at: 'key',
        message: `${name} makes the runtime load code from outside the artifact.`,
      },
    ];
  }
  return [];
}

function size(value: unknown): number {
  return typeof value === 'string' ? Buffer.byteLength(value, 'utf8') : 0;
}
