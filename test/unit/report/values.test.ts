import { describe, expect, test } from 'vitest';
import { detailJson, propertyName, shownValue } from '../../../controller/report/values.ts';

describe('values in words', () => {
  test.each([
    ['/Properties/MemorySize', 'MemorySize'],
    ['/Properties/Policies/0/PolicyName', 'Policies[0].PolicyName'],
    ['/Properties/Environment/Variables/A~1B~0C', 'Environment.Variables.A/B~C'],
    ['/Properties', 'Properties'],
    ['/DeletionPolicy', 'DeletionPolicy'],
    ['/Metadata/x', 'Metadata.x'],
  ])('%s reads %s', (pointer, name) => {
    expect(propertyName(pointer)).toBe(name);
  });

  test.each([
    [3, '3'],
    ['3', '"3"'],
    ['true', '"true"'],
    ['', '""'],
    [' x', '" x"'],
    ['nodejs24.x', 'nodejs24.x'],
    [null, 'null'],
    [{ Ref: 'A' }, '{"Ref":"A"}'],
    ['x'.repeat(1_234), `${'x'.repeat(160)}… (1,234 characters)`],
  ])('%j is shown as %s', (value, shown) => {
    expect(shownValue('/Properties/X', value)).toBe(shown);
  });

  test('JSON stays on one line as long as it fits', () => {
    const value = { op: 'add', list: [1, { a: 'b' }], long: { key: 'x'.repeat(90) } };
    expect(detailJson(value)).toBe(`{
  "op": "add",
  "list": [1, {"a": "b"}],
  "long": {
    "key": "${'x'.repeat(90)}"
  }
}`);
  });

  test('a line takes 100 characters, its indent with it', () => {
    expect(detailJson(['x'.repeat(96)])).toBe(`["${'x'.repeat(96)}"]`);
    expect(detailJson(['x'.repeat(97)])).toBe(`[\n  "${'x'.repeat(97)}"\n]`);
    expect(detailJson([['x'.repeat(92)], 1])).toBe(`[\n  ["${'x'.repeat(92)}"],\n  1\n]`);
    expect(detailJson([['x'.repeat(95)], 1])).toBe(`[\n  [\n    "${'x'.repeat(95)}"\n  ],\n  1\n]`);
    expect(detailJson([[], {}])).toBe('[[], {}]');
  });
});
