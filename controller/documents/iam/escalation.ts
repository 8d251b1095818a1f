import { isPattern, matchesPattern } from '../../lib/wildcards.ts';
import type { Path } from '../path.ts';
import type { Problem } from '../problem.ts';
import { quote } from '../words.ts';
import { type Declared, EVERYTHING } from './declared.ts';
import { deniedBy, type IsDenied } from './denied.ts';
import {
  CREDENTIAL_ACTIONS,
  ESCALATION_PATHS,
  READ_ONLY_SERVICES,
  REFUSED_ACTIONS,
  SECRET_ACTIONS,
  whereToRead,
} from './escalation-paths.ts';
import { meantActions } from './meant-actions.ts';

/** Why an action is refused, in words that follow the action, and the path that it is or begins. */
interface Refusal {
  readonly reason: string;
  readonly id?: string;
}

const READING = /^(?:describe|get|list|simulate|validate)/;

/** Actions that are refused alone, in lower case, and why. The first reason given counts. */
const REFUSED: ReadonlyMap<string, Refusal> = new Map(
  [
    ...CREDENTIAL_ACTIONS.map((action) => [action, undefined] as const),
    ...idsOf(ESCALATION_PATHS).filter(([, id]) => ESCALATION_PATHS[id]?.length === 1),
    ...idsOf(REFUSED_ACTIONS),
  ]
    .map(([action, id]): [string, Refusal] => [action.toLowerCase(), refusal(`allows ${action}`, id)])
    .reverse(),
);

const SECRETS: ReadonlyMap<string, Refusal> = new Map(
  SECRET_ACTIONS.map((action) => [action.toLowerCase(), { reason: `allows ${action} on every resource` }]),
);

/** Every action that an `Allow` must not give, at its own line (A1). What several statements give together is in `combinations.ts`. */
export function escalations(statements: readonly Declared[]): readonly Problem[] {
  const isDenied = deniedBy(statements);
  return statements.filter(({ effect }) => effect === 'Allow').flatMap((statement) => refusals(statement, isDenied));
}

function refusals(statement: Declared, isDenied: IsDenied): Problem[] {
  const everywhere =
    statement.raw.NotResource !== undefined || statement.resources.some(({ text }) => text === EVERYTHING);
  const inverted: Problem[] =
    statement.raw.NotAction === undefined
      ? []
      : [problem([...statement.path, 'NotAction'], 'Allow with NotAction allows every other action there is.')];
  const actions = statement.actions.flatMap(({ text, path }) => {
    const found = refusalOf(text.toLowerCase(), everywhere, isDenied);
    return found === undefined ? [] : [problem(path, `${quote(text)} ${sayRefusal(found)}.`, found.id)];
  });
  return [...inverted, ...actions];
}

/** Why an action, in lower case and perhaps with wildcards, is refused. IAM compares without regard to case. */
function refusalOf(pattern: string, everywhere: boolean, isDenied: IsDenied): Refusal | undefined {
  const [service = '', name = ''] = pattern.split(':');
  if (isPattern(service)) return { reason: 'allows every action' };
  if (isDenied(pattern)) return undefined;
  const known = firstOf(REFUSED, pattern, isDenied);
  if (known !== undefined) return known;
  if (READ_ONLY_SERVICES.has(service) && !READING.test(name)) return { reason: `allows changes through ${service}` };
  return givingRights(pattern, isDenied) ?? (everywhere ? firstOf(SECRETS, pattern, isDenied) : undefined);
}

function firstOf(table: ReadonlyMap<string, Refusal>, pattern: string, isDenied: IsDenied): Refusal | undefined {
  if (!isPattern(pattern)) return table.get(pattern);
  for (const [action, found] of table) if (matchesPattern(pattern, action) && !isDenied(action)) return found;
  return undefined;
}

/** Resource policies of services that the lists do not name (platform-006): AWS says which actions write them. */
function givingRights(pattern: string, isDenied: IsDenied): Refusal | undefined {
  const action = meantActions(pattern).find(({ id, givesRights }) => givesRights && !isDenied(id.toLowerCase()));
  if (action === undefined) return undefined;
  return refusal(`allows ${action.id}, which gives rights to others`, 'platform-006');
}

function idsOf(paths: Readonly<Record<string, readonly string[]>>): (readonly [action: string, id: string])[] {
  return Object.entries(paths).flatMap(([id, actions]) => actions.map((action) => [action, id] as const));
}

function refusal(reason: string, id: string | undefined): Refusal {
  return id === undefined ? { reason } : { reason, id };
}

function sayRefusal({ reason, id }: Refusal): string {
  return id === undefined ? reason : `${reason} (${id})`;
}

function problem(path: Path, message: string, id?: string): Problem {
  return { code: 'PrivilegeEscalation', path, message, ...whereToRead(id) };
}
