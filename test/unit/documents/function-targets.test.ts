import { describe, expect, test } from 'vitest';
import { fn, loadWith, team } from './registry-files.ts';

const document = (kind: string, name: string, spec: string) =>
  `apiVersion: holdfast/v1\nkind: ${kind}\nmetadata: {name: ${name}}\nspec: {${spec}}\n`;

/** What is said about a function with these lines beside these documents. */
function said(lines: readonly string[], ...others: readonly string[]): readonly string[] {
  const text = [fn('charge', ...lines), ...others].join('---\n');
  return loadWith({ 'teams/payments/charge.yaml': text }).findings.map(
    ({ severity, code, path, message }) => `${severity} ${code} ${path}: ${message}`,
  );
}

const work = 'eventSources: [{kind: Queue, name: work}]';

describe('T6: a queue hides a message as long as the function may work on it', () => {
  test.each([
    [180, 30, []],
    [
      179,
      30,
      [
        'warning VisibilityTooShort spec.eventSources[0].name: Queue work hides a message for 179 seconds; the function may take 30.',
      ],
    ],
    [
      30,
      30,
      [
        'warning VisibilityTooShort spec.eventSources[0].name: Queue work hides a message for 30 seconds; the function may take 30.',
      ],
    ],
    [
      29,
      30,
      [
        'error VisibilityTooShort spec.eventSources[0].name: Queue work hides a message for 29 seconds; the function may take 30.',
      ],
    ],
  ])('%i seconds of %i', (visible, timeout, wanted) => {
    const queue = document('Queue', 'work', `visibilitySeconds: ${visible}`);
    expect(said([work, `timeoutSeconds: ${timeout}`], queue)).toEqual(wanted);
  });

  test('also where the queue is referred to by its ARN, and the timeout is that of Lambda', () => {
    const arn = 'eventSources: [{arn: {valueFrom: {kind: Queue, name: work, output: queueArn}}}]';
    expect(said([arn], document('Queue', 'work', 'visibilitySeconds: 2'))).toEqual([
      'error VisibilityTooShort spec.eventSources[0].arn: Queue work hides a message for 2 seconds; the function may take 3.',
    ]);
  });
});

test('T6: a FIFO queue gives ten messages at a time and gathers none', () => {
  const queue = document('Queue', 'work', 'fifo: true');
  expect(said(['eventSources: [{kind: Queue, name: work, batchSize: 10}]'], queue)).toEqual([]);
  expect(said(['eventSources: [{kind: Queue, name: work, batchSize: 11, windowSeconds: 1}]'], queue)).toEqual([
    'error InvalidValue spec.eventSources[0].batchSize: A batch from a FIFO queue has at most 10 messages, not 11.',
    'error ConflictingFields spec.eventSources[0].windowSeconds: Messages of a FIFO queue are not gathered over a window.',
  ]);
});

test('a table that is read from has a stream', () => {
  const lines = ['eventSources: [{kind: Table, name: cards}]'];
  expect(said(lines, document('Table', 'cards', 'partitionKey: {name: id}, stream: new-image'))).toEqual([]);
  expect(said(lines, document('Table', 'cards', 'partitionKey: {name: id}'))).toEqual([
    'error UnknownOutput spec.eventSources[0].name: Table cards has no stream to read from.',
  ]);
});

test('Lambda sends to standard queues and topics only', () => {
  const lines = ['deadLetter: {kind: Queue, name: dead}', 'asyncInvoke: {onFailure: {kind: Topic, name: told}}'];
  const fifo = 'fifo: true';
  expect(said(lines, document('Queue', 'dead', fifo), document('Topic', 'told', fifo))).toEqual([
    'error ConflictingFields spec.deadLetter: Queue dead is FIFO; Lambda sends to standard queues and topics only.',
    'error ConflictingFields spec.asyncInvoke.onFailure: Topic told is FIFO; Lambda sends to standard queues and topics only.',
  ]);
});

describe('A2: an ARN that the boundary of the function’s role would not let it reach', () => {
  const own = 'arn:aws:sqs:us-east-1:123456789012:acme-payments-dead';
  const other = 'arn:aws:sqs:us-east-1:123456789012:acme-orders-dead';
  const refused = [
    'error OutsideScope spec.deadLetter: "acme-orders-dead" is not surely the team\'s own: its names begin with acme-payments-.',
  ];

  test('is refused', () => {
    expect(said([`deadLetter: ${own}`])).toEqual([]);
    expect(said([`deadLetter: ${other}`])).toEqual(refused);
    expect(said([`deadLetter: {value: "${other}"}`])).toHaveLength(1);
  });

  test('is left to the role that the author names', () => {
    expect(said([`deadLetter: ${other}`, 'roleArn: arn:aws:iam::123456789012:role/acme/payments/own'])).toEqual([]);
  });
});

test('the functions of a platform reserve no more concurrency than an account has to give', () => {
  const other = fn('settle', 'reservedConcurrency: 400');
  expect(said(['reservedConcurrency: 500'], other)).toEqual([]);
  expect(said(['reservedConcurrency: 501'], other)).toEqual([
    'warning ConcurrencyReserved spec.account: The functions of this platform reserve 901 runs at once; an account gives at most 900, unless AWS raised its quota.',
  ]);
  expect(said(['reservedConcurrency: -1'], fn('settle', 'reservedConcurrency: 900'))).toEqual([]);
});

test('a function has no address of its own in a region where Lambda has none', () => {
  const files = { 'teams/payments/charge.yaml': fn('charge', 'url: {}') };
  const there = loadWith({ ...files, 'platform.yaml': PLATFORM.replace('us-east-1', 'eu-south-2') });
  expect(there.findings.map(({ code, path }) => `${code} ${path}`)).toEqual(['UnavailableInRegion spec.url']);
  expect(loadWith(files).findings).toEqual([]);
});

const PLATFORM = `apiVersion: holdfast/v1
kind: Platform
metadata: {name: shared}
spec:
  project: acme
  organization: acme
  environment: dev
  account: "123456789012"
  region: us-east-1
  network: {cidr: 10.0.0.0/16}
`;

test("A2: another team's table is no source, since its stream bears no tag that lets this team in", () => {
  const follow = fn('follow', 'eventSources: [{kind: Table, name: orders, team: shop}]');
  const shared = `apiVersion: holdfast/v1
kind: Table
metadata: {name: orders, sharedWith: [{team: payments, level: read}]}
spec: {partitionKey: {name: id}, stream: new-image}
`;
  const { findings } = loadWith({
    'teams/payments/follow.yaml': follow,
    'teams/shop/orders.yaml': shared,
    'teams/shop/team.yaml': team('shop'),
  });
  expect(findings.map(({ code, path, message }) => [code, path, message])).toEqual([
    [
      'CrossTeamReference',
      'spec.eventSources[0].name',
      'The stream of Table orders can be read by team shop alone, also where the table is shared.',
    ],
  ]);
});
