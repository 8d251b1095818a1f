import { HoldfastError } from './diagnostics/error.ts';
import type { Approval, PullReader } from './source/port.ts';

/** Through which pull request a commit came. GitHub is a view: that it does not answer never stops an apply, and is kept as what it is. */
export async function approvalOf(sha: string, pulls: Pick<PullReader, 'approvalOf'>): Promise<Approval> {
  try {
    return await pulls.approvalOf(sha);
  } catch (error) {
    if (!(error instanceof HoldfastError)) throw error;
    return { source: 'unknown', because: error.message };
  }
}
