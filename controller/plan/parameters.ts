import type { DesiredStack } from '../compile/desired.ts';

/** A stack parameter's value as far as it is known before applying. */
export type ParameterValue = { readonly kind: 'known'; readonly value: string } | { readonly kind: 'unknown' };

/** Stack name → output name → value: the recorded outputs that parameters are filled from. */
export type OutputsByStack = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Fills a stack's parameters from recorded outputs; what is not there yet is `unknown` until the other stack is applied. */
export function parameterValues(
  parameters: DesiredStack['parameters'],
  outputs: OutputsByStack,
): Readonly<Record<string, ParameterValue>> {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, reference]) => {
      const value = outputs[reference.stack]?.[reference.output];
      return [name, value === undefined ? { kind: 'unknown' } : { kind: 'known', value }];
    }),
  );
}
