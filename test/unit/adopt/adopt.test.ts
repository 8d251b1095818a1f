import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { adopt } from '../../../controller/adopt/adopt.ts';
import type { LiveProperty } from '../../../controller/adopt/adoption.ts';
import { editValue } from '../../../controller/documents/edit/edit-value.ts';
import type { Path } from '../../../controller/documents/path.ts';
import type { Json } from '../../../controller/lib/json.ts';
import { compiled, drift, type Files, workshopOf } from './workshop.ts';

const head = (kind: string, name: string) => `apiVersion: holdfast/v1\nkind: ${kind}\nmetadata: { name: ${name} }\n`;

/** One document of each kind with fields that somebody changes by hand, in a file of its own. */
const FILES: Files = {
  'platform.yaml': `${head('Platform', 'shared')}spec:
  project: acme
  organization: acme
  environment: dev
  account: "123456789012"
  region: us-east-1
  network: { cidr: 10.0.0.0/16 }
  api:
    throttle: { rate: 100, burst: 200 } # for all of them
    cors: { allowOrigins: ["https://a.example"], allowMethods: [GET, POST] }
`,
  'teams/payments/team.yaml': `${head('Team', 'payments')}spec: { owner: payments-engineering }\n`,
  'teams/payments/charge.yaml': `${head('Function', 'charge')}spec:
  runtime: nodejs24.x
  handler: index.handler # in index.mjs
  s3: { bucket: acme-code, key: payments/charge.zip, objectVersion: "1" }
  memoryMb: 256 # MB
  description: Charges a card
  layerArns: ["arn:aws:lambda:us-east-1:123456789012:layer:a:1"]
  environment:
    LOG_LEVEL: info
  eventSources:
    - { kind: Queue, name: jobs, batchSize: 5 }
    - { kind: Queue, name: more, batchSize: 5 }
  asyncInvoke: { maxRetries: 1 }
  alarms:
    errors: { threshold: 3 }
    duration: { percent: 80 }
`,
  'teams/payments/jobs.yaml': `${head('Queue', 'jobs')}spec:\n  retentionSeconds: 86400\n`,
  'teams/payments/more.yaml': `${head('Queue', 'more')}spec: {}\n`,
  'teams/payments/table.yaml': `${head('Table', 'orders')}spec:
  partitionKey: { name: id, type: string }
`,
  'teams/payments/bucket.yaml': `${head('Bucket', 'files')}spec: {}\n`,
  'teams/payments/news.yaml': `${head('Topic', 'news')}spec: { displayName: 'News' }\n`,
  'teams/payments/key.yaml': `${head('Secret', 'bank')}spec:\n  description: The bank's\n  external: true\n`,
  'teams/payments/nightly.yaml': `${head('Schedule', 'nightly')}spec:
  expression: rate(1 day)
  input: { mode: full, retries: 3 }
  target: { kind: Function, name: charge }
`,
  'teams/payments/paid.yaml': `${head('EventRule', 'paid')}spec:
  pattern: { source: [shop] }
  targets:
    - { kind: Function, name: charge }
`,
};

const [CHARGE, JOBS, TABLE] = ['charge', 'jobs', 'table'].map((name) => `teams/payments/${name}.yaml`) as [
  string,
  string,
  string,
];

/** Files in which one field says something else. */
function changed(files: Files, file: string, path: Path, value: Json | undefined): Files {
  const text = editValue(files[file] ?? '', 0, path, value);
  if (text === undefined) throw new Error(`${file} ${path.join('.')} cannot be changed`);
  return { ...files, [file]: text };
}

function pathOf(text: string): Path {
  return text.split('.').map((part) => (/^\d+$/.test(part) ? Number(part) : part));
}

/** The templates of some files, which have to be right. */
function desiredOf(files: Files, environment?: string) {
  const { desired, problem } = compiled(files, environment);
  if (desired === undefined) throw new Error(problem);
  return desired;
}

