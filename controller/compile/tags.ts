import type { DocumentHead } from '../documents/registry.ts';
import { idOfDocument, nodeId } from '../graph/graph.ts';
import type { JsonObject } from '../lib/json.ts';
import type { CompileContext } from './context.ts';

/** Tags as AWS takes them for most types. */
export type TagList = readonly { readonly Key: string; readonly Value: string }[];

/**
 * Tags of everything that a document makes: the team's own first, then Holdfast's, which win. IAM ignores case in tag keys
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html), so a team's `Project` gives way to `project` too.
 * What was written as a manifest of another tool keeps that tool's kind and id, by which its costs have been told apart so far.
 */
export function tagsOf(context: CompileContext, document: DocumentHead): Readonly<Record<string, string>> {
  const { manifest } = document.metadata;
  const own = {
    resource: 'true',
    ...stackTagsOf(context, document.metadata.team),
    'resource-kind': manifest?.kind ?? document.kind,
    'resource-id': manifest?.id ?? idOfDocument(document),
    name: document.metadata.name,
    ...sharedTag(document),
    ...wholeOf(document),
  };
  return own;
}

/**
 * The teams that have access to a shared document, as `:orders:billing:`. The permissions boundary lets a team's roles out of the team's
 * own names only where this tag names the team (I4).
 */
function sharedTag({ metadata }: DocumentHead): Readonly<Record<string, string>> {
  const teams = (metadata.sharedWith ?? []).filter(({ level }) => level !== 'reference').map(({ team }) => team);
  return teams.length === 0 ? {} : { [SHARED_TAG]: `:${[...new Set(teams)].sort().join(':')}:` };
}

/** Tag of what other teams have access to. */
export const SHARED_TAG = 'shared-with';

/** The larger document that a part belongs to, so that what it costs in all can be told from the bill. */
function wholeOf({ partOf, metadata }: DocumentHead): Readonly<Record<string, string>> {
  const [kind, name] = partOf?.split('/') ?? [];
  return kind === undefined || name === undefined ? {} : { 'part-of': nodeId(kind, metadata.team, name) };
}

/** Tags of a stack: what is the same for all its resources. `team` is absent for the platform's stacks. */
export function stackTagsOf(context: CompileContext, team: string | undefined): Readonly<Record<string, string>> {
  const { project, organization, environment } = context.platform.spec;
  const own = { organization, environment, project, 'managed-by': 'holdfast', ...(team !== undefined && { team }) };
  return { ...teamTags(context, team), ...own };
}

function teamTags(context: CompileContext, team: string | undefined): Readonly<Record<string, string>> {
  const document = team === undefined ? undefined : context.documents.get(nodeId('Team', team, team));
  if (document?.kind !== 'Team') return {};
  const entries = Object.entries(document.spec.tags ?? {});
  return Object.fromEntries(entries.filter(([key]) => !OWN_TAGS.has(key.toLowerCase())));
}

const OWN_TAGS: ReadonlySet<string> = new Set([
  'resource',
  'organization',
  'environment',
  'project',
  'managed-by',
  'team',
  'resource-kind',
  'resource-id',
  'name',
  SHARED_TAG,
  'part-of',
]);

/** Tags in the form of most types. */
export function tagList(tags: Readonly<Record<string, string>>): TagList {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

/** Tags in the form of API Gateway, which takes a map. */
export function tagMap(tags: Readonly<Record<string, string>>): JsonObject {
  return tags;
}
