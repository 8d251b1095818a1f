import { readdir } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { ConfigError, type E2eConfig, parseE2eConfig, readE2eConfig } from '../e2e/config.ts';
import { bytesOf, sha256 } from '../e2e/content.ts';
import { packageCore } from '../e2e/core-code.ts';
import type { Fed } from '../e2e/feed.ts';
import { judge } from '../e2e/judge.ts';
import type { Seen } from '../e2e/observe.ts';
import { stacksOf } from '../e2e/stage.ts';
import { report } from '../e2e/table.ts';
import { eventBridgeBody, keyIn, s3Body } from '../e2e/tell.ts';

const CLOUD = { project: 'hf-e2e', account: '123456789012', region: 'us-east-1', soon: 5 };
const NOTHING: Seen = { archives: [], results: [], forwarded: [], deadLetters: [], metrics: {}, attempts: 0 };

const files = (await readdir('test/e2e')).filter((name) => name.endsWith('.json')).sort();

function configOf(expected: object): E2eConfig {
  const config = { name: 'one', description: 'x', processor: {}, input: [{ redrive: true }], timeLimitSeconds: 1 };
  return parseE2eConfig('one.json', JSON.stringify({ ...config, expected }));
}

function fed(key: string, text = key): Fed {
  return { bucket: 'in', key, bytes: text.length, etag: 'e', sha256: sha256(Buffer.from(text)) };
}

function archive(...objects: readonly Fed[]): Seen['archives'][number] {
  return { key: 'a.tar.gz', entries: objects };
}

describe('a configuration of the end-to-end tests', () => {
  test.each(files)('%s is well-formed, and its processor compiles without a finding', async (file) => {
    const config = await readE2eConfig(`test/e2e/${file}`);
    const stacks = stacksOf(config, CLOUD).map(({ name }) => name);
    expect(stacks).toEqual(['hf-e2e-application', 'hf-e2e-observability', `hf-e2e-team-${config.name}`]);
  });

  test('keeps nothing when its stacks are deleted', async () => {
    const config = await readE2eConfig('test/e2e/00-single-file.json');
    for (const { body } of stacksOf(config, CLOUD)) expect(body).not.toMatch(/"(?:Deletion|UpdateReplace)Policy"/);
  });

  test('that is wrong is refused with the file and the place', () => {
    const text = JSON.stringify({ name: 'Too Bad', description: '', input: [{ puts: 1 }, {}], colour: 'red' });
    const read = () => parseE2eConfig('test/e2e/x.json', text);
    expect(read).toThrow(ConfigError);
    expect(read).toThrow(/^test\/e2e\/x\.json: /);
    for (const words of [
      'Unrecognized key: "colour"',
      'must be lower-case words joined by dashes\n  → at name',
      'Unrecognized key: "puts"\n  → at input[0]',
      'must have exactly one member: a step does one thing\n  → at input[1]',
    ]) {
      expect(read).toThrow(words);
    }
    expect(() => parseE2eConfig('y.json', '{')).toThrow(/^y\.json: It is no JSON\./);
  });

  test('that is not there is told by its name', async () => {
    await expect(readE2eConfig('test/e2e/none.json')).rejects.toThrow('test/e2e/none.json: There is no such file.');
  });

  test('whose processor is wrong says what Holdfast finds in it', async () => {
    const config = await readE2eConfig('test/e2e/00-single-file.json');
    const { output: _, ...processor } = config.processor;
    expect(() => stacksOf({ ...config, processor }, CLOUD)).toThrow(/output/);
  });
});

describe('generated content', () => {
  test('is the same for the same seed, as long as it is said, and does not become smaller', () => {
    const bytes = bytesOf({ bytes: 300_001, seed: 3 }, 0);
    expect(bytes.length).toBe(300_001);
    expect(sha256(bytes)).toBe(sha256(bytesOf({ bytes: 300_001, seed: 3 }, 0)));
    expect(sha256(bytes)).not.toBe(sha256(bytesOf({ bytes: 300_001, seed: 3 }, 1)));
    expect(gzipSync(bytes).length).toBeGreaterThan(300_001);
  });
});

