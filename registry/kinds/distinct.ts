import type * as z from 'zod';

/** What an issue of {@link distinct} bears: the position of the equal entry. */
export interface Repeated {
  readonly repeats: number;
}

/** A list in which an entry has a meaning only once: AWS refuses the second one, or keeps one of them. Editors are told too. */
export function distinct<Item extends z.ZodType>(list: z.ZodArray<Item>): z.ZodArray<Item> {
  return list
    .superRefine((entries, context) => {
      const first = new Map<string, number>();
      for (const [index, entry] of entries.entries()) {
        const text = JSON.stringify(entry);
        const repeats = first.get(text);
        if (repeats === undefined) first.set(text, index);
        else context.addIssue({ code: 'custom', path: [index], params: { repeats } satisfies Repeated });
      }
    })
    .meta({ uniqueItems: true });
}
