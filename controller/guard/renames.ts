import type { DesiredState } from '../compile/desired.ts';
import type { TemplateResource } from '../compile/template.ts';
import type { Finding, Location } from '../diagnostics/finding.ts';
import { isJsonArray, isJsonObject, type Json } from '../lib/json.ts';
import type { ObservedState } from '../observe/observed.ts';
import type { Plan, PlanNode } from '../plan/plan.ts';
import type { OwnersOf } from './data-loss.ts';

/** Types that stand for a whole document, so that a document that was renamed is said once. */
const WHOLE_DOCUMENTS: ReadonlySet<string> = new Set([
  'AWS::DynamoDB::Table',
  'AWS::Events::Rule',
  'AWS::Lambda::Function',
  'AWS::S3::Bucket',
  'AWS::SNS::Topic',
  'AWS::SQS::Queue',
  'AWS::Scheduler::Schedule',
  'AWS::SecretsManager::Secret',
]);

/** What is compared: the plan, and the templates that it was made from. */
export interface RenameInput {
  readonly plan: Plan;
  readonly desired: DesiredState;
  readonly observed: ObservedState;
  readonly at: Location;
}

interface Placed {
  readonly stack: string;
  readonly node: PlanNode;
  readonly resource: TemplateResource | undefined;
}

/**
 * Documents that only got another name, or only moved to another team (K3): one is deleted and one created whose contents differ in nothing but
 * the name. AWS keeps nothing of the first for the second. Pure.
 */
export function findRenames({ plan, desired, observed, at }: RenameInput, ownersOf: OwnersOf): readonly Finding[] {
  const wanted = new Map(desired.stacks.map(({ name, template }) => [name, template.Resources]));
  const found = new Map(observed.stacks.map(({ name, template }) => [name, template?.Resources ?? {}]));
  const deleted = placed(plan, 'delete', (stack, id) => found.get(stack)?.[id]);
  const created = placed(plan, 'create', (stack, id) => wanted.get(stack)?.[id]);
  const used = new Set<Placed>();
  return created.flatMap((after) => {
    const before = deleted.find((one) => !used.has(one) && isRenamed(one, after));
    if (before === undefined) return [];
    used.add(before);
    return [rename(before, after, ownersOf(before.stack), at)];
  });
}

function placed(
  plan: Plan,
  action: PlanNode['action'],
  resourceOf: (stack: string, id: string) => TemplateResource | undefined,
): readonly Placed[] {
  return plan.stacks.flatMap(({ name, nodes }) =>
    nodes
      .filter((node) => node.action === action && WHOLE_DOCUMENTS.has(node.type))
      .map((node) => ({ stack: name, node, resource: resourceOf(name, node.logicalId) })),
  );
}

function isRenamed(before: Placed, after: Placed): boolean {
  if (before.node.type !== after.node.type || before.resource === undefined || after.resource === undefined)
    return false;
  const name = after.node.source?.document?.split('/')[1];
  if (name === undefined) return false;
  const pairs = differences(before.resource.Properties ?? {}, after.resource.Properties ?? {});
  if (pairs === undefined) return false;
  const old = oldName(before.node.logicalId, after.node.logicalId, name);
  if (old === undefined || old === '') return false;
  // Another name in another team is another document, however alike the two are.
  if (teamIn(before.stack) !== teamIn(after.stack) && old !== bare(name)) return false;
  return pairs.every(([was, is]) => isSameBut(was, is, old, name, before.stack, after.stack));
}

/** All pairs of texts in which two values of the same shape differ; `undefined` when they differ in anything else. */
function differences(before: Json, after: Json): readonly (readonly [string, string])[] | undefined {
  if (typeof before === 'string' && typeof after === 'string') return before === after ? [] : [[before, after]];
  if (isJsonArray(before) && isJsonArray(after)) {
    return before.length === after.length
      ? joined(before.map((one, at) => differences(one, after[at] ?? null)))
      : undefined;
  }
  if (isJsonObject(before) && isJsonObject(after)) {
    const keys = Object.keys(before);
    if (keys.length !== Object.keys(after).length || keys.some((key) => !Object.hasOwn(after, key))) return undefined;
    return joined(keys.map((key) => differences(before[key] ?? null, after[key] ?? null)));
  }
  return before === after ? [] : undefined;
}

function joined(
  parts: readonly (readonly (readonly [string, string])[] | undefined)[],
): readonly (readonly [string, string])[] | undefined {
  const all: (readonly [string, string])[] = [];
  for (const part of parts) {
    if (part === undefined) return undefined;
    all.push(...part);
  }
  return all;
}

/** The name that a logical id like `FunctionCharge` was made from, in letters and digits only, by the one whose name is known. */
function oldName(before: string, after: string, name: string): string | undefined {
  const tail = bare(name);
  const id = bare(after);
  const head = id.slice(0, id.length - tail.length);
  return id.endsWith(tail) && bare(before).startsWith(head) ? bare(before).slice(head.length) : undefined;
}

/** Whether two texts differ in nothing but the document's name and, after a move, the name of its team. */
function isSameBut(was: string, is: string, old: string, name: string, from: string, to: string): boolean {
  const [teamBefore, teamAfter] = [teamIn(from), teamIn(to)];
  const strip = (text: string, own: string, team: string) => bare(text).replaceAll(own, '§').replaceAll(team, '¤');
  return strip(was, old, teamBefore) === strip(is, bare(name), teamAfter);
}

function teamIn(stack: string): string {
  return bare(stack.split('-team-')[1] ?? stack);
}

function bare(text: string): string {
  return text.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
}

function rename(before: Placed, after: Placed, owners: readonly string[] | undefined, at: Location): Finding {
  const { document = after.node.logicalId, file, line, column } = { ...at, ...after.node.source };
  const was = before.node.physicalId ?? before.node.logicalId;
  const fate = before.node.impact === 'orphan' ? 'stays in AWS, no longer managed' : 'is deleted';
  return {
    code: 'Renamed',
    severity: 'error',
    message: `${document} is ${was} under another name: AWS makes a new one, and the old one ${fate}.`,
    file,
    line,
    column,
    path: 'metadata.name',
    hint: 'Keep the old name, or have somebody agree. Callers and data of the old one do not move by themselves.',
    consent: { what: 'rename', ...(owners !== undefined && { owners }) },
  };
}
