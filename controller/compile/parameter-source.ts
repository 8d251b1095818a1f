import type { OutputReference } from './desired.ts';

/** The description of a stack's parameter: it says where its value comes from. */
export function describeSource({ stack, output }: OutputReference): string {
  return `${output} of ${stack}`;
}

/** The stack that such a description names, `undefined` for any other text. */
export function sourceStackOf(description: string): string | undefined {
  return /^[A-Za-z0-9]+ of ([A-Za-z][A-Za-z0-9-]*)$/.exec(description)?.[1];
}