describe('an event about an object', () => {
  test.each([
    ["EventBridge's", eventBridgeBody],
    ["S3's own", s3Body],
  ])('in %s form names its key', (_, body) => {
    const key = 'incoming/ä +%/x y.csv';
    expect(keyIn(body({ ...fed(key), versionId: 'v1' }))).toBe(key);
  });
});

describe('the verdict', () => {
  const { expected } = configOf({ archived: { archives: 1 } });

  test('is nothing where every object is in one archive with its bytes', () => {
    expect(judge(expected, { ...NOTHING, archives: [archive(fed('a'), fed('b'))] }, [fed('a'), fed('b')])).toEqual([]);
  });

  test('names objects that are missing, doubled, changed or too many', () => {
    const seen = { ...NOTHING, archives: [archive(fed('b'), fed('c', 'other')), archive(fed('b'), fed('x'))] };
    expect(judge(expected, seen, [fed('a'), fed('b'), fed('c')])).toEqual([
      'archives: expected 1, got 2',
      '1 objects are in no archive: "a"',
      '1 objects are archived more than once: "b"',
      '1 objects are archived with other bytes than were put: "c"',
      '1 objects are archived that should not be: "x"',
    ]);
  });

  test('says what else came out than was expected', () => {
    const wanted = configOf({
      results: [{ key: 'done/*.json', body: { a: 1 } }],
      forwarded: [{ detailType: 'Done', times: 2, detail: { processor: 'core' } }],
      deadLetters: [{ reason: 'hostile-key', about: '../a' }],
      metrics: { Processed: { atLeast: 2 } },
      attempts: { atLeast: 2 },
    }).expected;
    const same = { detailType: 'Done', detail: { id: '1', processor: 'core' } };
    const seen: Seen = {
      ...NOTHING,
      results: [{ key: 'done/x.json', body: '{"a":2}' }],
      // At least once: one id is one thing, however often it is told.
      forwarded: [same, same],
      deadLetters: [{ reason: 'object-gone', about: 'b' }],
      metrics: { Processed: 1 },
      attempts: 1,
    };
    expect(judge(wanted, seen, [])).toEqual([
      'results done/*.json with {"a":1}: expected 1, got 0',
      'the result done/x.json was not expected: {"a":2}',
      'things told as "Done" with {"processor":"core"}: expected 2, got 1',
      'dead letters hostile-key about "../a": expected 1, got 0',
      'a dead letter was not expected: object-gone "b"',
      'metric Processed: expected at least 2, got 1',
      'deliveries of one event: expected at least 2, got 1',
    ]);
  });
});

test('the table has a line for each configuration, and says below what went wrong', () => {
  const seen: Seen = { ...NOTHING, archives: [archive(fed('a'), fed('b'))], deadLetters: [{ reason: 'unreadable' }] };
  const outcomes = [
    { name: 'single-file', sent: 2, seen, seconds: 4, problems: [] },
    { name: 'burst', sent: 1000, seen: undefined, seconds: 10.04, problems: ['it was not done within 10 s'] },
  ];
  expect(report(outcomes).split('\n')).toEqual([
    'config         in  out                              took  events/s',
    'single-file     2  2 in 1 archive, 1 dead letter   4.0 s       0.5  ok',
    'burst        1000                                 10.0 s      99.6  FAILED',
    '',
    'burst failed:',
    '  - it was not done within 10 s',
  ]);
});

test('the variant of the core that crashes after a write differs from the product by that alone', async () => {
  const [plain, crashing] = await Promise.all([packageCore(), packageCore('after-write')]);
  expect(Buffer.from(crashing).equals(plain)).toBe(false);
});
