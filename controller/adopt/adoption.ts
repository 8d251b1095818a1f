import type { Actor } from '../drift/drift.ts';
import type { Json } from '../lib/json.ts';

/** One drifted property with its live value, which may be shown and written down. */
export interface LiveProperty {
  readonly stack: string;
  readonly logicalId: string;
  readonly type: string;
  readonly physicalId: string;
  /** JSON pointer below the resource. */
  readonly path: string;
  /** What was applied; absent where nothing was. */
  readonly expected?: Json;
  /** What AWS has; absent where the property is gone. */
  readonly actual?: Json;
  readonly by?: Actor;
}

/** A live value that the registry says after the edit. */
export interface Adopted extends LiveProperty {
  /** The document, e.g. `Function/charge`. */
  readonly document: string;
  /** The file that was edited, and the field in words of the registry. */
  readonly file: string;
  readonly field: string;
}

/** What cannot be taken into the registry by itself, and why. `path` is absent where the whole resource is meant. */
export interface NotAdopted {
  readonly stack: string;
  readonly logicalId: string;
  readonly type: string;
  readonly physicalId: string;
  readonly document?: string;
  readonly path?: string;
  readonly because: string;
}

/** A file of the registry before and after. */
export interface EditedFile {
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

/** What came of taking live values into the registry. Nothing is written yet. */
export interface Adoption {
  readonly adopted: readonly Adopted[];
  readonly notAdopted: readonly NotAdopted[];
  readonly files: readonly EditedFile[];
}
