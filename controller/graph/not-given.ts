import type { KindName, OutputOf, SpecOf } from '../../registry/kinds/kinds.ts';
import type { AnyDocument, RegistryDocument } from '../documents/registry.ts';

/** For outputs that only some documents of a kind give: why this one does not, or nothing where it does. */
type Reasons<K extends KindName> = {
  readonly [O in OutputOf<K>]?: (spec: SpecOf<K>) => string | undefined;
};

const noDeadLetters = ({ deadLetter }: SpecOf<'Queue'>) =>
  deadLetter === false ? 'its spec has deadLetter: false' : undefined;

const noResults = ({ results }: SpecOf<'Agent'>) => (results === false ? 'its spec has results: false' : undefined);

const sharedTable = ({ idempotency: { table } }: SpecOf<'EventProcessor'>) =>
  table && `its spec shares Table ${table.name}, which gives it`;

const REASONS: { readonly [K in KindName]?: Reasons<K> } = {
  Platform: { githubProviderArn: ({ iam }) => (iam.github === undefined ? 'its spec has no iam.github' : undefined) },
  Function: {
    aliasArn: ({ release }) => (release === undefined ? 'its spec has no release' : undefined),
    url: ({ url }) => (url === undefined ? 'its spec has no url' : undefined),
    layerArns: ({ layerArns = [] }) => (layerArns.length === 0 ? 'its spec has no layerArns' : undefined),
  },
  Team: {
    deployRoleArn: ({ repositories }) => (repositories === undefined ? 'its spec names no repositories' : undefined),
  },
  Agent: { resultsTableArn: noResults, resultsTableName: noResults },
  EventProcessor: { tableArn: sharedTable, tableName: sharedTable },
  Queue: { deadLetterQueueArn: noDeadLetters, deadLetterQueueUrl: noDeadLetters },
  Table: { streamArn: ({ stream }) => (stream === undefined ? 'its spec has no stream' : undefined) },
};

/** Why a document does not give an output that others of its kind give; `undefined` where it does. */
export function whyNotGiven(document: AnyDocument, output: string): string | undefined {
  return reasonOf(document, output);
}

function reasonOf<K extends KindName>(document: RegistryDocument<K>, output: string): string | undefined {
  const reasons: Readonly<Record<string, ((spec: SpecOf<K>) => string | undefined) | undefined>> =
    REASONS[document.kind] ?? {};
  return Object.hasOwn(reasons, output) ? reasons[output]?.(document.spec) : undefined;
}
