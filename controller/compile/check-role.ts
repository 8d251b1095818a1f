import type { Finding } from '../diagnostics/finding.ts';
import { locateFinding } from '../documents/locate.ts';
import type { AnyDocument } from '../documents/registry.ts';

/** Refuses statements on a Function that runs as a role given by `roleArn`: there is no role of its own to put them on (L3). */
export function checkRole(document: AnyDocument): readonly Finding[] {
  if (document.kind !== 'Function') return [];
  const { roleArn, statements = [] } = document.spec;
  if (roleArn === undefined || statements.length === 0) return [];
  return [
    {
      code: 'ConflictingFields',
      severity: 'error',
      message:
        'spec.statements has no effect together with spec.roleArn: the function runs with the rights of that role.',
      ...locateFinding(document.source, ['spec', 'statements'], 'key'),
      hint: 'Leave `roleArn` out for a role of its own, or put the statements on the role that it names.',
    },
  ];
}
