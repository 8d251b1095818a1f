import { beforeEach, describe, expect, test } from 'vitest';
import type { OutputParameter } from '../../controller/outputs/parameters.ts';
import type { ParameterStore, StatePlace, StateStore } from '../../controller/outputs/port.ts';

const tags = { 'managed-by': 'holdfast', project: 'acme', 'resource-id': 'Function/payments/charge' };
const vpc: OutputParameter = { name: '/acme/outputs/vpc_id', type: 'String', value: 'vpc-1', tags };
const subnets: OutputParameter = {
  name: '/acme/outputs/private_subnet_ids',
  type: 'StringList',
  value: 'subnet-1,subnet-2',
  tags,
};

/**
 * What every ParameterStore promises. `create` gives an empty one at each call, for the paths below `/acme` and `/acme-two`.
 * `tagsOfMissing` is for a service that knows no error for the tags of what is not there; AWS says InvalidResourceId.
 */
export function parameterStoreContract(
  name: string,
  create: () => ParameterStore | Promise<ParameterStore>,
  tagsOfMissing: Readonly<Record<string, string>> | undefined = undefined,
): void {
  describe(`ParameterStore: ${name}`, () => {
    let store: ParameterStore;
    beforeEach(async () => {
      store = await create();
    });

    test('what is created is listed, texts and lists, with its tags', async () => {
      expect(await store.listParameters('/acme/outputs')).toEqual({});
      expect(await store.tagsOfParameter(vpc.name)).toEqual(tagsOfMissing);
      await store.createParameter(vpc);
      await store.createParameter(subnets);
      expect(await store.listParameters('/acme/outputs')).toEqual({
        '/acme/outputs/vpc_id': 'vpc-1',
        '/acme/outputs/private_subnet_ids': 'subnet-1,subnet-2',
      });
      expect(await store.tagsOfParameter(vpc.name)).toEqual(tags);
    });

    test('listing goes into every depth, over more than one page, and into no other path', async () => {
      const names = Array.from({ length: 23 }, (_, index) => `/acme/outputs/teams/t${index}/functions/charge/arn`);
      for (const one of names) await store.createParameter({ ...vpc, name: one });
      await store.createParameter({ ...vpc, name: '/acme-two/outputs/vpc_id' });
      await store.createParameter({ ...vpc, name: '/acme/outputs-of-others' });
      expect(Object.keys(await store.listParameters('/acme/outputs')).sort()).toEqual(names.sort());
    });

    test('K6: creating does not overwrite', async () => {
      await store.createParameter(vpc);
      await expect(store.createParameter({ ...vpc, value: 'vpc-2' })).rejects.toMatchObject({
        name: 'HoldfastError',
        code: 'ParameterExists',
        retryable: false,
      });
      expect(await store.listParameters('/acme/outputs')).toEqual({ [vpc.name]: 'vpc-1' });
    });

    test('an update changes value and tags', async () => {
      await store.createParameter(vpc);
      await store.updateParameter({ ...vpc, value: 'vpc-2', tags: { ...tags, team: 'payments' } });
      expect(await store.listParameters('/acme/outputs')).toEqual({ [vpc.name]: 'vpc-2' });
      expect(await store.tagsOfParameter(vpc.name)).toEqual({ ...tags, team: 'payments' });
    });

    test('C3: a removed parameter is gone, and removing it again does no harm', async () => {
      await store.createParameter(vpc);
      await store.removeParameter(vpc.name);
      await store.removeParameter(vpc.name);
      expect(await store.listParameters('/acme/outputs')).toEqual({});
      expect(await store.tagsOfParameter(vpc.name)).toEqual(tagsOfMissing);
    });
  });
}

/** What every StateStore promises. `create` gives one and a place in it that is free, at each call. */
export function stateStoreContract(
  name: string,
  create: () => Promise<{ readonly store: StateStore; readonly place: StatePlace }>,
): void {
  describe(`StateStore: ${name}`, () => {
    let store: StateStore;
    let place: StatePlace;
    beforeEach(async () => {
      ({ store, place } = await create());
    });

    test('a file comes back as written, byte for byte', async () => {
      expect(await store.readState(place)).toBeUndefined();
      await store.writeState(place, '{"größe":"✓"}\n', undefined);
      expect((await store.readState(place))?.text).toBe('{"größe":"✓"}\n');
    });

    test('what was read can be replaced, once', async () => {
      await store.writeState(place, '1', undefined);
      const first = await store.readState(place);
      await store.writeState(place, '2', first);
      expect((await store.readState(place))?.text).toBe('2');
      await expect(store.writeState(place, '3', first)).rejects.toMatchObject({
        code: 'StateChanged',
        retryable: true,
      });
      expect((await store.readState(place))?.text).toBe('2');
    });

    test('a file that was not there and now is, is not overwritten', async () => {
      await store.writeState(place, 'theirs', undefined);
      await expect(store.writeState(place, 'ours', undefined)).rejects.toMatchObject({ code: 'StateChanged' });
      expect((await store.readState(place))?.text).toBe('theirs');
    });
  });
}
