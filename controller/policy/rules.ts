import type { PolicyRule, PolicySpec } from '../../registry/kinds/policy/schema.ts';
import type { Path } from '../documents/path.ts';
import type { AnyDocument } from '../documents/registry.ts';
import { isJsonArray, isJsonObject, type Json } from '../lib/json.ts';
import { actionBreaches } from './action-rules.ts';
import type { Judged, JudgedResource } from './judged.ts';

/** A rule of a Policy that a document breaks, in words that continue "Policy baseline: …". */
export interface Breach {
  readonly document: AnyDocument;
  readonly path: Path;
  readonly message: string;
}

type Rules = Required<PolicySpec['rules']>;

/** How each rule is judged: its limit as the author wrote it, and everything that is looked at. */
export const RULES: { readonly [R in PolicyRule]: (limit: Rules[R], judged: Judged) => readonly Breach[] } = {
  requiredTags: (tags, judged) => missingTags(tags, judged),
  runtimes: (allowed, judged) =>
    functions(judged, 'Runtime', ['spec', 'runtime'], (runtime) =>
      isOneOf(runtime, allowed) ? undefined : `the runtime ${runtime} is not one of ${allowed.join(', ')}`,
    ),
  images: (allowed, judged) =>
    functions(judged, 'PackageType', ['spec', 'imageUri'], (type) =>
      allowed || type !== 'Image' ? undefined : 'functions from container images are not allowed',
    ),
  architectures: (allowed, judged) =>
    functions(judged, 'Architectures', ['spec', 'architecture'], (list) => {
      const [architecture = ''] = isJsonArray(list) ? list : [];
      return isOneOf(architecture, allowed)
        ? undefined
        : `the processor ${architecture} is not ${allowed.join(' or ')}`;
    }),
  regions: (allowed, { platform }) =>
    isOneOf(platform.spec.region, allowed)
      ? []
      : [
          {
            document: platform,
            path: ['spec', 'region'],
            message: `the region ${platform.spec.region} is not ${allowed.join(' or ')}`,
          },
        ],
  allowedActions: (allowed, judged) => actionBreaches(judged, { allowed }),
  deniedActions: (denied, judged) => actionBreaches(judged, { denied }),
  starResources: (allowed, judged) => (allowed ? [] : starBreaches(judged)),
  maxMemoryMb: (most, judged) => atMost(judged, 'MemorySize', 'memoryMb', most, (size) => `memory of ${size} MB`),
  maxTimeoutSeconds: (most, judged) =>
    atMost(judged, 'Timeout', 'timeoutSeconds', most, (seconds) => `a timeout of ${seconds} seconds`),
  maxReservedConcurrency: (most, judged) =>
    atMost(
      judged,
      'ReservedConcurrentExecutions',
      'reservedConcurrency',
      most,
      (count) => `a reserved concurrency of ${count}`,
    ),
  publicUrls: (allowed, { resources }) =>
    allowed
      ? []
      : ofType(resources, 'AWS::Lambda::Url')
          .filter(({ properties }) => properties.AuthType === 'NONE')
          .map(({ document }) => ({
            document,
            path: ['spec', 'url'],
            message: 'a function URL that anybody may call',
          })),
  openRoutes: (allowed, judged) => (allowed ? [] : openRoutes(judged)),
  maxMonthlyUsdPerTeam: (most, judged) => teamCosts(most, judged),
  maxMonthlyUsdPerDocument: (most, { costs }) =>
    [...sums(costs.map(({ document, micros }) => [document, micros] as const))]
      .filter(([, micros]) => micros > most * MICROS)
      .map(([document, micros]) => ({ document, path: ['metadata', 'name'], message: tooDear(micros, most) })),
};

/** Millionths of a US dollar in one. */
const MICROS = 1_000_000;

function isOneOf(value: Json, allowed: readonly string[]): boolean {
  return allowed.some((one) => one === value);
}

function ofType(resources: readonly JudgedResource[], type: string): readonly JudgedResource[] {
  return resources.filter((resource) => resource.type === type);
}

/** Looks at one property of every function that has it. */
function functions(
  { resources }: Judged,
  property: string,
  path: Path,
  judge: (value: Json) => string | undefined,
): readonly Breach[] {
  return ofType(resources, 'AWS::Lambda::Function').flatMap(({ document, properties }) => {
    const value = properties[property];
    const message = value === undefined ? undefined : judge(value);
    return message === undefined ? [] : [{ document, path, message }];
  });
}

function atMost(
  judged: Judged,
  property: string,
  field: string,
  most: number,
  say: (value: number) => string,
): readonly Breach[] {
  return functions(judged, property, ['spec', field], (value) =>
    typeof value === 'number' && value > most ? `${say(value)} is more than ${most}` : undefined,
  );
}

/** Tags come from the Team, so each missing one is said once, there. */
function missingTags(tags: readonly string[], { resources, documents }: Judged): readonly Breach[] {
  const teams = documents.filter(({ kind }) => kind === 'Team');
  const byTeam = Map.groupBy(resources, ({ document }) => document.metadata.team);
  return teams.flatMap((team) => {
    const own = byTeam.get(team.metadata.name) ?? [];
    return tags
      .filter((tag) => own.some(({ properties }) => !tagNames(properties.Tags).has(tag)))
      .map((tag) => ({ document: team, path: ['spec', 'tags'], message: `the tag ${tag} is missing` }));
  });
}

/** A resource whose type has no tags lacks none. */
function tagNames(tags: Json | undefined): { has(name: string): boolean } {
  if (isJsonArray(tags)) return new Set(tags.map((tag) => (isJsonObject(tag) ? tag.Key : undefined)));
  if (isJsonObject(tags)) return new Set(Object.keys(tags));
  return { has: () => true };
}

function starBreaches({ statements }: Judged): readonly Breach[] {
  return statements
    .filter(({ statement }) => statement.Effect === 'Allow')
    .filter(({ statement }) => statement.Resource === undefined || [statement.Resource].flat().includes('*'))
    .map(({ document, path }) => ({ document, path, message: 'a statement on every resource is not allowed' }));
}

/** CORS preflights carry no credentials, so they cannot be authorized. */
function openRoutes({ resources }: Judged): readonly Breach[] {
  return [...ofType(resources, 'AWS::ApiGatewayV2::Route'), ...ofType(resources, 'AWS::ApiGateway::Method')]
    .filter(({ properties }) => properties.AuthorizationType === 'NONE' && properties.HttpMethod !== 'OPTIONS')
    .map(({ document }) => ({ document, path: ['spec'], message: 'a route without an authorizer is not allowed' }));
}

function teamCosts(most: number, { costs, documents }: Judged): readonly Breach[] {
  const perTeam = sums(costs.map(({ document, micros }) => [document.metadata.team, micros] as const));
  return documents
    .filter(({ kind }) => kind === 'Team')
    .map((document) => ({ document, micros: perTeam.get(document.metadata.name) ?? 0 }))
    .filter(({ micros }) => micros > most * MICROS)
    .map(({ document, micros }) => ({ document, path: ['metadata', 'name'], message: tooDear(micros, most) }));
}

function sums<Key>(entries: readonly (readonly [Key, number])[]): ReadonlyMap<Key, number> {
  const totals = new Map<Key, number>();
  for (const [key, micros] of entries) totals.set(key, (totals.get(key) ?? 0) + micros);
  return totals;
}

function tooDear(micros: number, most: number): string {
  return `an estimated ${(micros / MICROS).toFixed(2)} USD a month is more than ${most.toFixed(2)}`;
}
