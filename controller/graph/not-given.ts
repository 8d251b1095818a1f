import type { OutputOf, SpecOf, TeamKind } from '../../registry/kinds/kinds.ts';
import { type AnyDocument, isTeamDocument, type RegistryDocument } from '../documents/registry.ts';

/** For outputs that only some documents of a kind give: why this one does not, or nothing where it does. */
type Reasons<K extends TeamKind> = {
  readonly [O in OutputOf<K>]?: (spec: SpecOf<K>) => string | undefined;
};

const noDeadLetters = ({ deadLetter }: SpecOf<'Queue'>) =>
  deadLetter === false ? 'its spec has deadLetter: false' : undefined;

const REASONS: { readonly [K in TeamKind]?: Reasons<K> } = {
  Queue: { deadLetterQueueArn: noDeadLetters, deadLetterQueueUrl: noDeadLetters },
  Table: { streamArn: ({ stream }) => (stream === undefined ? 'its spec has no stream' : undefined) },
};

/** Why a document does not give an output that others of its kind give; `undefined` where it does. */
export function whyNotGiven(document: AnyDocument, output: string): string | undefined {
  return isTeamDocument(document) ? reasonOf(document, output) : undefined;
}

function reasonOf<K extends TeamKind>(document: RegistryDocument<K>, output: string): string | undefined {
  const reasons: Readonly<Record<string, ((spec: SpecOf<K>) => string | undefined) | undefined>> =
    REASONS[document.kind] ?? {};
  return Object.hasOwn(reasons, output) ? reasons[output]?.(document.spec) : undefined;
}
