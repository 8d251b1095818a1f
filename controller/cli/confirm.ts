import { createInterface } from 'node:readline/promises';
import { HoldfastError } from '../diagnostics/error.ts';

/** Asks on the terminal; only "yes" is yes. Throws `NotConfirmed` where nobody can be asked. */
export async function confirmed(question: string): Promise<boolean> {
  if (!process.stdin.isTTY) {
    throw new HoldfastError('Nobody is here to ask; add --yes.', {
      code: 'NotConfirmed',
      source: 'user',
      retryable: false,
    });
  }
  const prompt = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await prompt.question(`${question} Only "yes" is yes: `);
    return answer.trim() === 'yes';
  } finally {
    prompt.close();
  }
}
