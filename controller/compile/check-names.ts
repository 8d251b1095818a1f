import type { Finding } from '../diagnostics/finding.ts';
import { locateFinding } from '../documents/locate.ts';
import { type AnyDocument, inReadingOrder, type RegistryDocument } from '../documents/registry.ts';
import { keptLength } from '../lib/names.ts';
import type { CompileContext } from './context.ts';
import { functionNameOf } from './function/names.ts';
import { MAX_BUCKET_STEM } from './physical-names.ts';

/** The shortest limit among a team's resources: 64 characters for functions and roles. */
const SHORTEST_LIMIT = 64;

/**
 * Refuses a team whose prefix would be cut in long names: permissions are given by prefix, so it has to stay whole. A team with buckets has
 * less room, because their names end in the account.
 */
export function checkTeamNames({ platform, documents }: CompileContext): readonly Finding[] {
  const all = inReadingOrder(documents.values());
  const withBuckets = new Set(all.filter(({ kind }) => kind === 'Bucket').map(({ metadata }) => metadata.team));
  return all
    .filter(({ kind }) => kind === 'Team')
    .flatMap((team) => {
      const { name } = team.metadata;
      const prefix = `${platform.spec.project}-${name}-`;
      const room = keptLength(withBuckets.has(name) ? MAX_BUCKET_STEM : SHORTEST_LIMIT);
      return prefix.length > room ? [sayTooLong(team, prefix, room)] : [];
    });
}

function sayTooLong({ source }: AnyDocument, prefix: string, room: number): Finding {
  return {
    code: 'NameTooLong',
    severity: 'error',
    message: `The prefix ${prefix} is longer than ${room} characters.`,
    ...locateFinding(source, ['metadata', 'name']),
    hint: 'Choose a shorter name for the team.',
  };
}

/**
 * Checks the physical names that authors chose against the conventional ones: a name is taken only once, and the names that begin with
 * another team's prefix are that team's, because permissions are given by prefix. (Two chosen names that are equal were
 * found while loading.)
 */
export function checkFunctionNames(context: CompileContext): readonly Finding[] {
  const functions = inReadingOrder(context.documents.values()).filter((document) => document.kind === 'Function');
  const chosen = functions.filter(({ spec }) => spec.functionName !== undefined);
  if (chosen.length === 0) return [];
  const conventional = new Map(
    functions
      .filter(({ spec }) => spec.functionName === undefined)
      .map((document) => [functionNameOf(document, context), document]),
  );
  const teams = new Set([...context.documents.values()].filter(isTeam).map(({ metadata }) => metadata.name));
  return chosen.flatMap((document) => {
    const owner = conventional.get(document.spec.functionName ?? '');
    return owner === undefined
      ? checkPrefix(document, context.platform.spec.project, teams)
      : [sayTaken(document, owner)];
  });
}

function sayTaken(document: RegistryDocument<'Function'>, owner: AnyDocument): Finding {
  const { name, team = '' } = owner.metadata;
  const message = `The function name ${document.spec.functionName} is that of Function ${name} of team ${team}.`;
  return { code: 'DuplicateFunctionName', severity: 'error', message, ...placeOf(document) };
}

function isTeam({ kind }: AnyDocument): boolean {
  return kind === 'Team';
}

function checkPrefix(
  document: RegistryDocument<'Function'>,
  project: string,
  teams: ReadonlySet<string>,
): readonly Finding[] {
  const { functionName = '' } = document.spec;
  const rest = functionName.startsWith(`${project}-`) ? functionName.slice(project.length + 1).split('-') : [];
  const beginnings = rest.slice(0, -1).map((_, index) => rest.slice(0, index + 1).join('-'));
  const owner = beginnings.find((beginning) => teams.has(beginning));
  if (owner === undefined || owner === document.metadata.team) return [];
  const message = `The function name ${functionName} begins with the prefix of team ${owner}.`;
  const hint = 'Leave `functionName` out, or choose a name outside that prefix.';
  return [{ code: 'ForeignName', severity: 'error', message, ...placeOf(document), hint }];
}

function placeOf({ source }: AnyDocument): Pick<Finding, 'file' | 'line' | 'column' | 'path'> {
  return locateFinding(source, ['spec', 'functionName']);
}
