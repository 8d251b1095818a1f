import { HoldfastError } from '../diagnostics/error.ts';

/** What went wrong, as a sentence for the report. What is no HoldfastError is a defect and thrown on. */
export function problemOf(error: unknown): string {
  if (error instanceof HoldfastError) return error.message.endsWith('.') ? error.message : `${error.message}.`;
  throw error;
}
