/** A spec as an author writes it. */
export type Spec = Readonly<Record<string, unknown>>;

/** Field → specs of which each has to give other team templates than the others. */
export type Mutations = Readonly<Record<string, readonly Spec[]>>;

const hourly = { expression: 'rate(1 hour)' };
const toQueue = { kind: 'Queue', name: 'one' };
const toFifo = { kind: 'Queue', name: 'ordered', messageGroup: 'a' };
const foreign = { kind: 'Queue', name: 'one', team: 'shop' };

/** A Schedule with these fields besides what it needs. */
function scheduleOf(spec: Spec = {}): Spec {
  return { ...hourly, target: toQueue, ...spec };
}

const schedule: Mutations = {
  expression: ['rate(1 hour)', 'rate(2 hours)', 'cron(0 6 * * ? *)', 'at(2027-01-31T06:00:00)'].map((expression) =>
    scheduleOf({ expression }),
  ),
  timezone: [scheduleOf(), scheduleOf({ timezone: 'Europe/Berlin' }), scheduleOf({ timezone: 'Asia/Tokyo' })],
  flexibleMinutes: [scheduleOf(), scheduleOf({ flexibleMinutes: 1 }), scheduleOf({ flexibleMinutes: 1440 })],
  startsAt: [
    scheduleOf(),
    scheduleOf({ startsAt: '2027-01-01T00:00:00Z' }),
    scheduleOf({ startsAt: '2027-01-01T00:00:01Z' }),
  ],
  endsAt: [
    scheduleOf(),
    scheduleOf({ endsAt: '2027-01-01T00:00:00Z' }),
    scheduleOf({ endsAt: '2027-01-01T00:00:01Z' }),
  ],
  description: [scheduleOf(), scheduleOf({ description: 'one' }), scheduleOf({ description: 'two' })],
  enabled: [scheduleOf(), scheduleOf({ enabled: false })],
  target: [
    scheduleOf(),
    scheduleOf({ target: { kind: 'Function', name: 'called' } }),
    scheduleOf({ target: { kind: 'Topic', name: 'one' } }),
    scheduleOf({ target: { kind: 'Queue', name: 'two' } }),
    scheduleOf({ target: foreign }),
    scheduleOf({ target: toFifo }),
    scheduleOf({ target: { ...toFifo, messageGroup: 'b' } }),
  ],
  input: [
    scheduleOf(),
    scheduleOf({ input: 'text' }),
    scheduleOf({ input: { a: [1, null, true] } }),
    scheduleOf({ input: 0 }),
  ],
  retry: [
    scheduleOf(),
    scheduleOf({ retry: { maxAttempts: 0 } }),
    scheduleOf({ retry: { maxAttempts: 1 } }),
    scheduleOf({ retry: { maxAgeSeconds: 60 } }),
  ],
  deadLetter: [
    scheduleOf(),
    scheduleOf({ deadLetter: toQueue }),
    scheduleOf({ deadLetter: { ...toQueue, name: 'two' } }),
    scheduleOf({ deadLetter: foreign }),
  ],
  alarms: [scheduleOf(), scheduleOf({ alarms: false })],
};

const pattern = { source: ['one'] };

/** An EventRule whose target has these fields. */
function ruleTo(target: Spec): Spec {
  return { pattern, targets: [{ ...toQueue, ...target }] };
}

/** An EventRule with these fields besides what it needs. */
function ruleOf(spec: Spec = {}): Spec {
  return { ...ruleTo({}), ...spec };
}

/** EventRules that look at one field of events in different ways. */
function patterns(field: string): readonly Spec[] {
  return [ruleOf(), ...['a', 'b'].map((value) => ruleOf({ pattern: { ...pattern, [field]: [value] } }))];
}

const transformed = { template: '"<a>"', paths: { a: '$.id' } };

/** An EventRule that watches objects. */
function watching(s3: Spec): Spec {
  return { s3: { bucket: { kind: 'Bucket', name: 'one' }, ...s3 }, targets: [toQueue] };
}

