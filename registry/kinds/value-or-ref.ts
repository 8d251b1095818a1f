import * as z from 'zod';
import { nameSchema } from './names.ts';

/** `{kind, name, team?, output}`: an output of another document. The team is the referring document's own when left out. */
export const referenceSchema = z
  .strictObject({
    kind: z.string().min(1).describe('Kind of the document that is referred to.'),
    name: nameSchema.describe('Its `metadata.name`.'),
    team: nameSchema.exactOptional().describe('Its team. Left out: the team of the referring document.'),
    output: z
      .string()
      .regex(/^[A-Za-z][A-Za-z0-9]{0,63}$/, 'must be the name of an output: letters and digits')
      .describe('Which of its outputs to take, e.g. `roleArn`.'),
  })
  .describe('A reference. It makes a dependency and works across stacks.');

/** A reference to an output of another document. */
export interface Reference {
  readonly kind: string;
  readonly name: string;
  readonly team?: string;
  readonly output: string;
}

/** What a field that takes an ARN or id may hold: a literal string, `{value}`, or `{valueFrom}`. */
export type ValueOrRef = string | { readonly value: string } | { readonly valueFrom: Reference };

/** Schema of a value-or-reference field whose literals obey `literal`. */
export function valueOrRef<Literal extends z.ZodType<string, string>>(literal: Literal) {
  return z.union([literal, z.strictObject({ value: literal }), z.strictObject({ valueFrom: referenceSchema })]);
}

/** The reference in a value-or-reference field, or `undefined` when it holds a literal. */
export function referenceOf(field: ValueOrRef): Reference | undefined {
  return typeof field === 'object' && 'valueFrom' in field ? field.valueFrom : undefined;
}

/** The literal in a value-or-reference field, or `undefined` when it holds a reference. */
export function literalOf(field: ValueOrRef): string | undefined {
  if (typeof field === 'string') return field;
  return 'value' in field ? field.value : undefined;
}
