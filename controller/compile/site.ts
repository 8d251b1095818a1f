import type { KindName } from '../../registry/kinds/kinds.ts';
import type { RegistryDocument } from '../documents/registry.ts';
import type { JsonObject } from '../lib/json.ts';
import type { CompileContext, UseSite } from './context.ts';
import type { ResourceSource } from './desired.ts';
import { idFor, idForPart, type ResourcePrefix } from './logical-ids.ts';
import type { ResourceType } from './resource-types.ts';
import { sourceOf } from './sources.ts';
import { addResource } from './stack-draft.ts';
import { type TagList, tagList, tagsOf } from './tags.ts';
import { teamDraft } from './team-draft.ts';
import type { TemplateResource } from './template.ts';

/** A team's document while it is compiled: where its resources go, and what they share. */
export interface Site<K extends KindName = KindName> extends UseSite {
  readonly document: RegistryDocument<K>;
  readonly source: ResourceSource;
  /** The document's tags as most types take them. */
  readonly tags: TagList;
  /** The same as a map. */
  readonly tagMap: Readonly<Record<string, string>>;
}

/** What a resource has besides its type and properties. */
export type Attributes = Omit<TemplateResource, 'Type' | 'Properties'>;

/** Kept when the stack or the document goes, because it holds data (K4). */
export const RETAINED = { DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' } as const;

/** Opens the site of a document. */
export function siteOf<K extends KindName>(document: RegistryDocument<K>, context: CompileContext): Site<K> {
  const tagMap = tagsOf(context, document);
  const source = sourceOf(document);
  return { document, context, draft: teamDraft(document, context), source, tags: tagList(tagMap), tagMap };
}

/** Adds a resource that a document makes to its team's stack. Gives its logical id. */
export function put(
  { document, draft, source }: Site,
  prefix: ResourcePrefix,
  type: ResourceType,
  properties: JsonObject,
  attributes: Attributes = {},
): string {
  const id = idFor(prefix, document.metadata.name);
  addResource(draft, id, { Type: type, Properties: properties, ...attributes }, source);
  return id;
}

/** Adds one of several resources of a sort; `part` tells them apart, and stays the same as long as what it stands for does. */
export function putPart(
  { document, draft, source }: Site,
  prefix: ResourcePrefix,
  part: string,
  type: ResourceType,
  properties: JsonObject,
  attributes: Attributes = {},
): string {
  const id = idForPart(prefix, document.metadata.name, part);
  addResource(draft, id, { Type: type, Properties: properties, ...attributes }, source);
  return id;
}