const bodies = (files: Files) => desiredOf(files).stacks.map(({ body }) => body);

/** The registry after adopting what AWS has when it is as other files say. */
async function adoptFrom(live: Files, files = FILES, environments: readonly string[] = [], environment?: string) {
  const all = drift(desiredOf(files, environment), desiredOf(live, environment));
  const found = all.filter(
    ({ logicalId, path }) =>
      !logicalId.startsWith('DeadQueue') && !path.endsWith('/AlarmDescription') && logicalId !== 'ApiThrottleAlarm',
  );
  const adoption = await adopt(found, workshopOf(files, environments, environment));
  const after = { ...files, ...Object.fromEntries(adoption.files.map(({ path, after: text }) => [path, text])) };
  return { found, adoption, after };
}

const FIELDS: readonly (readonly [file: string, path: string, value: Json | undefined])[] = [
  [CHARGE, 'spec.memoryMb', 1024],
  [CHARGE, 'spec.memoryMb', undefined],
  [CHARGE, 'spec.description', 'Charges: a card'],
  [CHARGE, 'spec.description', undefined],
  [CHARGE, 'spec.handler', 'other.handler'],
  [CHARGE, 'spec.runtime', 'nodejs22.x'],
  [CHARGE, 'spec.architecture', 'x86_64'],
  [CHARGE, 'spec.ephemeralStorageMb', 1024],
  [CHARGE, 'spec.reservedConcurrency', 3],
  [CHARGE, 'spec.logging', { format: 'json', applicationLevel: 'debug' }],
  [CHARGE, 'spec.logRetentionDays', 7],
  [CHARGE, 'spec.environment.LOG_LEVEL', 'debug'],
  [CHARGE, 'spec.layerArns', ['arn:aws:lambda:us-east-1:123456789012:layer:a:2']],
  [CHARGE, 'spec.eventSources.1.batchSize', 7],
  [CHARGE, 'spec.eventSources.0.enabled', false],
  [CHARGE, 'spec.eventSources.1.maxConcurrency', 9],
  [CHARGE, 'spec.eventSources.0.reportBatchItemFailures', false],
  [CHARGE, 'spec.asyncInvoke.maxRetries', 0],
  [CHARGE, 'spec.asyncInvoke.maxAgeSeconds', 600],
  [CHARGE, 'spec.alarms.errors.threshold', 9],
  [CHARGE, 'spec.alarms.throttles', { threshold: 4 }],
  [CHARGE, 'spec.alarms.errors.minutes', 5],
  [CHARGE, 'spec.alarms.errors.periods', 10],
  [CHARGE, 'spec.alarms.duration.percent', 50],
  [JOBS, 'spec.retentionSeconds', 172800],
  [JOBS, 'spec.visibilitySeconds', 400],
  [JOBS, 'spec.delaySeconds', 5],
  [JOBS, 'spec.maxMessageBytes', 2048],
  [JOBS, 'spec.receiveWaitSeconds', 3],
  [JOBS, 'spec.deadLetter', { maxReceiveCount: 9 }],
  [JOBS, 'spec.alarms', { oldestMessageSeconds: 900 }],
  [TABLE, 'spec.pointInTimeRecovery', false],
  [TABLE, 'spec.deletionProtection', false],
  [TABLE, 'spec.tableClass', 'infrequent-access'],
  [TABLE, 'spec.maxReadUnits', 40],
  ['teams/payments/bucket.yaml', 'spec.versioning', false],
  ['teams/payments/bucket.yaml', 'spec.events', true],
  ['teams/payments/news.yaml', 'spec.displayName', 'Latest'],
  ['teams/payments/key.yaml', 'spec.description', 'Of the bank'],
  ['teams/payments/nightly.yaml', 'spec.expression', 'rate(2 days)'],
  ['teams/payments/nightly.yaml', 'spec.enabled', false],
  ['teams/payments/nightly.yaml', 'spec.flexibleMinutes', 15],
  ['teams/payments/nightly.yaml', 'spec.timezone', 'Europe/Berlin'],
  ['teams/payments/nightly.yaml', 'spec.endsAt', '2027-01-31T06:00:00Z'],
  ['teams/payments/nightly.yaml', 'spec.input.mode', 'quick'],
  ['teams/payments/nightly.yaml', 'spec.retry', { maxAttempts: 2, maxAgeSeconds: 600 }],
  ['teams/payments/paid.yaml', 'spec.enabled', false],
  ['teams/payments/paid.yaml', 'spec.pattern.source', ['shop', 'web']],
  ['platform.yaml', 'spec.api.throttle.rate', 50],
  ['platform.yaml', 'spec.api.throttle.burst', 500],
  ['platform.yaml', 'spec.api.detailedMetrics', true],
  ['platform.yaml', 'spec.api.cors.allowOrigins', ['https://a.example', 'https://b.example']],
  ['platform.yaml', 'spec.api.cors.allowMethods', ['GET', 'PUT']],
  ['platform.yaml', 'spec.api.cors.maxAgeSeconds', 60],
];

