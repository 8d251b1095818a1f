import type { Json, JsonObject } from '../../lib/json.ts';
import type { Path } from '../path.ts';
import { listOf, objectOf } from '../raw.ts';

/** A text of a statement and where it stands. */
export interface Entry {
  readonly text: string;
  readonly path: Path;
}

/** A statement as far as it can be read: the document may be wrong elsewhere. */
export interface Declared {
  readonly effect: Json | undefined;
  readonly path: Path;
  readonly raw: JsonObject;
  /** Actions of `Action`; none for `NotAction`. */
  readonly actions: readonly Entry[];
  readonly notActions: readonly Entry[];
  /** Resources of `Resource`; none for `NotResource`. */
  readonly resources: readonly Entry[];
  readonly notResources: readonly Entry[];
}

/** The resource of a statement that leaves none out. */
export const EVERYTHING = '*';

/** The statements of a list that stands at `base` in its document. */
export function declaredIn(statements: Json | undefined, base: Path): readonly Declared[] {
  return listOf(statements).map((entry, index) => {
    const path = [...base, index];
    const raw = objectOf(entry);
    return {
      effect: raw.Effect,
      path,
      raw,
      actions: entriesOf(raw, path, 'Action'),
      notActions: entriesOf(raw, path, 'NotAction'),
      resources: entriesOf(raw, path, 'Resource'),
      notResources: entriesOf(raw, path, 'NotResource'),
    };
  });
}

/** Where a field is one text or a list of them, each text with its own path. */
function entriesOf(raw: JsonObject, path: Path, field: string): readonly Entry[] {
  const value = raw[field];
  if (typeof value === 'string') return [{ text: value, path: [...path, field] }];
  return listOf(value).flatMap((text, index) =>
    typeof text === 'string' ? [{ text, path: [...path, field, index] }] : [],
  );
}
