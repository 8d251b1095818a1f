import { referenceOf } from '../../registry/kinds/value-or-ref.ts';
import type { Finding } from '../diagnostics/finding.ts';
import { locateFinding } from '../documents/locate.ts';
import type { AnyDocument } from '../documents/registry.ts';
import type { CompileContext } from './context.ts';

/**
 * Refuses rights for a Function that runs as a role given by `roleArn`: there is no role of its own to put them on (L3).
 */
export function checkRole(document: AnyDocument): readonly Finding[] {
  if (document.kind !== 'Function' || document.spec.roleArn === undefined) return [];
  const { statements = [], access = [] } = document.spec;
  const given = [...(statements.length > 0 ? ['statements'] : []), ...(access.length > 0 ? ['access'] : [])];
  return given.map((field) => ({
    code: 'ConflictingFields',
    severity: 'error',
    message: `spec.${field} has no effect together with spec.roleArn: the function runs with the rights of that role.`,
    ...locateFinding(document.source, ['spec', field], 'key'),
    hint: 'Leave `roleArn` out for a role of its own, or put the rights on the role that it names.',
  }));
}

/**
 * Refuses the platform's shared role for a function whose author chose a name outside the project's: that role writes no log of such a
 * name, and the function would run without a trace.
 */
export function checkSharedRole(document: AnyDocument, { platform }: CompileContext): readonly Finding[] {
  if (document.kind !== 'Function') return [];
  const { roleArn, functionName } = document.spec;
  const reference = roleArn === undefined ? undefined : referenceOf(roleArn);
  const isOwn = functionName === undefined || functionName.startsWith(`${platform.spec.project}-`);
  if (reference?.kind !== 'Platform' || isOwn) return [];
  const message = `The shared role writes logs only of functions whose names begin with ${platform.spec.project}-.`;
  return [
    {
      code: 'ConflictingFields',
      severity: 'error',
      message,
      ...locateFinding(document.source, ['spec', 'functionName'], 'key'),
      hint: 'Leave `functionName` out, or leave `roleArn` out for a role of its own.',
    },
  ];
}

/**
 * Refuses the role of another team's function, whatever that team shares: who runs as a role has all of its rights, and sharing gives at most
 * a level of access (I4, A1).
 */
export function checkForeignRole(document: AnyDocument): readonly Finding[] {
  if (document.kind !== 'Function' || document.spec.roleArn === undefined) return [];
  const reference = referenceOf(document.spec.roleArn);
  const { team } = document.metadata;
  if (reference?.kind !== 'Function' || (reference.team ?? team) === team) return [];
  return [
    {
      code: 'OutsideScope',
      severity: 'error',
      message: `This is a role of team ${reference.team}: the function would have all rights of that team's.`,
      ...locateFinding(document.source, ['spec', 'roleArn'], 'key'),
      hint: 'Leave `roleArn` out, and ask that team for `access`.',
    },
  ];
}