const eventRule: Mutations = {
  bus: ['default', 'team', 'partner'].map((bus) => ruleOf({ bus })),
  pattern: [
    ruleOf(),
    ruleOf({ pattern: { source: ['two'] } }),
    ...['account', 'detail-type', 'id', 'region', 'replay-name', 'resources', 'time', 'version'].flatMap((field) =>
      patterns(field).slice(1),
    ),
    ruleOf({ pattern: { ...pattern, detail: { a: [1] } } }),
    ruleOf({ pattern: { ...pattern, detail: { a: [2] } } }),
    ruleOf({ pattern: { ...pattern, $or: [{ id: ['a'] }, { id: ['b'] }] } }),
    ruleOf({ pattern: { ...pattern, $or: [{ id: ['a'] }, { id: ['c'] }] } }),
  ],
  s3: [
    watching({}),
    watching({ bucket: { kind: 'Bucket', name: 'two' } }),
    watching({ bucket: { kind: 'Bucket', name: 'one', team: 'shop' } }),
    watching({ prefix: 'a' }),
    watching({ prefix: 'b' }),
    watching({ suffix: 'a' }),
    watching({ prefix: 'a', suffix: 'a' }),
    watching({ suffix: '*' }),
    watching({ events: ['deleted'] }),
    watching({ events: ['created', 'deleted'] }),
    watching({ events: ['restored'] }),
    watching({ events: ['tagged'] }),
    watching({ events: ['untagged'] }),
  ],
  description: [ruleOf(), ruleOf({ description: 'one' }), ruleOf({ description: 'two' })],
  enabled: [ruleOf(), ruleOf({ enabled: false })],
  targets: [
    ruleOf(),
    ruleTo({ kind: 'Function', name: 'called' }),
    ruleTo({ kind: 'Topic' }),
    ruleTo({ name: 'two' }),
    ruleTo({ team: 'shop' }),
    ruleTo(toFifo),
    ruleTo({ ...toFifo, messageGroup: 'b' }),
    ruleTo({ input: 'a' }),
    ruleTo({ input: 'b' }),
    ruleTo({ inputPath: '$.id' }),
    ruleTo({ inputPath: '$.detail' }),
    ruleTo({ inputTransformer: transformed }),
    ruleTo({ inputTransformer: { ...transformed, template: '"<a>!"' } }),
    ruleTo({ inputTransformer: { ...transformed, paths: { a: '$.time' } } }),
    ruleTo({ retry: { maxAttempts: 0 } }),
    ruleTo({ retry: { maxAttempts: 1 } }),
    ruleTo({ retry: { maxAgeSeconds: 60 } }),
    ruleTo({ deadLetter: toQueue }),
    ruleTo({ deadLetter: { ...toQueue, name: 'two' } }),
    ruleTo({ deadLetter: foreign }),
    { pattern, targets: [toQueue, { ...toQueue, name: 'two' }] },
  ],
  alarms: [ruleOf(), ruleOf({ alarms: false })],
  traffic: [ruleOf(), ruleOf({ traffic: { eventsPerMonth: 1 } }), ruleOf({ traffic: { eventsPerMonth: 2 } })],
};

const zip = { bucket: 'acme-artifacts', key: 'code.zip', objectVersion: '1' };
const code = { runtime: 'nodejs24.x', handler: 'index.handler', s3: zip };
const image = { imageUri: `123456789012.dkr.ecr.us-east-1.amazonaws.com/name@sha256:${'0'.repeat(64)}` };
const network = { subnets: ['subnet-0123456789abcdef0'], securityGroups: ['sg-0123456789abcdef0'] };
const key = 'arn:aws:kms:us-east-1:123456789012:key/0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0';
const toTable = { kind: 'Table', name: 'one', level: 'read' };
const toBucket = { kind: 'Bucket', name: 'one' };
const metrics = { Effect: 'Allow', Action: 'cloudwatch:PutMetricData', Resource: '*' };

/**
 * Blocks of a function inside a larger document, each of which is another function. What the values inside of its fields do is tested
 * with Functions; here it counts that no field is dropped on the way.
 */
