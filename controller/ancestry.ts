import { HoldfastError } from './diagnostics/error.ts';
import type { Ancestry, BranchReader } from './source/port.ts';

/** How two commits relate; `unknown` when GitHub does not know one of them: never pushed, gone, or about to be shown. */
export async function ancestryOf(
  base: string,
  head: string,
  source: Pick<BranchReader, 'compare'>,
): Promise<Ancestry | 'unknown'> {
  try {
    return await source.compare(base, head);
  } catch (error) {
    if (error instanceof HoldfastError && error.code === 'CommitNotFound') return 'unknown';
    throw error;
  }
}
