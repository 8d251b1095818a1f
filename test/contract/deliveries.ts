import { beforeEach, describe, expect, test } from 'vitest';
import type { Deliveries } from '../../controller/trigger/port.ts';

const ID = '72d3162e-cc78-11e3-81ab-4c9367dc0958';
/** 2026-01-05T10:00:00Z and what follows. */
const START = 1_767_607_200_000;
const ALMOST_4_DAYS_LATER = 1_767_952_799_000;
const OVER_4_DAYS_LATER = 1_767_952_801_000;

/** What every store of handled deliveries promises. `create` gives an empty one at each call. */
export function deliveriesContract(name: string, create: () => Deliveries | Promise<Deliveries>): void {
  describe(`Deliveries: ${name}`, () => {
    let deliveries: Deliveries;
    beforeEach(async () => {
      deliveries = await create();
    });

    test('W11: a delivery is unknown until it is recorded, and recorded once', async () => {
      expect(await deliveries.hasDelivery(ID, START)).toBe(false);
      expect(await deliveries.recordDelivery(ID, START)).toBe(true);
      expect(await deliveries.hasDelivery(ID, START)).toBe(true);
      expect(await deliveries.recordDelivery(ID, START + 1)).toBe(false);
      expect(await deliveries.hasDelivery('another', START)).toBe(false);
    });

    test('C11: after 4 days it is forgotten by comparing stamps, whether or not it was deleted', async () => {
      await deliveries.recordDelivery(ID, START);
      expect(await deliveries.hasDelivery(ID, ALMOST_4_DAYS_LATER)).toBe(true);
      expect(await deliveries.recordDelivery(ID, ALMOST_4_DAYS_LATER)).toBe(false);
      expect(await deliveries.hasDelivery(ID, OVER_4_DAYS_LATER)).toBe(false);
      expect(await deliveries.recordDelivery(ID, OVER_4_DAYS_LATER)).toBe(true);
      expect(await deliveries.hasDelivery(ID, OVER_4_DAYS_LATER)).toBe(true);
    });

    test('W11: of twenty that record one delivery at once, one is the first', async () => {
      const firsts = await Promise.all(Array.from({ length: 20 }, () => deliveries.recordDelivery(ID, START)));
      expect(firsts.filter(Boolean)).toEqual([true]);
    });
  });
}
