import type { RegistryDocument } from '../documents/registry.ts';

/** The output of a function that callers use: its alias where it is released by one, else the function itself. */
export function callableOutput({ spec }: RegistryDocument<'Function'>): 'aliasArn' | 'functionArn' {
  return spec.release === undefined ? 'functionArn' : 'aliasArn';
}
