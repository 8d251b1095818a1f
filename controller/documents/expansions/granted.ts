import type { Access } from '../../../registry/kinds/access.ts';
import type { Elsewhere } from '../part-of.ts';
import type { Path } from '../path.ts';

/** Access that follows from a larger document, and the place of it that it follows from. */
export interface Granted {
  readonly access: Access;
  readonly from: Path;
  /** Where the name of the document stands, if not at `name` of that place. */
  readonly named?: Path;
}

/** The grants of a function after those that its author wrote, and where they are described. */
export function accessWith(
  own: readonly Access[] = [],
  granted: readonly Granted[] = [],
): { readonly access: readonly Access[]; readonly places: readonly Elsewhere[] } {
  return {
    access: [...own, ...granted.map(({ access }) => access)],
    places: granted.flatMap(({ from, named }, index) => {
      const at = ['spec', 'access', own.length + index];
      return [{ at, path: from }, ...(named === undefined ? [] : [{ at: [...at, 'name'], path: named }])];
    }),
  };
}
