import type { OutputOf, TeamKind } from '../../registry/kinds/kinds.ts';
import type { RegistryDocument } from '../documents/registry.ts';
import type { CompileContext, OutputValues, UseSite } from './context.ts';

/** How a team's documents of one kind become CloudFormation. Pure but for the drafts in the context, to which it adds. */
export interface KindCompiler<K extends TeamKind> {
  /** Adds the document's resources to its stack. */
  readonly compile: (document: RegistryDocument<K>, context: CompileContext) => void;
  /** What other documents may take. The site is the document's own. */
  readonly outputs: (document: RegistryDocument<K>, site: UseSite) => OutputValues<OutputOf<K> & string>;
}
