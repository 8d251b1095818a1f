import type { Finding } from '../diagnostics/finding.ts';
import { type Declared, declaredIn, type Entry } from '../documents/iam/declared.ts';
import { meantActions } from '../documents/iam/meant-actions.ts';
import { locateFinding } from '../documents/locate.ts';
import type { AnyDocument } from '../documents/registry.ts';
import { quote } from '../documents/words.ts';
import type { Json } from '../lib/json.ts';
import { overlap } from '../lib/wildcards.ts';
import type { CompileContext } from './context.ts';
import { type BoundaryEntry, boundaryOf } from './platform/boundary.ts';

/** Needs no permission at all. Source: https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html */
const ALWAYS_ALLOWED = 'sts:GetCallerIdentity';

/** Policy variables stand for texts that are not known here. */
const VARIABLE = /\$\{[^}]*\}/g;

/**
 * Warns of what a function's statements allow and the permissions boundary of its role does not (A2): AWS takes such a statement, and
 * denies the call. Of a pattern of actions, and of several resources, one that works is enough.
 */
export function checkBoundary(document: AnyDocument, context: CompileContext): readonly Finding[] {
  if (document.kind !== 'Function' || document.spec.roleArn !== undefined) return [];
  const { statements = [] } = document.spec;
  if (statements.length === 0) return [];
  const boundary = boundaryOf(document.metadata.team ?? '', context);
  return declaredIn(statements as Json, ['spec', 'statements'])
    .filter(({ effect }) => effect === 'Allow')
    .flatMap((statement) => deniedIn(statement, boundary))
    .map(({ text, path }) => ({
      code: 'OutsideBoundary',
      severity: 'warning',
      message: `The permissions boundary does not allow ${quote(text)} on these resources: calls will be denied.`,
      ...locateFinding(document.source, path),
      hint: 'Ask the platform team for a role to name in `roleArn`, or leave the action out.',
    }));
}

function deniedIn({ actions, resources }: Declared, boundary: readonly BoundaryEntry[]): readonly Entry[] {
  const wanted = resources.map(({ text }) => text.replaceAll(VARIABLE, '*'));
  const reaches = (entry: BoundaryEntry) =>
    entry.resources.some((resource) => wanted.some((text) => overlap(resource, text)));
  return actions.filter(({ text }) => {
    const pattern = text.toLowerCase();
    const permits = (entry: BoundaryEntry) => entry.actions.some((action) => overlap(action.toLowerCase(), pattern));
    const hasMeaning = meantActions(text).length > 0;
    // Few entries speak of the action, so that few resources are compared.
    return hasMeaning && text !== ALWAYS_ALLOWED && !boundary.some((entry) => permits(entry) && reaches(entry));
  });
}
