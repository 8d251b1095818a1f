/** A spec as an author writes it. */
export type Spec = Readonly<Record<string, unknown>>;

const KEY = 'arn:aws:kms:us-east-1:123456789012:key/0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0';
const keys: readonly Spec[] = [{}, { kmsKeyArn: KEY }, { kmsKeyArn: KEY.replace('0f1e', '0f1f') }];

const fifo = { fifo: true };
const grouped = { ...fifo, deduplicationScope: 'messageGroup' };

/** Each value of a field, set in a block that the field belongs to. */
function each(values: readonly unknown[], spec: (value: unknown) => Spec): readonly Spec[] {
  return values.map(spec);
}

/** Each field of a `traffic` block, with two values. */
function traffic(fields: readonly string[]): readonly Spec[] {
  return fields.flatMap((field) => [{ traffic: { [field]: 1 } }, { traffic: { [field]: 2 } }]);
}

const queue: Readonly<Record<string, readonly Spec[]>> = {
  fifo: [{}, fifo],
  contentBasedDeduplication: [fifo, { ...fifo, contentBasedDeduplication: true }],
  deduplicationScope: [fifo, grouped],
  throughputLimit: [grouped, { ...grouped, throughputLimit: 'perMessageGroupId' }],
  visibilitySeconds: [{}, { visibilitySeconds: 0 }, { visibilitySeconds: 43_200 }],
  retentionSeconds: [{}, { retentionSeconds: 60 }, { retentionSeconds: 1_209_600 }],
  delaySeconds: [{}, { delaySeconds: 1 }, { delaySeconds: 900 }],
  maxMessageBytes: [{}, { maxMessageBytes: 1024 }, { maxMessageBytes: 262_144 }],
  receiveWaitSeconds: [{}, { receiveWaitSeconds: 0 }, { receiveWaitSeconds: 1 }],
  deadLetter: [
    { deadLetter: {} },
    { deadLetter: false },
    { deadLetter: { maxReceiveCount: 1 } },
    { deadLetter: { maxReceiveCount: 1000 } },
  ],
  kmsKeyArn: keys,
  alarms: [{}, { alarms: false }, { alarms: { oldestMessageSeconds: 60 } }, { alarms: { oldestMessageSeconds: 61 } }],
  traffic: traffic(['messagesPerMonth']),
};

const subscription = (spec: Spec): Spec => ({ subscriptions: [spec] });
const toQueue = { kind: 'Queue', name: 'one' };
const toHook = { https: 'https://example.com/one' };
const filtered = (condition: unknown) => subscription({ ...toQueue, filter: { a: [condition] } });
const filter = { filter: { a: [1] } };

const topic: Readonly<Record<string, readonly Spec[]>> = {
  displayName: [{}, { displayName: 'One' }, { displayName: 'Two' }],
  fifo: [{}, fifo],
  contentBasedDeduplication: [fifo, { ...fifo, contentBasedDeduplication: true }],
  subscriptions: [
    {},
    subscription(toQueue),
    subscription({ kind: 'Queue', name: 'two' }),
    subscription({ kind: 'Function', name: 'one' }),
    subscription({ ...toQueue, team: 'shop' }),
    subscription({ ...toQueue, rawDelivery: true }),
    subscription({ ...toQueue, rawDelivery: false }),
    subscription({ ...toQueue, deadLetter: { kind: 'Queue', name: 'one' } }),
    subscription({ ...toQueue, deadLetter: { kind: 'Queue', name: 'two' } }),
    subscription({ ...toQueue, deadLetter: { kind: 'Queue', name: 'one', team: 'shop' } }),
    subscription({ ...toQueue, ...filter }),
    subscription({ ...toQueue, ...filter, filterScope: 'body' }),
    subscription({ email: 'one@example.com' }),
    subscription({ email: 'two@example.com' }),
    subscription(toHook),
    subscription({ https: 'https://example.com/two' }),
    subscription({ ...toHook, rawDelivery: true }),
    { subscriptions: [toQueue, toHook] },
  ],
  filters: [
    ...each(['one', 'two', 1, true, null], filtered),
    ...each([{ prefix: 'a' }, { prefix: 'b' }, { suffix: 'a' }, { wildcard: 'a*' }, { cidr: '10.0.0.0/8' }], filtered),
    ...each([{ exists: true }, { exists: false }, { 'equals-ignore-case': 'a' }, { 'anything-but': ['a'] }], filtered),
    ...each([{ numeric: ['>', 1] }, { numeric: ['>', 2] }, { numeric: ['>', 1, '<', 5] }], filtered),
  ],
  encryption: [{}, { encryption: 'none' }],
  kmsKeyArn: keys,
  alarms: [{}, { alarms: false }],
  traffic: traffic(['messagesPerMonth']),
};

