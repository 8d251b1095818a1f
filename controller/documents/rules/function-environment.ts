import type { Json, JsonObject } from '../../lib/json.ts';
import type { Problem } from '../problem.ts';
import { isObject, objectOf } from '../raw.ts';

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

/**
 * Names by which a runtime, the loader, a library or a shell runs code, takes credentials or trusts certificates that are not in the
 * artifact (I7). Sources: the manuals of Node.js, CPython, the JVM, .NET, Ruby, Perl, PHP, glibc, OpenSSL and the AWS SDKs.
 */
const CODE_LOADING: ReadonlySet<string> = new Set([
  'AWS_CA_BUNDLE',
  'AWS_CONFIG_FILE',
  'AWS_LAMBDA_EXEC_WRAPPER',
  'AWS_SHARED_CREDENTIALS_FILE',
  'BASH_ENV',
  'CLASSPATH',
  'CORECLR_ENABLE_PROFILING',
  'CORECLR_PROFILER',
  'CORECLR_PROFILER_PATH',
  'CORECLR_PROFILER_PATH_32',
  'CORECLR_PROFILER_PATH_64',
  'CURL_CA_BUNDLE',
  'DOTNET_ADDITIONAL_DEPS',
  'DOTNET_SHARED_STORE',
  'DOTNET_STARTUP_HOOKS',
  'GCONV_PATH',
  'GEM_HOME',
  'GEM_PATH',
  'GLIBC_TUNABLES',
  'JAVA_TOOL_OPTIONS',
  'JDK_JAVA_OPTIONS',
  'LD_AUDIT',
  'LD_LIBRARY_PATH',
  'LD_PRELOAD',
  'NODE_EXTRA_CA_CERTS',
  'NODE_OPTIONS',
  'NODE_PATH',
  'NODE_TLS_REJECT_UNAUTHORIZED',
  'OPENSSL_CONF',
  'OPENSSL_ENGINES',
  'OPENSSL_MODULES',
  'PERL5DB',
  'PERL5LIB',
  'PERL5OPT',
  'PHPRC',
  'PHP_INI_SCAN_DIR',
  'PYTHONBREAKPOINT',
  'PYTHONHOME',
  'PYTHONPATH',
  'PYTHONPLATLIBDIR',
  'PYTHONSTARTUP',
  'PYTHONUSERBASE',
  'PYTHONWARNINGS',
  'REQUESTS_CA_BUNDLE',
  'RUBYLIB',
  'RUBYOPT',
  'SSL_CERT_DIR',
  'SSL_CERT_FILE',
]);

/** All names and values together. Source: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
export const MAX_ENVIRONMENT_BYTES = 4096;

const PATH = ['spec', 'environment'] as const;

/** Set on functions with a `release`, so that each of them has a version of its own. */
const RELEASE_VARIABLE = 'HOLDFAST_RELEASE';

/** Name and value of {@link RELEASE_VARIABLE}. */
const RELEASE_BYTES = RELEASE_VARIABLE.length + 12;

/** Environment variables: names that are Lambda's own or load code (I7), and the size of all together. */
export function functionEnvironment(document: JsonObject): readonly Problem[] {
  const spec = objectOf(document.spec);
  const environment = objectOf(spec.environment);
  const names = Object.keys(environment).flatMap(nameProblem);
  const bytes = environmentBytes(environment) + (spec.release === undefined ? 0 : RELEASE_BYTES);
  if (bytes <= MAX_ENVIRONMENT_BYTES) return names;
  const message = `spec.environment has ${bytes} bytes of names and values; Lambda takes ${MAX_ENVIRONMENT_BYTES}.`;
  return [...names, { code: 'EnvironmentTooLarge', path: PATH, message }];
}

/** Bytes of names and values. */
export function environmentBytes(environment: JsonObject): number {
  return Object.entries(environment).reduce((sum, [name, value]) => sum + size(name) + size(value), 0);
}

function nameProblem(name: string): Problem[] {
  const path = [...PATH, name];
  if (RESERVED.has(name))
    return [{ code: 'ReservedVariable', path, at: 'key', message: `${name} is set by Lambda itself.` }];
  if (name === RELEASE_VARIABLE)
    return [{ code: 'ReservedVariable', path, at: 'key', message: `${name} is set by Holdfast itself.` }];
  if (CODE_LOADING.has(name)) {
    return [
      {
        code: 'CodeLoadingVariable',
        path,
        at: 'key',
        message: `${name} makes the runtime load or trust what is not in the artifact.`,
      },
    ];
  }
  return [];
}

/** What stands in place of a reference is known to AWS only: counted as an ARN or address of usual length. */
const REFERENCE_BYTES = 128;

function size(value: Json | undefined): number {
  if (typeof value === 'string') return Buffer.byteLength(value, 'utf8');
  if (!isObject(value)) return 0;
  return value.valueFrom === undefined ? size(value.value) : REFERENCE_BYTES;
}
