/**
 * Big texts, each under the digest of its bytes (`sha256:<64 hex>`). What is stored never changes, so storing again is
 * harmless (C3) and a reader can tell a wrong text from the right one. Objects must not expire while a record points at them.
 */
export interface ObjectStore {
  /** Stores a text and gives its digest. */
  put(text: string): Promise<string>;
  /** `undefined` when there is no such object. Throws `CorruptObject` when the text is not the one of the digest. */
  get(digest: string): Promise<string | undefined>;
}
