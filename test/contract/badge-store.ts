import { beforeEach, describe, expect, test } from 'vitest';
import type { BadgeStore } from '../../controller/report/badge-port.ts';

/** What every BadgeStore promises. `create` gives an empty one at each call. */
export function badgeStoreContract(name: string, create: () => Promise<BadgeStore>): void {
  describe(`BadgeStore: ${name}`, () => {
    let store: BadgeStore;
    beforeEach(async () => {
      store = await create();
    });

    test('nothing is there before something was written', async () => {
      expect(await store.readBadge()).toBeUndefined();
    });

    test('the run and the drift are changed apart from each other, each by the newest only', async () => {
      await store.writeBadge({ run: 'applying' }, 1_000);
      expect(await store.readBadge()).toEqual({ run: 'applying', at: 1_000 });
      await store.writeBadge({ drifted: 3 }, 3_000);
      await store.writeBadge({ run: 'applied' }, 2_000);
      await store.writeBadge({ run: 'failed' }, 1_500);
      await store.writeBadge({ drifted: 7 }, 2_999);
      expect(await store.readBadge()).toEqual({ run: 'applied', drifted: 3, at: 3_000 });
      await store.writeBadge({ drifted: 0 }, 3_000);
      expect(await store.readBadge()).toEqual({ run: 'applied', drifted: 0, at: 3_000 });
    });
  });
}
