import { beforeEach, describe, expect, test } from 'vitest';
import type { DeliveryAttempt, DeliveryLog } from '../../controller/trigger/port.ts';

/** A DeliveryLog and the other side of it. */
export interface DeliveryLogHarness {
  readonly log: DeliveryLog;
  /** GitHub tells of something in the registry repository, and our side answers with this status (`undefined`: not at all). Gives the delivery's id. */
  tell(event: string, action: string | undefined, status: number | undefined): Promise<string>;
  /** The same from now on for whatever is delivered. */
  answer(status: number): void;
  /** Waits until GitHub has done what it was asked for; the log then has this many attempts. */
  until(attempts: number): Promise<void>;
}

/** What every DeliveryLog promises. `create` gives an empty log at each call. */
export function deliveryLogContract(name: string, create: () => Promise<DeliveryLogHarness>): void {
  describe(`DeliveryLog: ${name}`, () => {
    let harness: DeliveryLogHarness;
    beforeEach(async () => {
      harness = await create();
    });
    const all = async () => (await harness.log.listDeliveries(0)) ?? [];
    const said = (attempts: readonly DeliveryAttempt[]) =>
      attempts.toSorted((a, b) => a.id.localeCompare(b.id)).map(({ event, action, status }) => [event, action, status]);

    test('W10: it has what arrived and what did not', async () => {
      const { log, tell } = harness;
      expect(await all()).toEqual([]);
      const before = Date.now();
      await tell('push', undefined, 202);
      await tell('issue_comment', 'created', 500);
      await tell('pull_request', 'opened', undefined);
      expect(said(await all())).toEqual([
        ['push', undefined, 202],
        ['issue_comment', 'created', 500],
        ['pull_request', 'opened', 502],
      ]);
      expect(new Set((await all()).map(({ guid }) => guid)).size).toBe(3);
      expect(await log.listDeliveries(before + 10 * 365 * 86_400_000)).toEqual([]);
    });

    test('W11: what is sent again is a new attempt of the same delivery', async () => {
      const { log, tell, answer, until } = harness;
      const guid = await tell('issue_comment', 'created', 500);
      const [first] = await all();
      answer(202);
      expect(await log.redeliver(first?.id ?? '')).toBe(true);
      await until(2);
      const attempts = await all();
      expect(said(attempts)).toEqual([
        ['issue_comment', 'created', 500],
        ['issue_comment', 'created', 202],
      ]);
      expect(attempts.map((attempt) => attempt.guid)).toEqual([guid, guid]);
      expect(new Set(attempts.map(({ id }) => id)).size).toBe(2);
    });

    test('R7: an id is kept whole, and an unknown one is not sent', async () => {
      const { log, tell } = harness;
      await tell('push', undefined, 500);
      expect((await all())[0]?.id).toMatch(/^3804004623172239\d{3}$/);
      expect(await log.redeliver('3804004623172230000')).toBe(false);
    });

    test('more than a page of them are listed', async () => {
      const { tell } = harness;
      for (let index = 0; index < 101; index += 1) await tell('push', undefined, undefined);
      expect(await all()).toHaveLength(101);
    });
  });
}
