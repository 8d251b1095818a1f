import { describe, expect, test } from 'vitest';
import { patternSchema } from '../../../registry/kinds/event-rule/pattern.ts';

/** What is wrong with a pattern: path and message of each problem. */
function problemsOf(pattern: object): readonly string[] {
  const { error } = patternSchema.safeParse(pattern);
  return (error?.issues ?? []).map(({ path, message }) => `${path.map(String).join('.')}: ${message}`);
}

/** The same for one entry of the list of one field. */
function entry(value: unknown): readonly string[] {
  return problemsOf({ detail: { x: [value] } }).map((problem) => problem.replace('detail.x.0', ''));
}

describe('what EventBridge takes', () => {
  // One for each row of AWS's table of comparison operators.
  test.each([
    { state: [{ 'anything-but': 'initializing' }] },
    { state: [{ 'anything-but': 7 }] },
    { state: [{ 'anything-but': ['a', 'b'] }] },
    { state: [{ 'anything-but': [1, 2.5] }] },
    { Region: [{ 'anything-but': { prefix: 'us-' } }] },
    { Region: [{ 'anything-but': { prefix: ['us-', 'eu-'] } }] },
    { FileName: [{ 'anything-but': { suffix: '.png' } }] },
    { state: [{ 'anything-but': { 'equals-ignore-case': ['initializing', 'stopped'] } }] },
    { FilePath: [{ 'anything-but': { wildcard: '*/lib/*' } }] },
    { Region: [{ prefix: 'us-' }] },
    { service: [{ prefix: { 'equals-ignore-case': 'EventB' } }] },
    { FileName: [{ suffix: { 'equals-ignore-case': '.PNG' } }] },
    { LastName: [''] },
    { Name: ['Alice', { 'equals-ignore-case': 'bob' }] },
    { ProductName: [{ exists: true }] },
    { ProductName: [{ exists: false }] },
    { Price: [{ numeric: ['=', 301.8] }, { numeric: ['>', 10, '<=', 20] }, { numeric: ['>=', -5e9] }] },
    { SourceIp: [{ cidr: '10.0.0.0/24' }, { cidr: '2001:db8::/32' }, { cidr: '::/0' }, { cidr: '0.0.0.0/0' }] },
    { UserID: [null] },
    // Not a number that can be compared, such as the id of an account: compared as text.
    { accountId: [123456789012, -5e9 - 1] },
    { Enabled: [true, false] },
    { EventBusArn: [{ wildcard: 'arn:aws:events:us-east-1:*:event-bus/*' }, { wildcard: 'a\\*b\\\\' }] },
    { a: { b: { c: [1] } } },
    { $or: [{ Location: ['New York'] }, { Day: ['Monday'], Hour: { of: [1] } }] },
  ])('%j', (detail) => {
    expect(problemsOf({ detail })).toEqual([]);
  });

  test('$or at the top, beside other fields', () => {
    expect(problemsOf({ source: ['a'], $or: [{ account: ['1'] }, { detail: { x: [1] } }] })).toEqual([]);
  });
});

