import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { holdfast as command, temporaryFolder } from './run.ts';

let folder = '';
beforeEach(async () => {
  folder = await temporaryFolder();
});

const holdfast = (...args: readonly string[]) => command([...args, '--registry', folder]);

test('a new folder becomes a registry with a platform and a team, and is valid', async () => {
  expect(await holdfast('init', 'platform')).toMatchObject({ code: 0, out: 'Wrote platform.yaml\n' });
  expect(await holdfast('init', 'team', 'checkout', '--owner', 'checkout people')).toMatchObject({ code: 0 });
  expect(
    await readFile(join(folder, 'teams/checkout/team.yaml'), 'utf8'),
  ).toBe(`# yaml-language-server: $schema=../../.holdfast/registry.schema.json
apiVersion: holdfast/v1
kind: Team
metadata:
  name: checkout
spec:
  # The person or group that answers for what is in this folder.
  owner: "checkout people"
  # The team's own part of the shared API.
  pathPrefix: /checkout
`);
  expect(await holdfast('validate')).toMatchObject({ code: 0, out: expect.stringContaining('2 documents') });
  const schema = JSON.parse(await readFile(join(folder, '.holdfast/registry.schema.json'), 'utf8'));
  expect(schema.title).toBe('Holdfast registry document');
});

test('a file that is there is not overwritten', async () => {
  await holdfast('init', 'platform');
  expect(await holdfast('init', 'platform')).toMatchObject({
    code: 2,
    err: 'holdfast: There is a platform.yaml already.\n',
  });
});

test.each([
  ['network', 'ReservedName'],
  ['Checkout', 'InvalidValue'],
  ['checkout-two', 'OverlappingName'],
])('a team cannot be named %s, and nothing is written', async (name, code) => {
  await holdfast('init', 'platform');
  await holdfast('init', 'team', 'checkout');
  const { code: exit, err } = await holdfast('init', 'team', name);
  expect([exit, err]).toEqual([1, expect.stringContaining(code)]);
  await expect(readFile(join(folder, `teams/${name}/team.yaml`))).rejects.toThrow('ENOENT');
});

test('says what can be begun', async () => {
  expect(await holdfast('init', 'tem', 'x')).toMatchObject({ code: 2, err: expect.stringContaining('init team NAME') });
});
