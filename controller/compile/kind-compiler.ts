import type { Grant } from '../../registry/kinds/access.ts';
import type { OutputOf, TeamKind } from '../../registry/kinds/kinds.ts';
import type { RegistryDocument } from '../documents/registry.ts';
import type { JsonObject } from '../lib/json.ts';
import type { CompileContext, OutputValues, UseSite } from './context.ts';

/** How a team's documents of one kind become CloudFormation. Pure but for the drafts in the context, to which it adds. */
export interface KindCompiler<K extends TeamKind> {
  /** Adds the document's resources to its stack. */
  readonly compile: (document: RegistryDocument<K>, context: CompileContext) => void;
  /**
   * What other documents may take. The site is the document's own. What the spec asks for may leave some out; `graph/not-given.ts` then
   * says why.
   */
  readonly outputs: (document: RegistryDocument<K>, site: UseSite) => Partial<OutputValues<OutputOf<K> & string>>;
  /**
   * The statements that give another document's role access to this one. The site is that other document's, so ARNs are taken with
   * `outputOf`. Absent for kinds that access cannot be given to.
   */
  readonly grant?: (document: RegistryDocument<K>, grant: Grant, site: UseSite) => readonly JsonObject[];
}