describe('what it refuses', () => {
  test.each([
    [[1], ': must be a value or a comparison'],
    [{}, ': must have exactly one of prefix, suffix'],
    [{ startsWith: 'a' }, ': must have exactly one of prefix, suffix'],
    [{ prefix: 'a', suffix: 'b' }, ': must have exactly one of prefix, suffix'],
    [{ constructor: 'a' }, ': must have exactly one of prefix, suffix'],
    [{ prefix: '' }, '.prefix: must be a text'],
    [{ suffix: 5 }, '.suffix: must be a text'],
    [{ prefix: { wildcard: 'a' } }, '.prefix: must have exactly one of equals-ignore-case'],
    [{ 'equals-ignore-case': ['a'] }, '.equals-ignore-case: must be a text'],
    [{ wildcard: 'a**' }, '.wildcard: must not have two * in a row'],
    [{ wildcard: 'a\\b' }, '.wildcard: must have a backslash only before'],
    [{ exists: 1 }, '.exists: must be true or false'],
    [{ cidr: '10.0.0.0' }, '.cidr: must be a range'],
    [{ cidr: '10.0.0.0/33' }, '.cidr: must be a range'],
    [{ cidr: '10.0.0.256/8' }, '.cidr: must be a range'],
    [{ cidr: '10.0.0/8' }, '.cidr: must be a range'],
    [{ cidr: '2001:db8::/129' }, '.cidr: must be a range'],
    [{ cidr: '1::2::3/64' }, '.cidr: must be a range'],
    [{ cidr: '1:2:3/64' }, '.cidr: must be a range'],
    [{ numeric: [] }, '.numeric: must be a list such as'],
    [{ numeric: ['!=', 5] }, '.numeric: must be a list such as'],
    [{ numeric: ['>', 5, '>', 6] }, '.numeric: must be a list such as'],
    [{ numeric: ['<', 5, '>', 1] }, '.numeric: must be a list such as'],
    [{ numeric: ['>', 5, '<', 5] }, '.numeric: must be a list such as'],
    [{ numeric: ['>', 5, '<'] }, '.numeric: must be a list such as'],
    [{ numeric: ['>', '5'] }, '.numeric.1: must be a number'],
    [{ 'anything-but': [] }, '.anything-but: must be a text, a number, or a list of either'],
    [{ 'anything-but': ['a', 1] }, '.anything-but: must be a text, a number, or a list of either'],
    [{ 'anything-but': [1, 6e9] }, '.anything-but.1: must be a number'],
    [{ 'anything-but': true }, '.anything-but: must be a text, a number, or a list of either'],
    [{ 'anything-but': { exists: true } }, '.anything-but: must have exactly one of prefix'],
    [{ 'anything-but': { prefix: [] } }, '.anything-but.prefix: must have at least one value'],
    [{ 'anything-but': { wildcard: ['a', '**'] } }, '.anything-but.wildcard.1: must not have two'],
  ])('%j', (value, problem) => {
    expect(entry(value)).toEqual([expect.stringContaining(problem)]);
  });

  test.each([
    [{}, 'must have at least one field'],
    [{ source: 'a' }, 'source: must be a list of values, or a block of fields'],
    [{ source: [] }, 'source: must have at least one value'],
    [{ detail: {} }, 'detail: must have at least one field'],
    [{ detail: { a: { b: {} } } }, 'detail.a.b: must have at least one field'],
    [{ $or: [{ source: ['a'] }] }, '$or: must be a list of two or more patterns'],
    [{ $or: { source: ['a'] } }, '$or: must be a list of two or more patterns'],
    [{ $or: [{ source: ['a'] }, {}] }, '$or.1: must have at least one field'],
    [{ $or: [{ source: ['a'] }, ['b']] }, '$or.1: must be a block of fields'],
    [
      { detail: { $or: [{ size: [1] }, { prefix: ['a'] }] } },
      'detail.$or.1.prefix: cannot be the name of a field inside $or',
    ],
    [
      { $or: [{ source: ['a'] }, { detail: { object: { numeric: [1] } } }] },
      '$or.1.detail.object.numeric: cannot be the name of a field inside $or',
    ],
  ])('%j', (pattern, problem) => {
    expect(problemsOf(pattern)).toEqual([expect.stringContaining(problem)]);
  });

  test('a field that no event has', () => {
    expect(patternSchema.safeParse({ Source: ['a'] }).error?.issues[0]?.code).toBe('unrecognized_keys');
  });

  test('more than 1000 combinations of $or', () => {
    const ten = Array.from({ length: 10 }, (_, n) => ({ [`f${n}`]: [n] }));
    const inner = { a: { $or: ten }, b: { $or: ten }, c: { $or: ten } };
    expect(problemsOf({ detail: inner })).toEqual([]);
    expect(problemsOf({ detail: { ...inner, d: { $or: ten.slice(0, 2) } } })).toEqual([
      expect.stringContaining('at most 1000 combinations'),
    ]);
  });

  test('more than 2048 characters', () => {
    const longest = 2048 - JSON.stringify({ source: [''] }).length;
    expect(problemsOf({ source: ['a'.repeat(longest)] })).toEqual([]);
    expect(problemsOf({ source: ['a'.repeat(longest + 1)] })).toEqual([
      ': must be at most 2048 characters of JSON, not 2049',
    ]);
  });
});
