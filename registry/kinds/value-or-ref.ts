import * as z from 'zod';
import { nameSchema } from './names.ts';
import type { OutputSort } from './outputs.ts';

/** What a place in a schema refers to. Read by the graph, so that no field that refers can be forgotten (I4). */
export interface ReferencePlace {
  /**
   * `output`: a value of another document. `document`: the document itself, by kind and name. `name`: the same, by name alone.
   * `team`: the Team of the referring document, where the value is the word `team`.
   */
  readonly refersTo: 'output' | 'document' | 'name' | 'team';
  /** The sorts of output that the place takes; absent where it takes any. */
  readonly takes?: readonly OutputSort[];
  /** The kind that a bare name means. */
  readonly kind?: string;
  /** What is done with the document, where its `level` does not say it: another team has to allow that much. */
  readonly needs?: 'read' | 'write';
}

/** Every schema that stands for a reference. */
export const REFERENCE_PLACES = z.registry<ReferencePlace>();

/** A reference to an output of another document. */
export interface Reference {
  readonly kind: string;
  readonly name: string;
  readonly team?: string;
  readonly output: string;
}

/** What a field that takes an ARN or id may hold: a literal string, `{value}`, or `{valueFrom}`. */
export type ValueOrRef = string | { readonly value: string } | { readonly valueFrom: Reference };

/** What a place does with what it refers to: the sorts of output it takes, and what is done with the document that gives it. */
interface Use {
  readonly takes?: OutputSort | readonly OutputSort[];
  readonly needs?: 'read' | 'write';
}

/**
 * Schema of a value-or-reference field whose literals obey `literal`. `takes` is the sort of output that may stand in its place, or several;
 * without it any output may. `needs` is what is done with the document, where that is more than taking its output.
 */
export function valueOrRef<Literal extends z.ZodType<string, string>>(
  literal: Literal,
  takes?: Use['takes'],
  needs?: Use['needs'],
) {
  return z.union(valueOrRefOptions(literal, { ...(takes && { takes }), ...(needs && { needs }) }));
}

/** The alternatives of {@link valueOrRef}, for a field that takes something else besides. */
function valueOrRefOptions<Literal extends z.ZodType<string, string>>(literal: Literal, use: Use) {
  const reference = z.strictObject({ valueFrom: referenceTo(use) });
  return [literal, z.strictObject({ value: literal }), reference] as const;
}

/** `{kind, name, team?, output}`: an output of another document. The team is the referring document's own when left out. */
function referenceTo({ takes, needs }: Use) {
  return z
    .strictObject({
      kind: z.string().min(1).describe('Kind of the document that is referred to.'),
      name: nameSchema.describe('Its `metadata.name`.'),
      team: nameSchema.exactOptional().describe('Its team. Left out: the team of the referring document.'),
      output: z
        .string()
        .regex(/^[A-Za-z][A-Za-z0-9]{0,63}$/, 'must be the name of an output: letters and digits')
        .describe('Which of its outputs to take, e.g. `roleArn`.'),
    })
    .describe('A reference. It makes a dependency and works across stacks.')
    .register(REFERENCE_PLACES, {
      refersTo: 'output',
      ...(takes !== undefined && { takes: [takes].flat() }),
      ...(needs !== undefined && { needs }),
    });
}

/**
 * Schema of `{kind, name, team?}` with further fields: a document that is meant as a whole, such as the queue that a function reads from.
 * `needs` says what is done with it, unless a `level` among the further fields does.
 */
export function documentRef<const Kinds extends readonly [string, ...string[]], Shape extends z.ZodRawShape>(
  kinds: Kinds,
  shape: Shape,
  needs?: 'read' | 'write',
) {
  return z
    .strictObject({
      kind: z.enum(kinds).describe('Kind of the document.'),
      name: nameSchema.describe('Its `metadata.name`.'),
      team: nameSchema.exactOptional().describe('Its team, if it is another one that shares it.'),
      ...shape,
    })
    .register(REFERENCE_PLACES, { refersTo: 'document', ...(needs !== undefined && { needs }) });
}

/**
 * Schema of a field that takes a document as a whole, or the ARN of what it makes: `{kind, name, team?}`, or what {@link valueOrRef} takes.
 * Either way the same is done with it.
 */
export function documentOrArn<Kinds extends readonly [string, ...string[]], Literal extends z.ZodType<string, string>>(
  kinds: Kinds,
  literal: Literal,
  use: Required<Use>,
) {
  return z.union([documentRef(kinds, {}, use.needs), ...valueOrRefOptions(literal, use)]);
}

/** Schema of the bare name of a document of one kind, of the same team. */
export function documentName(kind: string) {
  return nameSchema.clone().register(REFERENCE_PLACES, { refersTo: 'name', kind });
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
