import fc from 'fast-check';
import { expect, test } from 'vitest';
import { USAGE_UNITS, type UsageDimension } from '../../../controller/compile/usage.ts';
import { estimateStacks } from '../../../controller/cost/estimate.ts';
import { ESTIMATORS } from '../../../controller/cost/estimators.ts';
import { componentsOf, kindsOf, teamsOf } from '../../../controller/cost/groups.ts';
import { compileFiles, registryFiles } from '../../golden/run-case.ts';
import { estimateOf, resource, stack } from './stacks.ts';

async function costOf(name: string) {
  const { stacks } = await compileFiles(registryFiles(name));
  const costed = stacks.map((one) => ({
    ...one,
    component: one.owner.replace(/\/.*/, ''),
    ...(one.tags.team && { team: one.tags.team }),
  }));
  return estimateStacks(costed, 'us-east-1');
}

test('the starter, with two teams and every kind, comes to under 50 USD a month, and every resource has a price', async () => {
  const { micros, unpriced } = await costOf('starter');
  expect({ cheap: micros / 1_000_000 < 50, unpriced }).toEqual({ cheap: true, unpriced: [] });
});

test('a platform with two teams of a function each, to the millionth of a dollar', async () => {
  const estimate = await costOf('two-teams');
  const amounts = (groups: ReturnType<typeof teamsOf>) => groups.map(({ name, micros }) => [name, micros]);
  // Dashboard 3.00, three alarms 0.30, three buckets 0.096, alarm topic 0.005; functions and routes as in the tests of their estimators.
  expect(amounts(teamsOf(estimate))).toEqual([
    ['shared platform', 3_401_000],
    ['orders', 298_111],
    ['payments', 364_778],
  ]);
  expect(amounts(kindsOf(estimate))).toEqual([
    ['Function', 340_889],
    ['Platform', 3_401_000],
    ['Route', 322_000],
  ]);
  expect(amounts(componentsOf(estimate))).toEqual([
    ['observability', 3_305_000],
    ['stateful', 96_000],
    ['team', 662_889],
  ]);
  expect(estimate).toMatchObject({ micros: 4_063_889, unpriced: [], borrowed: [] });
});

test('a processor that S3 tells itself has no rule to pay for: neither its events nor its alarm', async () => {
  const shared = registryFiles('event-core').filter(({ path }) => !path.endsWith('processors.yaml'));
  const costOfSource = async (source: string, bucket: string) => {
    const text = [
      document('EventProcessor', 'archive', `source: {s3: {bucket: {kind: Bucket, name: inbox}${source}}}, ${DOES}`),
      document('Bucket', 'inbox', bucket),
    ].join('---\n');
    const file = { path: 'teams/orders/archive.yaml', text, blobSha: '0'.repeat(40) };
    const { stacks, findings } = await compileFiles([...shared, file]);
    expect(findings).toEqual([]);
    return estimateStacks(
      stacks.map((one) => ({ ...one, component: 'team' })),
      'us-east-1',
    ).micros;
  };
  const bridged = await costOfSource('', 'events: true');
  const direct = await costOfSource(', direct: true', 'notifications: [{queue: {kind: Queue, name: archive-events}}]');
  // A million events at 1 USD, and an alarm at 0.10.
  expect(bridged - direct).toBe(1_100_000);
});

/** What the processor does, with a million events a month. */
const DOES =
  'function: {runtime: nodejs24.x, handler: a.b, s3: {key: orders/a.zip}}, traffic: {eventsPerMonth: 1000000}';

function document(kind: string, name: string, spec: string): string {
  return `apiVersion: holdfast/v1\nkind: ${kind}\nmetadata: {name: ${name}}\nspec: {${spec}}\n`;
}

test('in a region without prices those of us-east-1 stand in, and it is said which', () => {
  const queue = { Queue: resource('AWS::SQS::Queue'), Nat: resource('AWS::EC2::NatGateway') };
  const [home, elsewhere] = [estimateOf(queue), estimateOf(queue, 'af-south-1')];
  expect(elsewhere.micros).toBe(home.micros);
  expect(home.borrowed).toEqual([]);
  expect(elsewhere.borrowed).toEqual(['natData', 'natHours', 'queueRequests']);
});

