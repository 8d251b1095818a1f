import type { Finding } from '../../diagnostics/finding.ts';
import type { AnyDocument } from '../registry.ts';
import { documentsOf, type Outline, type RegistryContext } from './registry-rule.ts';

/**
 * Words that stand in the place of a team in the platform's own physical and stack names (`{project}-{resource type}-…`): a team of that
 * name would have the platform's resources in its permission scope.
 */
const RESERVED: ReadonlySet<string> = new Set([
  'alarm',
  'api',
  'api-gateway',
  'application',
  'artifacts',
  'authorizer',
  'boundary',
  'bucket',
  'budget',
  'bus',
  'cfn',
  'controller',
  'dashboard',
  'deploy',
  'edge',
  'eip',
  'endpoint',
  'events',
  'execution',
  'flow-logs',
  'function',
  'github',
  'holdfast',
  'igw',
  'internet-gateway',
  'key',
  'lambda',
  'logs',
  'nat',
  'nat-gateway',
  'network',
  'observability',
  'outputs',
  'platform',
  'policy',
  'private',
  'public',
  'queue',
  'role',
  'rollout',
  'route',
  'route-table',
  'rtb',
  'secret',
  'security-group',
  'sg',
  'shared',
  'stage',
  'state',
  'stateful',
  'subnet',
  'table',
  'team',
  'teams',
  'topic',
  'vpc',
  'vpce',
]);

/** Every team folder says whose it is; no team's name or path covers another's or the platform's. */
export function teams(context: RegistryContext): readonly Finding[] {
  const outlines = context.outlines.filter(({ kind }) => kind === 'Team');
  const names = new Set(outlines.map(({ name }) => name));
  return [
    ...missingTeams(outlines, context),
    ...outlines.flatMap((outline) => nameProblems(outline, names, context)),
    ...pathProblems(context),
    ...pathCharacters(context),
  ];
}

function missingTeams(outlines: readonly Outline[], { files }: RegistryContext): Finding[] {
  const present = new Set(outlines.map(({ team }) => team));
  const first = new Map<string, string>();
  for (const { path, team } of files) if (team !== undefined && !first.has(team)) first.set(team, path);
  // A team.yaml that cannot be read has findings of its own.
  const broken = new Set(files.filter(({ hasErrors }) => hasErrors).map(({ path }) => path));
  return [...first].flatMap(([team, file]): Finding[] => {
    const home = `teams/${team}/team.yaml`;
    if (present.has(team) || broken.has(home)) return [];
    const message = `The folder teams/${team} has no Team document.`;
    return [
      {
        code: 'MissingTeam',
        severity: 'error',
        message,
        file,
        line: 1,
        column: 1,
        path: '',
        hint: `Add it in ${home}.`,
      },
    ];
  });
}

function nameProblems({ name, source }: Outline, names: ReadonlySet<string>, context: RegistryContext): Finding[] {
  const path = ['metadata', 'name'];
  if (isReserved(name)) {
    const message = `The team cannot be named ${name}: the platform uses the word in its own names.`;
    return [context.finding(source, { code: 'ReservedName', path, message })];
  }
  const shorter = beginningsOf(name, '-').find((beginning) => names.has(beginning));
  if (shorter === undefined) return [];
  const message = `The team name ${name} begins with the name of the team ${shorter}, whose rights would cover it.`;
  return [context.finding(source, { code: 'OverlappingName', path, message })];
}

/** A reserved word, or a name whose prefix covers one of several words. */
function isReserved(name: string): boolean {
  return RESERVED.has(name) || [...RESERVED].some((word) => word.startsWith(`${name}-`));
}

/** `a/b/c` → `a`, `a/b`: what a text begins with, up to each separator but the first character. */
function beginningsOf(text: string, separator: string): readonly string[] {
  return [...text].flatMap((character, index) => (character === separator && index > 0 ? [text.slice(0, index)] : []));
}

/** Under its own name, a second shared API is at `/api-2`, and so on. */
const FURTHER_API = /^\/api-\d+(?:\/|$)/;

function pathProblems(context: RegistryContext): Finding[] {
  const mapped = documentsOf(context, 'Platform').some(({ spec: { api } }) => api.type === 'http' && api.domain);
  const taken = new Map<string, TeamDocument>();
  const inside = new Map<string, TeamDocument>();
  return documentsOf(context, 'Team').flatMap((team) => {
    const path = team.spec.pathPrefix;
    if (mapped && FURTHER_API.test(path)) {
      const message = `The path prefix ${path} is where the API's name leads to another shared API.`;
      return [context.finding(team.source, { code: 'OverlappingPath', path: ['spec', 'pathPrefix'], message })];
    }
    const above = beginningsOf(path, '/');
    const other = [path, ...above].map((prefix) => taken.get(prefix)).find((owner) => owner !== undefined);
    const found = other ?? inside.get(path);
    if (!taken.has(path)) taken.set(path, team);
    for (const prefix of above) if (!inside.has(prefix)) inside.set(prefix, team);
    if (found === undefined || found.metadata.name === team.metadata.name) return [];
    const message = `The path prefix ${path} overlaps with ${found.spec.pathPrefix} of the team ${found.metadata.name}.`;
    return [context.finding(team.source, { code: 'OverlappingPath', path: ['spec', 'pathPrefix'], message })];
  });
}

/** First parts of paths that API Gateway answers by itself: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html */
const HEALTH_CHECKS = /^\/s?ping(?:\/|$)/;

/** Paths that the shared API does not have, or keeps for itself. */
function pathCharacters(context: RegistryContext): Finding[] {
  const [platform] = documentsOf(context, 'Platform');
  return documentsOf(context, 'Team').flatMap(({ spec: { pathPrefix }, source }): Finding[] => {
    const path = ['spec', 'pathPrefix'];
    if (HEALTH_CHECKS.test(pathPrefix)) {
      const message = `The path prefix ${pathPrefix} is kept by API Gateway for its own health checks.`;
      return [context.finding(source, { code: 'ReservedName', path, message, hint: 'Choose another pathPrefix.' })];
    }
    if (platform?.spec.api.type !== 'rest' || !pathPrefix.includes('~')) return [];
    return [context.finding(source, { code: 'NotOnThisApi', path, message: 'A REST API takes no ~ in a path.' })];
  });
}

type TeamDocument = Extract<AnyDocument, { kind: 'Team' }>;
