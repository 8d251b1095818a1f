/** A code object that a Function names without pinning a version. */
export interface ArtifactReference {
  readonly bucket: string;
  readonly key: string;
}

/** Reads what a bare S3 key means right now (V4). */
export interface ArtifactReader {
  /** The object's current version id, `unversioned` where the bucket keeps none, `elsewhere` for a bucket of another region, or `missing`. */
  currentVersion(
    artifact: ArtifactReference,
  ): Promise<
    | { readonly kind: 'version'; readonly versionId: string }
    | { readonly kind: 'unversioned' }
    | { readonly kind: 'elsewhere' }
    | { readonly kind: 'missing' }
  >;
}
