import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { RESOURCE_TYPES } from '../../../controller/compile/resource-types.ts';
import { replacementTable } from '../../../controller/plan/generate-replacement-table.ts';
import { REPLACEMENT_RULES } from '../../../controller/plan/replacement-table.ts';
import { goldenCases, runCase } from '../../golden/run-case.ts';

const TABLE = new URL('../../../controller/plan/replacement-table.ts', import.meta.url);

test('T2: the replacement table is what the service specification says now', () => {
  expect(readFileSync(TABLE, 'utf8')).toBe(replacementTable());
});

test('T2: the table has exactly the types that golden templates hold', async () => {
  const cases = await Promise.all(goldenCases().map(runCase));
  const stacks = cases.flatMap((result) => result.stacks);
  const emitted = new Set(stacks.flatMap(({ template }) => Object.values(template.Resources).map(({ Type }) => Type)));
  expect([...emitted].sort()).toEqual([...RESOURCE_TYPES]);
  expect(Object.keys(REPLACEMENT_RULES)).toEqual([...RESOURCE_TYPES]);
});

test('T2, P6: spot checks against the CloudFormation user guide', () => {
  expect(REPLACEMENT_RULES['AWS::Lambda::Function']?.properties.FunctionName).toBe('replace');
  expect(REPLACEMENT_RULES['AWS::Lambda::Function']?.properties.MemorySize).toBeUndefined();
  expect(REPLACEMENT_RULES['AWS::Logs::LogGroup']).toEqual({ properties: { LogGroupName: 'replace' }, stateful: true });
  expect(REPLACEMENT_RULES['AWS::EC2::VPC']?.properties.InstanceTenancy).toBe('may-replace');
  expect(REPLACEMENT_RULES['AWS::S3::Bucket']?.stateful).toBe(true);
});
