import type { FunctionSpec } from '../../../registry/kinds/function/schema.ts';
import type { ValueOrRef } from '../../../registry/kinds/value-or-ref.ts';
import type { Elsewhere } from '../part-of.ts';
import type { Path } from '../path.ts';

/** A variable by which a function learns something: its value, and the place of the larger document that the value comes from. */
export interface Variable {
  readonly name: string;
  readonly value: ValueOrRef;
  /** Absent where nothing of the larger document can be wrong about it. */
  readonly from?: Path;
  /** Where the name of the document stands that the value is taken from, if not at `name` of that place. */
  readonly named?: Path;
}

/** The author's environment and the variables besides it. */
export function environmentWith(
  environment: FunctionSpec['environment'],
  variables: readonly Variable[],
): NonNullable<FunctionSpec['environment']> {
  return { ...environment, ...Object.fromEntries(variables.map(({ name, value }) => [name, value])) };
}

/** Where the values of variables are described, for {@link partOf}. A reference stands at the place that names the document. */
export function placesOf(variables: readonly Variable[]): readonly Elsewhere[] {
  return variables.flatMap(({ name, from, named }) => {
    const at = ['spec', 'environment', name, 'valueFrom'];
    if (from === undefined) return [];
    return [{ at, path: from }, ...(named === undefined ? [] : [{ at: [...at, 'name'], path: named }])];
  });
}
