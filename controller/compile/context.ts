import type { AnyDocument, RegistryDocument } from '../documents/registry.ts';
import { physicalName } from '../lib/names.ts';
import type { Place } from './arn.ts';
import type { OutputReference } from './desired.ts';
import type { ArtifactVersions } from './pin-artifacts.ts';
import type { StackDraft } from './stack-draft.ts';

/** The platform's stacks, in the order they are applied; teams come after them. */
export const COMPONENTS = ['network', 'stateful', 'application', 'observability'] as const;

/** One of the platform's stacks. */
export type Component = (typeof COMPONENTS)[number];

/** What compiling one registry works with. The drafts are filled while compiling. */
export interface CompileContext {
  readonly platform: RegistryDocument<'Platform'>;
  /** Graph id → document. */
  readonly documents: ReadonlyMap<string, AnyDocument>;
  /** Graph ids of the Functions that a Route leads to. */
  readonly routed: ReadonlySet<string>;
  readonly versions: ArtifactVersions;
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
export function teamName(context: CompileContext, document: AnyDocument, type: string, limit: number): string {
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
