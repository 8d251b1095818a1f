import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { DEFAULT_DOCUMENT_LIMITS } from '../../../controller/documents/limits.ts';
import { parseText } from '../../../controller/documents/parse.ts';
import { loadWith } from './registry-files.ts';

interface Case {
  readonly name: string;
  readonly text?: string;
  readonly nested?: number;
  readonly keys?: number;
}

const { cases } = JSON.parse(readFileSync(new URL('hostile-yaml.json', import.meta.url), 'utf8')) as { cases: Case[] };

/** What each case must bring: the first finding of the loader, `code line:column`; or that the value is kept as it is. */
const WANTED: Readonly<Record<string, string>> = {
  'alias bomb 9 levels of 9 (billion laughs)': 'AnchorNotAllowed 1:5',
  'one harmless alias': 'AnchorNotAllowed 1:4',
  'merge key': 'AnchorNotAllowed 1:7',
  '__proto__ key': 'UnsafeKey 1:1',
  'duplicate key': 'DuplicateKey 2:1',
  'duplicate key in nested map': 'DuplicateKey 3:3',
  'custom tag !!js/function': 'TagNotAllowed 1:4',
  '!!omap': 'TagNotAllowed 1:4',
  '!!set': 'TagNotAllowed 1:4',
  'octal-like': 'AmbiguousNumber 1:7',
  'account id with leading zero': 'AmbiguousNumber 1:10',
  'integer above 2^53': 'AmbiguousNumber 1:4',
  infinity: 'AmbiguousNumber 1:4',
  'only comments': 'EmptyDocument 1:1',
  'tab indentation': 'InvalidYaml 2:1',
  'NUL byte': 'ForbiddenCharacter 1:6',
  'bidirectional control characters': 'ForbiddenCharacter 1:14',
  'zero-width space in name': 'ForbiddenCharacter 1:14',
  'deep nesting 2000': 'TooDeep 1:65',
  '100 000 keys': 'TooManyEntries 14286:9',
  'anchor without use': 'AnchorNotAllowed 1:4',
  'JSON as YAML': 'DuplicateKey 1:20',
  'template injection': 'DynamicReference 1:14',
};

/** Cases whose values must come through unchanged, as text. */
const KEPT: Readonly<Record<string, unknown>> = {
  norway: { country: 'no' },
  'markdown injection': {
    description: '</details><img src=x onerror=alert(1)> @org/everyone ![x](https://evil.example/p)',
  },
};

function textOf({ text, nested = 0, keys = 0 }: Case): string {
  if (text !== undefined) return text;
  if (nested > 0) return `${'['.repeat(nested)}${']'.repeat(nested)}\n`;
  return Array.from({ length: keys }, (_, index) => `k${index}: 1\n`).join('');
}

describe('R2, R4, R6, R7: every hostile file has its wanted result', () => {
  test.each(cases.filter(({ name }) => name in WANTED))('$name', (hostile) => {
    const { findings } = loadWith({ 'teams/payments/hostile.yaml': textOf(hostile) });
    const own = findings.filter(({ file }) => file === 'teams/payments/hostile.yaml');
    const codes = own.map(({ code, line, column }) => `${code} ${line}:${column}`);
    expect(codes).toContain(WANTED[hostile.name]);
    expect(own.every(({ severity }) => severity === 'error')).toBe(true);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  test.each(cases.filter(({ name }) => name in KEPT))('$name is kept as text', (hostile) => {
    const parsed = parseText(textOf(hostile), DEFAULT_DOCUMENT_LIMITS);
    expect(parsed.findings).toEqual([]);
    expect(parsed.documents.map(({ value }) => value)).toEqual([KEPT[hostile.name]]);
  });

  test('null value: a spec of null is refused by the schema', () => {
    const text = 'apiVersion: holdfast/v1\nkind: Function\nmetadata: {name: x}\nspec: null\n';
    const { findings } = loadWith({ 'teams/payments/hostile.yaml': text });
    expect(findings.map(({ code, line, column }) => `${code} ${line}:${column}`)).toEqual(['WrongType 4:1']);
  });

  test('no case of the data file is without a wanted result', () => {
    const known = [...Object.keys(WANTED), ...Object.keys(KEPT), 'null value'];
    expect(cases.map(({ name }) => name).toSorted()).toEqual(known.toSorted());
  });

  test('R2: the largest hostile cases are refused in less than a second of processor time', () => {
    const started = process.cpuUsage();
    for (const { name } of [{ name: 'deep nesting 2000' }, { name: '100 000 keys' }]) {
      const hostile = cases.find((candidate) => candidate.name === name);
      parseText(hostile === undefined ? '' : textOf(hostile), DEFAULT_DOCUMENT_LIMITS);
    }
    const { user, system } = process.cpuUsage(started);
    expect((user + system) / 1000).toBeLessThan(1000);
  });
});
