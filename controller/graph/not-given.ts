import type { AnyDocument } from '../documents/registry.ts';

/** Why a document gives none of the outputs of its kind that depend on what its spec asks for; `undefined` where it does. */
export function whyNotGiven(document: AnyDocument, output: string): string | undefined {
  if (document.kind === 'Platform' && output === 'githubProviderArn' && document.spec.iam.github === undefined) {
    return 'its spec has no iam.github';
  }
  if (document.kind === 'Team' && output === 'deployRoleArn' && document.spec.repositories === undefined) {
    return 'its spec names no repositories';
  }
  return undefined;
}
