import type { RegistryDocument } from '../../documents/registry.ts';
import type { JsonObject } from '../../lib/json.ts';
import { idFor } from '../logical-ids.ts';
import { resolveAll, resolveOne } from '../references.ts';
import { put, type Site } from '../site.ts';
import { withUsage } from '../usage.ts';
import { deadLetterOf } from './async.ts';
import { codeOf } from './code.ts';
import { DEFAULT_EPHEMERAL_STORAGE_MB, DEFAULT_MEMORY_MB, DEFAULT_TIMEOUT_SECONDS } from './defaults.ts';
import { keyOf } from './key.ts';
import { loggingOf } from './logs.ts';
import { functionNameOf } from './names.ts';
import { networkOf } from './network.ts';
import { addRelease, withRelease } from './release.ts';
import { tracingOf } from './tracing.ts';
import { functionUsage } from './usage.ts';
import { functionValues } from './values.ts';

/**
 * The function itself, and the version of it that callers get where it is released by an alias. It waits for its log group, which Lambda
 * would make otherwise: without tags or an end.
 */
export function addFunction(site: Site<'Function'>): void {
  const configuration = configurationOf(site);
  const after = { DependsOn: [idFor('LogGroup', site.document.metadata.name)] };
  const attributes = withUsage(after, functionUsage(site));
  put(site, 'Function', 'AWS::Lambda::Function', withRelease(configuration, site), attributes);
  addRelease(site, configuration);
}

function configurationOf(site: Site<'Function'>): JsonObject {
  const { document, context } = site;
  const { spec } = document;
  return {
    FunctionName: functionNameOf(document, context),
    ...(spec.description !== undefined && { Description: spec.description }),
    ...codeOf(site),
    Role: functionValues(document, site).roleArn?.() ?? '',
    Architectures: [spec.architecture],
    MemorySize: spec.memoryMb ?? DEFAULT_MEMORY_MB,
    Timeout: spec.timeoutSeconds ?? DEFAULT_TIMEOUT_SECONDS,
    EphemeralStorage: { Size: spec.ephemeralStorageMb ?? DEFAULT_EPHEMERAL_STORAGE_MB },
    ...concurrencyOf(document),
    ...environmentOf(site),
    ...networkOf(site),
    ...((spec.layerArns ?? []).length > 0 && { Layers: resolveAll(spec.layerArns ?? [], site) }),
    ...keyOf(site),
    ...deadLetterOf(site),
    ...(spec.snapStart === true && { SnapStart: { ApplyOn: 'PublishedVersions' } }),
    ...tracingOf(site),
    ...loggingOf(site),
    Tags: site.tags,
  };
}

function environmentOf(site: Site<'Function'>): JsonObject {
  const { environment } = site.document.spec;
  if (environment === undefined) return {};
  const entries = Object.entries(environment).map(([name, value]) => [name, resolveOne(value, site)] as const);
  return { Environment: { Variables: Object.fromEntries(entries) } };
}

/** 0 disables the function and has to reach the template; -1 is the same as nothing (LC6). */
function concurrencyOf({ spec }: RegistryDocument<'Function'>): JsonObject {
  const { reservedConcurrency = -1 } = spec;
  return reservedConcurrency === -1 ? {} : { ReservedConcurrentExecutions: reservedConcurrency };
}
