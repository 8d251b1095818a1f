import type * as z from 'zod';

/** What an issue of {@link distinct} bears, by which it is told from others: a finding `DuplicateEntry`. */
export const REPEATED = { repeated: true } as const;

/** A list in which an entry has a meaning only once: AWS refuses the second one, or keeps one of them. */
export function distinct<Item extends z.ZodType>(list: z.ZodArray<Item>): z.ZodArray<Item> {
  return list
    .superRefine((entries, context) => {
      const seen = new Set<string>();
      for (const [index, entry] of entries.entries()) {
        const text = JSON.stringify(entry);
        if (seen.has(text)) {
          context.addIssue({ code: 'custom', path: [index], message: 'stands earlier in the list', params: REPEATED });
        }
        seen.add(text);
      }
    })
    .meta({ uniqueItems: true });
}
