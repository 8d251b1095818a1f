/** A change of the registry that people are asked to look at. */
export interface ChangeProposal {
  /** The branch that it is proposed on: one of Holdfast's own, named after what it is about. */
  readonly branch: string;
  /** The branch that it is for, and the commit of it that the texts were made from. */
  readonly base: string;
  readonly baseSha: string;
  readonly files: readonly { readonly path: string; readonly text: string }[];
  /** GitHub login of the person who asked for it. The commit is theirs, so that they count as one who wrote it (G6). */
  readonly author: string;
  readonly title: string;
  /** Markdown. */
  readonly body: string;
}

/** What became of a proposal. */
export interface Proposed {
  /** `left`: people have put work of their own on the branch, which stays as it is. */
  readonly kind: 'opened' | 'updated' | 'unchanged' | 'left';
  readonly number: number;
  readonly url: string;
}

/**
 * Proposes changes of the registry as pull requests. Nothing is ever pushed to the branch that is applied, and nothing merged: people review
 * it, and it is planned like any other.
 */
export interface ChangeProposer {
  /**
   * One pull request for each branch name: it is made, or found and brought up to date, so that a repetition gives the same one (C3). A closed one
   * stays closed, and another is made. Throws HoldfastError `ProposalForbidden` when the App may not write, and `ProposalTaken` when others have
   * put commits on the branch and there is no open pull request of it.
   */
  propose(proposal: ChangeProposal): Promise<Proposed>;
}