describe('what AWS has is written into the field that makes it, and the registry then says exactly that', () => {
  test.each(FIELDS)('%s %s %j', async (file, path, value) => {
    const live = changed(FILES, file, pathOf(path), value);
    const { found, adoption, after } = await adoptFrom(live);
    expect(found).not.toEqual([]);
    expect(adoption.notAdopted).toEqual([]);
    expect(bodies(after)).toEqual(bodies(live));
    expect(adoption.files.map((one) => one.path)).toEqual([file]);
    const [old, now] = [adoption.files[0]?.before ?? '', adoption.files[0]?.after ?? ''].map((text) =>
      text.split('\n'),
    );
    expect((old ?? []).filter((line) => !now?.includes(line)).length).toBeLessThanOrEqual(1);
  });
});

test('whatever mixture of fields was changed by hand, the registry says it afterwards, and the templates are those of AWS', async () => {
  const mixture = fc.uniqueArray(fc.constantFrom(...FIELDS), {
    selector: ([file, path]) => `${file} ${path}`,
    maxLength: 12,
  });
  await fc.assert(
    fc.asyncProperty(mixture, async (changes) => {
      const live = changes.reduce((files, [file, path, value]) => changed(files, file, pathOf(path), value), FILES);
      const { adoption, after } = await adoptFrom(live);
      expect(adoption.notAdopted).toEqual([]);
      expect(bodies(after)).toEqual(bodies(live));
    }),
    { numRuns: 40 },
  );
});