test('a region with prices of its own has them, and borrows only what is not known there', () => {
  // 730 × 0.052 + 10 × 0.052 = 38.48
  expect(estimateOf({ Nat: resource('AWS::EC2::NatGateway') }, 'eu-central-1').micros).toBe(38_480_000);
  expect(estimateOf({ Table: resource('AWS::DynamoDB::Table') }, 'eu-west-1').borrowed).toEqual([
    'tableReads',
    'tableWrites',
  ]);
  expect(estimateOf({ Nat: resource('AWS::EC2::NatGateway') }, 'us-west-2').borrowed).toEqual([]);
});

test('a type that nobody knows a price of is named, never zero without a word', () => {
  const { micros, unpriced } = estimateOf({
    Search: resource('AWS::OpenSearchService::Domain'),
    Odd: resource('constructor'),
    Role: resource('AWS::IAM::Role'),
  });
  expect(micros).toBe(0);
  expect(unpriced.map(({ logicalId }) => logicalId)).toEqual(['Search', 'Odd']);
});

const dimension = fc.constantFrom(...(Object.keys(USAGE_UNITS) as UsageDimension[]));
const amount = fc.integer({ min: 0, max: 100_000_000 });
const type = fc.constantFrom(...ESTIMATORS.keys());
const properties = fc.constantFrom(
  {},
  { EventPattern: { source: ['acme'] } },
  { Protocol: 'email' },
  { VpcEndpointType: 'Interface', SubnetIds: ['subnet-1'] },
  { Architectures: ['arm64'], MemorySize: 2048, TracingConfig: { Mode: 'Active' } },
  { LogDestinationType: 's3' },
);

test('more traffic never costs less', () => {
  fc.assert(
    fc.property(type, properties, dimension, amount, amount, (name, props, what, one, other) => {
      const [less, more] = [Math.min(one, other), Math.max(one, other)];
      const cost = (value: number) => estimateOf({ It: resource(name, props, { [what]: value }) }).micros;
      expect(cost(less)).toBeLessThanOrEqual(cost(more));
    }),
    { numRuns: 1_000 },
  );
});

test('arm64 never costs more than x86_64', () => {
  const usage = fc.record({ requestsPerMonth: amount, averageDurationMs: fc.integer({ min: 1, max: 900_000 }) });
  fc.assert(
    fc.property(usage, fc.integer({ min: 128, max: 10_240 }), (traffic, MemorySize) => {
      const cost = (architecture: string) =>
        estimateOf({ It: resource('AWS::Lambda::Function', { Architectures: [architecture], MemorySize }, traffic) })
          .micros;
      expect(cost('arm64')).toBeLessThanOrEqual(cost('x86_64'));
    }),
  );
});

test('every sum is exactly that of its parts, whatever it is summed by', () => {
  const some = fc.dictionary(fc.stringMatching(/^[A-Z][a-z]{0,6}$/), fc.tuple(type, properties, dimension, amount), {
    maxKeys: 12,
  });
  const sum = (parts: readonly { readonly micros: number }[]) => parts.reduce((all, { micros }) => all + micros, 0);
  fc.assert(
    fc.property(some, some, (shared, own) => {
      const resources = (drawn: typeof shared) =>
        Object.fromEntries(
          Object.entries(drawn).map(([id, [name, props, what, value]]) => [
            id,
            resource(name, props, { [what]: value }),
          ]),
        );
      const estimate = estimateStacks([stack(resources(shared)), stack(resources(own), 'web')], 'us-east-1');
      expect(Number.isInteger(estimate.micros)).toBe(true);
      for (const parts of [estimate.resources, teamsOf(estimate), kindsOf(estimate), componentsOf(estimate)])
        expect(sum(parts)).toBe(estimate.micros);
      for (const { lines, micros } of estimate.resources) expect(sum(lines)).toBe(micros);
    }),
  );
});