const generate = (spec: Spec): Spec => ({ generate: { length: 32, ...spec } });
const object = { valueField: 'password', fields: { user: 'one' } };

const secret: Readonly<Record<string, readonly Spec[]>> = {
  description: each([undefined, 'one', 'two'], (description) => ({
    ...generate({}),
    ...(description !== undefined && { description }),
  })),
  generate: [
    generate({}),
    generate({ length: 31 }),
    generate({ length: 33 }),
    generate({ excludeCharacters: 'a' }),
    generate({ excludeCharacters: 'b' }),
    ...each(['lowercase', 'uppercase', 'numbers', 'punctuation'], (sort) => generate({ [String(sort)]: false })),
    generate({ spaces: true }),
    generate(object),
    generate({ ...object, fields: { user: 'two' } }),
    generate({ ...object, valueField: 'secret' }),
  ],
  external: [generate({}), { external: true }],
  kmsKeyArn: keys.map((key) => ({ ...key, ...generate({}) })),
  traffic: traffic(['callsPerMonth']).map((spec) => ({ ...spec, ...generate({}) })),
};

const keyed = { partitionKey: { name: 'id' } };
const sorted = { ...keyed, sortKey: { name: 'at' } };
const indexed = (spec: Spec): Spec => ({ ...keyed, indexes: [{ name: 'by-a', partitionKey: { name: 'a' }, ...spec }] });
const local = (spec: Spec): Spec => ({ ...sorted, localIndexes: [{ name: 'by-a', sortKey: { name: 'a' }, ...spec }] });
const alarmed = (alarms: unknown): Spec => ({ ...keyed, alarms });

const table: Readonly<Record<string, readonly Spec[]>> = {
  partitionKey: [keyed, { partitionKey: { name: 'other' } }, { partitionKey: { name: 'id', type: 'number' } }],
  sortKey: [keyed, sorted, { ...keyed, sortKey: { name: 'b' } }, { ...keyed, sortKey: { name: 'b', type: 'binary' } }],
  indexes: [
    keyed,
    indexed({}),
    indexed({ name: 'by-b' }),
    indexed({ partitionKey: { name: 'b' } }),
    indexed({ partitionKey: { name: 'b', type: 'number' } }),
    indexed({ sortKey: { name: 'c' } }),
    indexed({ sortKey: { name: 'd' } }),
    indexed({ sortKey: { name: 'd', type: 'number' } }),
    indexed({ projection: 'keys-only' }),
    indexed({ projection: { include: ['e'] } }),
    indexed({ projection: { include: ['f'] } }),
    indexed({ maxReadUnits: 1 }),
    indexed({ maxReadUnits: 2 }),
    indexed({ maxWriteUnits: 1 }),
    indexed({ maxWriteUnits: 2 }),
  ],
  localIndexes: [
    sorted,
    local({}),
    local({ name: 'by-b' }),
    local({ sortKey: { name: 'b' } }),
    local({ sortKey: { name: 'b', type: 'number' } }),
    local({ projection: 'keys-only' }),
    local({ projection: { include: ['e'] } }),
    local({ projection: { include: ['f'] } }),
  ],
  ttl: [keyed, { ...keyed, ttl: 'one' }, { ...keyed, ttl: 'two' }],
  stream: each([undefined, 'keys-only', 'new-image', 'old-image', 'new-and-old-images'], (stream) => ({
    ...keyed,
    ...(stream !== undefined && { stream }),
  })),
  pointInTimeRecovery: [keyed, { ...keyed, pointInTimeRecovery: false }],
  deletionProtection: [keyed, { ...keyed, deletionProtection: false }],
  tableClass: [keyed, { ...keyed, tableClass: 'infrequent-access' }],
  maxReadUnits: [keyed, { ...keyed, maxReadUnits: 1 }, { ...keyed, maxReadUnits: 2 }],
  maxWriteUnits: [keyed, { ...keyed, maxWriteUnits: 1 }, { ...keyed, maxWriteUnits: 2 }],
  encryption: [keyed, { ...keyed, encryption: 'aws-managed' }],
  kmsKeyArn: keys.map((key) => ({ ...keyed, ...key })),
  alarms: [
    alarmed({ throttles: true }),
    alarmed(false),
    alarmed({ throttles: true, systemErrors: true }),
    alarmed({ throttles: false, systemErrors: true }),
  ],
  traffic: traffic(['readsPerMonth', 'writesPerMonth', 'storageGb']).map((spec) => ({ ...keyed, ...spec })),
};