describe('what cannot be taken over is named with the reason, and the rest is taken over all the same', () => {
  const cases: readonly (readonly [string, string, string, Json, string])[] = [
    [
      'what changes a permission too',
      CHARGE,
      'spec.tracing',
      'active',
      'it would also change RoleCharge of Function/charge',
    ],
    [
      'what makes another alarm ring later',
      CHARGE,
      'spec.timeoutSeconds',
      20,
      'it would also change LambdaDurationAlarmCharge of Function/charge',
    ],
    [
      'an index of a table',
      TABLE,
      'spec.indexes',
      [{ name: 'byX', partitionKey: { name: 'x', type: 'string' }, projection: 'all' }],
      'several fields of the registry make it together',
    ],
    [
      'tags of a team',
      'teams/payments/team.yaml',
      'spec.tags',
      { cost: 'a' },
      'no field of the registry sets it by itself',
    ],
  ];
  test.each(cases)('%s', async (_, file, path, value, because) => {
    const both = changed(changed(FILES, file, pathOf(path), value), CHARGE, ['spec', 'memoryMb'], 1024);
    const applied = desiredOf(FILES);
    const found = drift(applied, desiredOf(both)).filter(
      ({ type, path: at }) => type !== 'AWS::CloudWatch::Alarm' && !(type === 'AWS::IAM::Role') && at !== '',
    );
    const adoption = await adopt(found, workshopOf(FILES));
    expect(adoption.adopted.map((one) => `${one.field} ${one.actual}`)).toEqual(['spec.memoryMb 1024']);
    expect(adoption.notAdopted.map((one) => one.because)).toContain(because);
  });

  test('a name of another document stays a reference', async () => {
    const files = {
      ...FILES,
      [CHARGE]: (FILES[CHARGE] ?? '').replace(
        'LOG_LEVEL: info',
        'QUEUE: { valueFrom: { kind: Queue, name: jobs, output: queueUrl } }',
      ),
    };
    const [variable] = drift(
      desiredOf(FILES),
      desiredOf(changed(FILES, CHARGE, ['spec', 'environment', 'QUEUE'], 'x')),
    );
    const property = { ...variable, path: '/Properties/Environment/Variables/QUEUE', expected: 'a', actual: 'b' };
    const { adopted, notAdopted } = await adopt([property as LiveProperty], workshopOf(files));
    expect(adopted).toEqual([]);
    expect(notAdopted[0]?.because).toBe('it does not come from a field that could be edited');
  });

  test('a value that the registry does not allow', async () => {
    const [memory] = drift(desiredOf(FILES), desiredOf(changed(FILES, CHARGE, ['spec', 'memoryMb'], 1024)));
    const { notAdopted, files } = await adopt([{ ...memory, actual: 64 } as LiveProperty], workshopOf(FILES));
    expect(notAdopted[0]?.because).toMatch(/^the registry would not load: spec\.memoryMb must be /);
    expect(files).toEqual([]);
  });

  test('what the head of the branch says already', async () => {
    const live = changed(FILES, CHARGE, ['spec', 'memoryMb'], 1024);
    const { notAdopted } = await adopt(drift(desiredOf(FILES), desiredOf(live)), workshopOf(live));
    expect(notAdopted.map(({ because }) => because)).toEqual([
      'the head of the branch says so already, and only has to be applied',
    ]);
  });
});

describe('environments', () => {
  const overlay = (patches: string) =>
    `apiVersion: holdfast/v1\nkind: Overlay\nmetadata: { name: prod }\nspec:\n  patches:\n${patches}`;
  const PATCH = `    - target: { kind: Function, team: payments, name: charge }
      patch:
        - { op: replace, path: /spec/memoryMb, value: 512 } # prod is larger
`;
  const prod = { ...FILES, 'overlays/prod.yaml': overlay(PATCH) };

  test('a value that an overlay sets is edited in the overlay', async () => {
    const live = { ...prod, 'overlays/prod.yaml': prod['overlays/prod.yaml'].replace('512', '3008') };
    const { adoption } = await adoptFrom(live, prod, ['dev'], 'prod');
    expect(adoption.files).toEqual([
      { path: 'overlays/prod.yaml', before: prod['overlays/prod.yaml'], after: live['overlays/prod.yaml'] },
    ]);
  });

  test('a value that other environments share goes into the overlay of this one', async () => {
    const live = changed(prod, CHARGE, ['spec', 'description'], 'Charges');
    const { adoption } = await adoptFrom(live, prod, ['dev'], 'prod');
    expect(adoption.files.map(({ path, after }) => [path, after])).toEqual([
      [
        'overlays/prod.yaml',
        `${overlay(PATCH)}    - { target: { kind: Function, team: payments, name: charge }, patch: [{ op: add, path: /spec/description, value: Charges }] }\n`,
      ],
    ]);
  });

  test('without an overlay of its own it is refused: nothing is changed for others', async () => {
    const live = changed(prod, CHARGE, ['spec', 'description'], 'Charges');
    const { adoption } = await adoptFrom(live, prod, ['prod']);
    expect(adoption.files).toEqual([]);
    expect(adoption.notAdopted.map(({ because }) => because)).toEqual(['it would also change the environment prod']);
  });
});
