import type { Finding, Location } from '../diagnostics/finding.ts';
import { holdsData } from '../plan/holds-data.ts';
import type { Plan, PlanNode } from '../plan/plan.ts';

/**
 * Stateful by AWS's specification, but not asked about: logs end with what wrote them, and by their retention in any case. A group that
 * has to outlive its writer is retained by its template, and then nothing destroys it.
 */
const ENDS_WITH_ITS_WRITER: ReadonlySet<string> = new Set(['AWS::Logs::LogGroup']);

/** What a plan takes away together with what it holds (K4): stateful resources that are destroyed, or replaced by empty ones. */
export function findDataLoss({ stacks }: Plan, owners: OwnersOf, at: Location): readonly Finding[] {
  return stacks.flatMap(({ name, nodes }) => nodes.filter(losesData).map((node) => loss(name, node, owners, at)));
}

/** GitHub logins that answer for a stack; `undefined` where nobody in particular does. */
export type OwnersOf = (stack: string) => readonly string[] | undefined;

function losesData({ type, impact }: PlanNode): boolean {
  if (ENDS_WITH_ITS_WRITER.has(type)) return false;
  return (impact === 'destroy' || impact === 'replace') && holdsData(type);
}

function loss(stack: string, node: PlanNode, ownersOf: OwnersOf, at: Location): Finding {
  const { file, line, column } = node.source ?? at;
  const owners = ownersOf(stack);
  const called = node.physicalId ?? node.logicalId;
  const end = node.impact === 'destroy' ? 'is deleted' : 'is replaced by an empty one';
  return {
    code: 'DataLoss',
    severity: 'error',
    message: `${called} (${node.type}) ${end}; what it holds is lost to the platform.`,
    file,
    line,
    column,
    path: '',
    hint: 'Undo the change, or copy what it holds and have somebody agree.',
    consent: { what: 'data-loss', ...(owners !== undefined && { owners }) },
  };
}
