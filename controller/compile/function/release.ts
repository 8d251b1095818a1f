import type { Release } from '../../../registry/kinds/function/release.ts';
import { digestOf } from '../../lib/digest.ts';
import { isJsonObject, type JsonObject } from '../../lib/json.ts';
import { getAtt, ref } from '../intrinsics.ts';
import { idFor } from '../logical-ids.ts';
import { put, putPart, type Site } from '../site.ts';
import { addRollout, rolloutPolicy } from './rollout.ts';

const DEFAULT_ALIAS = 'live';

/** Environment variable that makes a version of each release, and tells the function which one it is. */
export const RELEASE_VARIABLE = 'HOLDFAST_RELEASE';

/** What Lambda does not keep in a version: https://docs.aws.amazon.com/lambda/latest/dg/configuration-versions.html */
const NOT_IN_A_VERSION: ReadonlySet<string> = new Set(['ReservedConcurrentExecutions', 'Tags']);

/** Characters of the digest that name a release: enough never to meet again within one function. */
const RELEASE_LENGTH = 12;

/** Name of the alias that callers use. */
export function aliasOf({ alias = DEFAULT_ALIAS }: Release): string {
  return alias;
}

/**
 * The configuration with the name of its release in the environment. Lambda publishes no version where nothing has changed, and the same
 * bytes under another object version are no change to it; CloudFormation would then fail. So each release differs in this.
 */
export function withRelease(configuration: JsonObject, { document }: Site<'Function'>): JsonObject {
  if (document.spec.release === undefined) return configuration;
  const variables = { ...variablesOf(configuration), [RELEASE_VARIABLE]: releaseOf(configuration) };
  return { ...configuration, Environment: { Variables: variables } };
}

function variablesOf({ Environment }: JsonObject): JsonObject {
  const variables = isJsonObject(Environment) ? Environment.Variables : undefined;
  return isJsonObject(variables) ? variables : {};
}

/** Changes exactly when code or configuration do, as far as the template says them. */
function releaseOf(configuration: JsonObject): string {
  const kept = Object.entries(configuration).filter(([name]) => !NOT_IN_A_VERSION.has(name));
  return digestOf(JSON.stringify(kept)).slice('sha256:'.length).slice(0, RELEASE_LENGTH);
}

/**
 * The version of this release, the alias that leads to it, and what moves traffic there step by step. `configuration` is that of the
 * function before its release was written in.
 */
export function addRelease(site: Site<'Function'>, configuration: JsonObject): void {
  const { release } = site.document.spec;
  const { name } = site.document.metadata;
  if (release === undefined) return;
  const functionName = ref(idFor('Function', name));
  const label = releaseOf(configuration);
  const published = { FunctionName: functionName, Description: `Release ${label}` };
  const version = putPart(site, 'LambdaVersion', label, 'AWS::Lambda::Version', published);
  if (release.rollout !== undefined) addRollout(site, release.rollout);
  const { provisionedConcurrency: ready } = release;
  const alias = {
    FunctionName: functionName,
    Name: aliasOf(release),
    FunctionVersion: getAtt(version, 'Version'),
    ...(ready !== undefined && { ProvisionedConcurrencyConfig: { ProvisionedConcurrentExecutions: ready } }),
  };
  put(site, 'LambdaAlias', 'AWS::Lambda::Alias', alias, release.rollout === undefined ? {} : rolloutPolicy(site));
}
