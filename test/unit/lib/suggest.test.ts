import { describe, expect, test } from 'vitest';
import { editDistance, suggest } from '../../../controller/lib/suggest.ts';

describe('suggest', () => {
  const fields = [
    'runtime',
    'handler',
    's3',
    'imageUri',
    'memoryMb',
    'timeoutSeconds',
    'subnets',
    'securityGroups',
    'layerArns',
    'reservedConcurrency',
  ];

  test.each([
    ['runtme', 'runtime'],
    ['runtiem', 'runtime'],
    ['Handler', 'handler'],
    ['memory_mb', 'memoryMb'],
    ['memory', 'memoryMb'],
    ['timeout', 'timeoutSeconds'],
    ['image-uri', 'imageUri'],
    ['securitygroup', 'securityGroups'],
    ['s4', 's3'],
    ['layers', 'layerArns'],
    ['concurrency', 'reservedConcurrency'],
  ])('%s is most likely %s', (word, meant) => {
    expect(suggest(word, fields)).toBe(meant);
  });

  test.each(['', 'x', 'budget', 'description', 'zzzzzz', 'a'.repeat(500)])('nothing is near %j', (word) => {
    expect(suggest(word, fields)).toBeUndefined();
  });

  test('ties go to the earlier candidate', () => {
    expect(suggest('bat', ['cat', 'bad'])).toBe('cat');
    expect(suggest('bat', ['bad', 'cat'])).toBe('bad');
  });
});

describe('editDistance', () => {
  test.each([
    ['', '', 0],
    ['', 'abc', 3],
    ['abc', 'abc', 0],
    ['kitten', 'sitting', 3],
    ['ab', 'ba', 1],
    ['abcd', 'acbd', 1],
    ['runtime', 'runtme', 1],
  ])('%j to %j takes %i', (a, b, distance) => {
    expect(editDistance(a, b)).toBe(distance);
    expect(editDistance(b, a)).toBe(distance);
  });
});