const rule = (spec: Spec): Spec => ({ lifecycle: [{ prefix: 'a/', expireDays: 400, ...spec }] });
const move = (days: number, to: string) => rule({ transitions: [{ days, class: to }] });
const cors = (spec: Spec): Spec => ({ cors: [{ allowOrigins: ['*'], allowMethods: ['GET'], ...spec }] });

const telling = (spec: Spec): Spec => ({ notifications: [{ queue: toQueue, ...spec }] });

const bucket: Readonly<Record<string, readonly Spec[]>> = {
  versioning: [{}, { versioning: false }],
  noncurrentDays: [{}, { noncurrentDays: 1 }, { noncurrentDays: 2 }],
  abortUploadDays: [{}, { abortUploadDays: 1 }, { abortUploadDays: 2 }],
  lifecycle: [
    {},
    rule({}),
    rule({ prefix: 'b/' }),
    rule({ expireDays: 401 }),
    rule({ noncurrentDays: 1 }),
    rule({ noncurrentDays: 2 }),
    move(30, 'STANDARD_IA'),
    move(31, 'STANDARD_IA'),
    ...each(['INTELLIGENT_TIERING', 'ONEZONE_IA', 'GLACIER_IR', 'GLACIER', 'DEEP_ARCHIVE'], (to) =>
      move(30, String(to)),
    ),
  ],
  cors: [
    {},
    cors({}),
    cors({ allowOrigins: ['https://example.com'] }),
    cors({ allowMethods: ['GET', 'PUT'] }),
    cors({ allowMethods: ['PUT'] }),
    cors({ allowHeaders: ['*'] }),
    cors({ allowHeaders: ['x-a'] }),
    cors({ exposeHeaders: ['ETag'] }),
    cors({ exposeHeaders: ['x-a'] }),
    cors({ maxAgeSeconds: 0 }),
    cors({ maxAgeSeconds: 1 }),
  ],
  events: [{}, { events: true }],
  notifications: [
    {},
    telling({}),
    telling({ queue: { kind: 'Queue', name: 'two' } }),
    telling({ queue: { ...toQueue, team: 'shop' } }),
    telling({ prefix: 'a' }),
    telling({ prefix: 'b' }),
    telling({ suffix: 'a' }),
    telling({ suffix: 'b' }),
    ...['deleted', 'restored', 'tagged', 'untagged'].map((event) => telling({ events: [event] })),
  ],
  encryption: [{}, { encryption: 'aws-managed' }],
  kmsKeyArn: keys,
  traffic: traffic(['putsPerMonth', 'getsPerMonth', 'storageGb', 'dataOutGb']),
};

/**
 * Kind → field → specs of which each has to give another team template than the others of its list. Values that are only the default
 * written out are not in it.
 */
export const DATA_MUTATIONS = { Queue: queue, Topic: topic, Secret: secret, Table: table, Bucket: bucket };
