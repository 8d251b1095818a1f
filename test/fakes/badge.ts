import type { BadgeChange } from '../../controller/report/badge.ts';
import type { BadgeStore } from '../../controller/report/badge-port.ts';

/** The badge's record in memory. */
export function createFakeBadge(): BadgeStore {
  const fields = new Map<string, { readonly change: BadgeChange; readonly at: number }>();
  return {
    writeBadge: async (change, at) => {
      const field = Object.keys(change).join();
      if (at >= (fields.get(field)?.at ?? 0)) fields.set(field, { change, at });
    },
    readBadge: async () => {
      const written = [...fields.values()];
      if (written.length === 0) return undefined;
      const at = Math.max(...written.map((one) => one.at));
      return Object.assign({ at }, ...written.map(({ change }) => change));
    },
  };
}
