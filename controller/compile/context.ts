import type { Grant } from '../../registry/kinds/access.ts';
import type { RouteEntry } from '../../registry/kinds/route/entries.ts';
import type { AnyDocument, DocumentHead, RegistryDocument, TeamDocument } from '../documents/registry.ts';
import type { Json, JsonObject } from '../lib/json.ts';
import { physicalName } from '../lib/names.ts';
import type { Place } from './arn.ts';
import type { OutputReference } from './desired.ts';
import type { ArtifactVersions } from './pin-artifacts.ts';
import type { StackDraft } from './stack-draft.ts';

/**
 * The platform's stacks, in the order they are applied. Teams come after `observability`; `edge`, which says how the API is reached, comes
 * last of all where it names what teams have on the API.
 */
export const COMPONENTS = ['network', 'stateful', 'application', 'observability', 'edge'] as const;

/** The wave of the first team stacks, and of the edge stack where it does not wait for them. */
export const FIRST_TEAM_WAVE = COMPONENTS.indexOf('edge');

/** One of the platform's stacks. */
export type Component = (typeof COMPONENTS)[number];

/** The expressions of a document's outputs, valid inside the stack that the document is in. Each is made only when it is asked for. */
export type OutputValues<Output extends string = string> = Readonly<Record<Output, () => Json>>;

/** Where a value is used: the document that uses it, its stack, and everything else. */
export interface UseSite {
  readonly document: DocumentHead;
  readonly draft: StackDraft;
  readonly context: CompileContext;
}

/** The HTTP APIs that the teams share: how many, numbered from 1, and who is on which. Teams that are not named are on the first. */
export interface Apis {
  readonly count: number;
  readonly ofTeam: ReadonlyMap<string, number>;
}

/** What compiling one registry works with. The drafts are filled while compiling. */
export interface CompileContext {
  readonly platform: RegistryDocument<'Platform'>;
  /** Graph id → document. */
  readonly documents: ReadonlyMap<string, AnyDocument>;
  /** Graph id → number of the team's stack that a document is in; documents that are not in it are in the first. */
  readonly parts: ReadonlyMap<string, number>;
  /** Graph id → ids of the documents that refer to it, and are allowed to. */
  readonly referrers: ReadonlyMap<string, ReadonlySet<string>>;
  /** Graph id of a Function → the routes that lead to it. */
  readonly routes: ReadonlyMap<string, readonly RouteEntry[]>;
  /** The APIs that the teams share, and who is on which. */
  readonly apis: Apis;
  /** Graph ids of the Teams whose event bus a document uses. */
  readonly buses: ReadonlySet<string>;
  readonly versions: ArtifactVersions;
  /** Owner of a team's stack → how many other team stacks are applied before it, one after the other. */
  readonly steps: ReadonlyMap<string, number>;
  /** The outputs of a team's document, as far as its spec gives them; the site is the document's own. */
  readonly outputsOf: (document: TeamDocument, site: UseSite) => Partial<OutputValues>;
  /** The statements that give the site's document access to another one. */
  readonly grantsOf: (target: TeamDocument, grant: Grant, site: UseSite) => readonly JsonObject[];
  /** Owner (`network`, `team/payments`) → stack. */
  readonly drafts: Map<string, StackDraft>;
}

/** Account and region of the platform. */
export function placeOf({ platform }: CompileContext): Place {
  return platform.spec;
}

/** Physical name of a platform resource: `{project}-{resource type}[-{identifier}]`. */
export function platformName({ platform }: CompileContext, parts: readonly string[], limit: number): string {
  return physicalName([platform.spec.project, ...parts], limit);
}

/** Physical name of a team's resource: `{project}-{team}-{resource type}-{name}`. */
export function teamName(context: CompileContext, document: DocumentHead, type: string, limit: number): string {
  const parts = [context.platform.spec.project, document.metadata.team ?? '', type, document.metadata.name];
  return physicalName(parts, limit);
}

/** Name of a component's stack. */
export function componentStack({ platform }: CompileContext, component: Component): string {
  return `${platform.spec.project}-${component}`;
}

/** An output of one of the platform's stacks. */
export function componentOutput(context: CompileContext, component: Component, output: string): OutputReference {
  return { stack: componentStack(context, component), output };
}