export const BLOCKS: readonly Spec[] = [
  code,
  { ...code, description: 'one' },
  { ...code, runtime: 'python3.13' },
  { ...code, handler: 'two.handler' },
  { ...code, s3: { ...zip, key: 'two.zip' } },
  image,
  { ...image, imageConfig: { command: ['one'] } },
  { ...code, memoryMb: 128 },
  { ...code, ephemeralStorageMb: 1024 },
  { ...code, timeoutSeconds: 61 },
  { ...code, reservedConcurrency: 0 },
  { ...code, environment: { AA: '1' } },
  { ...code, environment: { AA: { valueFrom: { kind: 'Table', name: 'one', output: 'tableName' } } } },
  { ...code, access: [toTable] },
  { ...code, access: [{ ...toTable, level: 'write' }] },
  { ...code, statements: [metrics] },
  { ...code, ...network },
  { ...code, ...network, securityGroups: ['sg-0123456789abcdef1'] },
  { ...code, layerArns: ['arn:aws:lambda:us-east-1:123456789012:layer:a:1'] },
  { ...code, kmsKeyArn: key },
  { ...code, logRetentionDays: 7 },
  { ...code, alarms: false },
  { ...code, alarms: { duration: false } },
  { ...code, alarms: { errors: false } },
  { ...code, logging: { applicationLevel: 'debug' } },
  { ...code, logging: { systemLevel: 'debug' } },
];

/** An EventProcessor with these fields besides what it needs. */
function processorOf(spec: Spec = {}): Spec {
  return { source: { pattern }, function: code, ...spec };
}

/** EventProcessors whose events come at certain times. */
function timed(...fields: readonly Spec[]): readonly Spec[] {
  return fields.map((field) => processorOf({ source: { schedule: { ...hourly, ...field } } }));
}

const bundle = { maxObjects: 10, maxBytes: 1000 };
const forward = { bus: { kind: 'Team', name: 'web' }, source: 'one', detailType: 'One' };

/** EventProcessors that do one thing with the objects of a bucket by the core. */
function acting(...actions: readonly Spec[]): readonly Spec[] {
  const core = { source: { s3: { bucket: toBucket } }, output: { bucket: toBucket } };
  return actions.map((action) => ({ ...core, actions: [action] }));
}

/** The same with limits. */
function limited(...limits: readonly Spec[]): readonly Spec[] {
  return limits.flatMap((one) => acting({ bundle }).map((spec) => ({ ...spec, limits: one })));
}

const processor: Mutations = {
  actions: acting(
    { bundle },
    { bundle: { ...bundle, maxObjects: 11 } },
    { bundle: { ...bundle, maxBytes: 1001 } },
    { transform: { function: { kind: 'Function', name: 'called' } } },
    { transform: { function: { kind: 'Function', name: 'second' } } },
    { transform: { function: { kind: 'Function', name: 'called', team: 'shop' } } },
    { forward },
    { forward: { ...forward, source: 'two' } },
    { forward: { ...forward, detailType: 'Two' } },
    { forward: { ...forward, bus: { kind: 'Team', name: 'shop', team: 'shop' } } },
  ),
  limits: limited(
    { maxObjectBytes: 1, maxExpandedBytes: 1 },
    { maxObjectBytes: 2, maxExpandedBytes: 1 },
    { maxObjectBytes: 1, maxExpandedBytes: 2 },
  ),
  source: [
    processorOf(),
    processorOf({ source: { pattern: { source: ['two'] } } }),
    processorOf({ source: { pattern, bus: 'team' } }),
    processorOf({ source: { pattern, bus: 'partner' } }),
    ...[
      {},
      { prefix: 'a' },
      { prefix: 'b' },
      { suffix: 'a' },
      { suffix: 'b' },
      { events: ['deleted'] },
      { direct: true },
    ].map((s3) => processorOf({ source: { s3: { bucket: toBucket, ...s3 } } })),
    processorOf({ source: { s3: { bucket: { ...toBucket, name: 'two' } } } }),
    processorOf({ source: { s3: { bucket: { ...toBucket, team: 'shop' } } } }),
    ...timed(
      {},
      { expression: 'rate(2 hours)' },
      { timezone: 'Europe/Berlin' },
      { flexibleMinutes: 1 },
      { startsAt: '2027-01-01T00:00:00Z' },
      { endsAt: '2027-01-01T00:00:00Z' },
      { input: 'a' },
      { input: 'b' },
    ),
  ],
  function: BLOCKS.map((block) => processorOf({ function: block })),
  batch: [
    processorOf(),
    processorOf({ batch: { size: 1 } }),
    processorOf({ batch: { size: 2 } }),
    processorOf({ batch: { windowSeconds: 1 } }),
    processorOf({ batch: { windowSeconds: 2 } }),
    processorOf({ batch: { maxConcurrency: 2 } }),
    processorOf({ batch: { maxConcurrency: 3 } }),
    processorOf({ batch: { filters: [{ body: { a: [1] } }] } }),
    processorOf({ batch: { filters: [{ body: { a: [2] } }] } }),
  ],
  queue: [
    processorOf(),
    processorOf({ queue: { fifo: true } }),
    processorOf({ queue: { visibilitySeconds: 361 } }),
    processorOf({ queue: { visibilitySeconds: 362 } }),
    processorOf({ queue: { retentionSeconds: 86_400 } }),
    processorOf({ queue: { retentionSeconds: 86_401 } }),
    processorOf({ queue: { maxReceiveCount: 1 } }),
    processorOf({ queue: { maxReceiveCount: 2 } }),
    processorOf({ queue: { kmsKeyArn: key } }),
    processorOf({ queue: { alarms: false } }),
    processorOf({ queue: { alarms: { oldestMessageSeconds: 60 } } }),
    processorOf({ queue: { alarms: { oldestMessageSeconds: 61 } } }),
  ],
  idempotency: [
    { expiresAfterSeconds: 60 },
    { expiresAfterSeconds: 61 },
    { table: { kind: 'Table', name: 'one' } },
    { table: { kind: 'Table', name: 'two' } },
  ].map((idempotency) => processorOf({ idempotency })),
  output: [
    processorOf(),
    processorOf({ output: { bucket: toBucket } }),
    processorOf({ output: { bucket: { ...toBucket, name: 'two' } } }),
    processorOf({ output: { bucket: { ...toBucket, team: 'shop' } } }),
    processorOf({ output: { bucket: toBucket, prefix: 'a' } }),
    processorOf({ output: { bucket: toBucket, prefix: 'b' } }),
  ],
  traffic: [
    processorOf(),
    processorOf({ traffic: { eventsPerMonth: 1 } }),
    processorOf({ traffic: { eventsPerMonth: 2 } }),
    processorOf({ traffic: { averageDurationMs: 1 } }),
    processorOf({ traffic: { averageDurationMs: 2 } }),
  ],
};

