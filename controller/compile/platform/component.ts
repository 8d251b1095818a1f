import type { RegistryDocument } from '../../documents/registry.ts';
import type { JsonObject } from '../../lib/json.ts';
import { COMPONENTS, type CompileContext, type Component, componentStack, platformName } from '../context.ts';
import type { ResourceSource } from '../desired.ts';
import type { ResourceType } from '../resource-types.ts';
import { sourceOf } from '../sources.ts';
import { addResource, draftOf, type StackDraft } from '../stack-draft.ts';
import { stackTagsOf, type TagList, tagList, tagsOf } from '../tags.ts';
import type { TemplateResource } from '../template.ts';

/** One of the platform's stacks in the making, with what all its resources share. */
export interface ComponentSite {
  readonly draft: StackDraft;
  readonly context: CompileContext;
  readonly source: ResourceSource;
  readonly tags: Readonly<Record<string, string>>;
}

/** What a resource has besides its type and properties. */
type Attributes = Omit<TemplateResource, 'Type' | 'Properties'>;

/** Opens a component's stack. Components are applied one after the other, in the order of {@link COMPONENTS}; `wave` says where another one is meant. */
export function openComponent(
  component: Component,
  description: string,
  document: RegistryDocument<'Platform'>,
  context: CompileContext,
  wave = COMPONENTS.indexOf(component),
): ComponentSite {
  const source = sourceOf(document);
  const draft = draftOf({
    name: componentStack(context, component),
    owner: component,
    part: component,
    wave,
    description: `${description} of ${document.spec.project}`,
    tags: stackTagsOf(context, undefined),
    at: source,
  });
  context.drafts.set(component, draft);
  return { draft, context, source, tags: tagsOf(context, document) };
}

/** Adds a resource to a component's stack. */
export function add(
  { draft, source }: ComponentSite,
  id: string,
  type: ResourceType,
  properties: JsonObject,
  attributes: Attributes = {},
): void {
  addResource(draft, id, { Type: type, Properties: properties, ...attributes }, source);
}

/** The tags of a component's resources. */
export function siteTags({ tags }: ComponentSite): TagList {
  return tagList(tags);
}

/** The same with `Name`, which is all that the EC2 console shows of a resource. */
export function namedTags({ tags, context }: ComponentSite, ...parts: readonly string[]): TagList {
  return tagList({ ...tags, Name: platformName(context, parts, MAX_TAG_VALUE) });
}

/** AWS's limit: https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html */
const MAX_TAG_VALUE = 256;
