import { expect, test } from 'vitest';
import { digestOf } from '../../../controller/lib/digest.ts';
import { cachedObjects } from '../../../controller/record/cached-objects.ts';
import type { ObjectStore } from '../../../controller/record/objects-port.ts';

function countingStore() {
  const texts = new Map<string, string>();
  const calls: string[] = [];
  const store: ObjectStore = {
    put: async (text) => {
      calls.push(`put ${text}`);
      texts.set(digestOf(text), text);
      return digestOf(text);
    },
    get: async (digest) => {
      calls.push(`get ${texts.get(digest) ?? 'missing'}`);
      return texts.get(digest);
    },
  };
  return { store, calls };
}

test('C16: an object is fetched once, and what was just stored is neither fetched nor stored again', async () => {
  const { store, calls } = countingStore();
  const kept = await store.put('kept');
  const cached = cachedObjects(store);
  expect(await cached.get(kept)).toBe('kept');
  expect(await cached.get(kept)).toBe('kept');
  const added = await cached.put('added');
  expect(added).toBe(digestOf('added'));
  expect(await cached.put('added')).toBe(added);
  expect(await cached.get(added)).toBe('added');
  expect(calls).toEqual(['put kept', 'get kept', 'put added']);
});

test('a missing object is asked for again, since it may be stored meanwhile', async () => {
  const { store, calls } = countingStore();
  const cached = cachedObjects(store);
  const digest = digestOf('late');
  expect(await cached.get(digest)).toBeUndefined();
  await store.put('late');
  expect(await cached.get(digest)).toBe('late');
  expect(calls).toEqual(['get missing', 'put late', 'get late']);
});

test('a failed store is not remembered as stored', async () => {
  const { store } = countingStore();
  let failures = 1;
  const cached = cachedObjects({
    get: store.get,
    put: async (text) => {
      if (failures > 0) {
        failures -= 1;
        throw new Error('no answer');
      }
      return store.put(text);
    },
  });
  await expect(cached.put('text')).rejects.toThrow('no answer');
  await cached.put('text');
  expect(await store.get(digestOf('text'))).toBe('text');
});

test('beyond the limit the text that was not used for longest goes first', async () => {
  const { store, calls } = countingStore();
  const cached = cachedObjects(store, 10);
  const [a, b] = [await cached.put('aaaa'), await cached.put('bbbb')];
  await cached.get(a);
  await cached.put('cccc');
  calls.length = 0;
  await cached.get(a);
  await cached.get(b);
  expect(calls).toEqual(['get bbbb']);
});

test('a text over the limit passes through without being kept', async () => {
  const { store, calls } = countingStore();
  const cached = cachedObjects(store, 3);
  const digest = await cached.put('aaaa');
  expect(await cached.get(digest)).toBe('aaaa');
  expect(calls).toEqual(['put aaaa', 'get aaaa']);
});