/** An Agent with these fields besides what it needs. */
function agentOf(spec: Spec = {}): Spec {
  return { functions: [code], ...spec };
}

/** Agents with one subscription. */
function subscribed(...subscriptions: readonly Spec[]): readonly Spec[] {
  return subscriptions.map((one) => agentOf({ subscriptions: [{ name: 'a', ...one }] }));
}

/** Agents with one subscription, to a topic. */
function toldBy(...topics: readonly Spec[]): readonly Spec[] {
  return subscribed(...topics.map((topic) => ({ topic: { kind: 'Topic', name: 'one', ...topic } })));
}

const tool = { ...image, name: 'tool' };
const secrets = { secrets: ['one'] };

const agent: Mutations = {
  functions: [
    ...BLOCKS.map((block) => agentOf({ functions: [block] })),
    agentOf({ functions: [{ ...code, name: 'main' }] }),
    agentOf({ functions: [code, tool] }),
    agentOf({ functions: [code, { ...tool, name: 'other' }] }),
    agentOf({ functions: [code, { ...tool, uses: [] }] }),
    agentOf({ functions: [code, { ...tool, uses: ['work'] }] }),
    agentOf({ functions: [code, { ...tool, uses: ['results'] }] }),
    agentOf({ ...secrets, functions: [code, { ...tool, uses: ['secrets'] }] }),
    agentOf({ ...secrets, functions: [code, { ...tool, uses: [] }] }),
  ],
  work: [
    agentOf(),
    agentOf({ work: { fifo: true } }),
    agentOf({ work: { batchSize: 2 } }),
    agentOf({ work: { batchSize: 3 } }),
    agentOf({ work: { windowSeconds: 1 } }),
    agentOf({ work: { windowSeconds: 2 } }),
    agentOf({ work: { maxConcurrency: 2 } }),
    agentOf({ work: { maxConcurrency: 3 } }),
    agentOf({ work: { visibilitySeconds: 361 } }),
    agentOf({ work: { visibilitySeconds: 362 } }),
    agentOf({ work: { retentionSeconds: 86_400 } }),
    agentOf({ work: { retentionSeconds: 86_401 } }),
    agentOf({ work: { maxReceiveCount: 1 } }),
    agentOf({ work: { maxReceiveCount: 2 } }),
    agentOf({ work: { kmsKeyArn: key } }),
    agentOf({ work: { alarms: false } }),
    agentOf({ work: { alarms: { oldestMessageSeconds: 60 } } }),
    agentOf({ work: { alarms: { oldestMessageSeconds: 61 } } }),
  ],
  results: [
    agentOf(),
    agentOf({ results: false }),
    agentOf({ results: { sortKey: 'a' } }),
    agentOf({ results: { sortKey: 'b' } }),
    agentOf({ results: { expireAfterDays: 1 } }),
    agentOf({ results: { expireAfterDays: 2 } }),
    agentOf({ results: { pointInTimeRecovery: false } }),
  ],
  storage: [
    agentOf(),
    agentOf({ storage: { bucket: toBucket } }),
    agentOf({ storage: { bucket: { ...toBucket, name: 'two' } } }),
    agentOf({ storage: { bucket: { ...toBucket, team: 'shop' } } }),
    agentOf({ storage: { bucket: toBucket, prefix: 'a/' } }),
    agentOf({ storage: { bucket: toBucket, prefix: 'b/' } }),
  ],
  subscriptions: [
    agentOf(),
    ...subscribed(
      { pattern },
      { pattern, name: 'b' },
      { pattern: { source: ['two'] } },
      { pattern, bus: 'team' },
      { pattern, bus: 'partner' },
      ...[{}, { prefix: 'a' }, { prefix: 'b' }, { suffix: 'a' }, { suffix: 'b' }, { events: ['deleted'] }].map(
        (s3) => ({
          s3: { bucket: toBucket, ...s3 },
        }),
      ),
      { s3: { bucket: { ...toBucket, name: 'two' } } },
      { s3: { bucket: { ...toBucket, team: 'shop' } } },
      ...[
        {},
        { expression: 'rate(2 hours)' },
        { timezone: 'Europe/Berlin' },
        { flexibleMinutes: 1 },
        { startsAt: '2027-01-01T00:00:00Z' },
        { endsAt: '2027-01-01T00:00:00Z' },
        { input: 'a' },
        { input: 'b' },
      ].map((field) => ({ schedule: { ...hourly, ...field } })),
    ),
    ...toldBy(
      {},
      { name: 'two' },
      { team: 'shop' },
      { filter: { a: [1] } },
      { filter: { a: [2] } },
      { filter: { a: [1] }, filterScope: 'body' },
      { rawDelivery: true },
    ),
  ],
  publishes: [
    agentOf(),
    agentOf({ publishes: [{ kind: 'Topic', name: 'one' }] }),
    agentOf({ publishes: [{ kind: 'Topic', name: 'two' }] }),
    agentOf({ publishes: [{ kind: 'Topic', name: 'one', team: 'shop' }] }),
    agentOf({ publishes: [{ bus: 'team' }] }),
  ],
  talksTo: [
    agentOf(),
    agentOf({ talksTo: [{ kind: 'Agent', name: 'one' }] }),
    agentOf({ talksTo: [{ kind: 'Agent', name: 'two' }] }),
    agentOf({ talksTo: [{ kind: 'Agent', name: 'one', team: 'shop' }] }),
  ],
  secrets: [agentOf(), agentOf({ secrets: ['one'] }), agentOf({ secrets: ['two'] })],
  budget: [
    agentOf(),
    agentOf({ budget: { monthlyUsd: 1 } }),
    agentOf({ budget: { monthlyUsd: 2 } }),
    agentOf({ budget: { monthlyUsd: 1, alertPercent: [50] } }),
    agentOf({ budget: { monthlyUsd: 1, alertPercent: [51] } }),
  ],
  traffic: [
    agentOf(),
    ...['messagesPerMonth', 'averageDurationMs', 'readsPerMonth', 'writesPerMonth', 'storageGb'].flatMap((field) =>
      [1, 2].map((amount) => agentOf({ traffic: { [field]: amount } })),
    ),
  ],
};

/** Kind → the mutations of its specs. */
export const EVENT_MUTATIONS: Readonly<Record<string, Mutations>> = {
  Schedule: schedule,
  EventRule: eventRule,
  EventProcessor: processor,
  Agent: agent,
};
