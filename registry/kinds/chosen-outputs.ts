import type { Outputs } from './outputs.ts';

/**
 * Names that stand for one of a document's outputs, whichever it has: they can be referred to, and are published under their own names only.
 * `callableArn` is what whoever runs a function should name: its alias where it is released by one, else the function.
 */
export const CHOSEN_OUTPUTS: Readonly<Record<string, Outputs>> = { Function: { callableArn: 'function ARN' } };
