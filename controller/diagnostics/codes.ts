/** What a finding code means: one-line title, why it appears, what the author does about it. */
export interface CodeEntry {
  readonly title: string;
  readonly cause: string;
  readonly remedy: string;
}

/**
 * The closed list of finding codes. The key is the code; it never changes its meaning once released.
 * `docs/reference/codes.md` is generated from this table.
 */
export const FINDING_CODES = {
  UnknownField: {
    title: 'A field that this kind does not have',
    cause: 'The field name is misspelt, or belongs to another kind or another level of the document.',
    remedy: 'Rename it to the field that the hint names, or remove it.',
  },
  MassDelete: {
    title: 'One revision would delete too much',
    cause: 'The plan deletes more resources than one revision may delete (K5).',
    remedy: 'Split the removal over several commits, or restore what was removed by mistake.',
  },
  EmptyRegistry: {
    title: 'An empty registry never deletes',
    cause: 'The commit holds no document, while stacks are applied; that is more likely an accident than a wish (K1).',
    remedy: 'Restore the registry files, or remove stacks one team at a time.',
  },
  ForeignStack: {
    title: 'A stack of that name belongs to somebody else',
    cause: 'A stack with a name that the plan needs exists without the tags managed-by=holdfast and project (K6).',
    remedy: 'Choose another project name, or delete or rename that stack first.',
  },
} as const satisfies Record<string, CodeEntry>;

/** One of the documented finding codes. */
export type FindingCode = keyof typeof FINDING_CODES;
