import { describe, expect, test } from 'vitest';
import { DEFAULT_DOCUMENT_LIMITS } from '../../../controller/documents/limits.ts';
import { parseText } from '../../../controller/documents/parse.ts';

function parse(text: string, limits = {}) {
  const { documents, findings, complete } = parseText(text, { ...DEFAULT_DOCUMENT_LIMITS, ...limits });
  const found = findings.map(
    ({ code, line, column, path }) => `${code} ${line}:${column}${path === '' ? '' : ` ${path}`}`,
  );
  return { values: documents.map(({ value }) => value), found, complete };
}

describe('parseText', () => {
  test('reads every document of a file as plain values of YAML 1.2', () => {
    const { values, found, complete } = parse('a: 1\nb: [x, 1.5, true, ~]\n---\nc: {d: "no", 1: yes}\n');
    expect(values).toEqual([{ a: 1, b: ['x', 1.5, true, null] }, { c: { d: 'no', '1': 'yes' } }]);
    expect(found).toEqual([]);
    expect(complete).toBe(true);
  });

  test('K2: a document that cannot be read is an error, and the file is not complete', () => {
    const { values, found, complete } = parse('a: [1\n---\nb: 2\n');
    expect(values).toEqual([{ b: 2 }]);
    expect(found).toEqual(['InvalidYaml 2:1']);
    expect(complete).toBe(false);
  });

  test.each([
    ['an empty file', '', 'EmptyDocument 1:1'],
    ['a blank file', '\n\n', 'EmptyDocument 1:1'],
    ['a separator at the end', 'a: 1\n---\n', 'EmptyDocument 2:1'],
    ['null', 'null\n', 'EmptyDocument 1:1'],
  ])('K2: %s is not an empty desired set', (_, text, wanted) => {
    const { found, complete } = parse(text);
    expect(found).toEqual([wanted]);
    expect(complete).toBe(false);
  });

  test('R7: numbers are exact or kept as the author wrote them', () => {
    const text = 'a: 0x1F\nb: 0o17\nc: -0\nd: 1e3\ne: 007\nf: .nan\ng: 123456789012345678901\nh: 9007199254740991\n';
    const { values, found } = parse(text);
    expect(values).toEqual([
      { a: '0x1F', b: '0o17', c: 0, d: 1000, e: '007', f: '.nan', g: '123456789012345678901', h: 9007199254740991 },
    ]);
    expect(found).toEqual([
      'AmbiguousNumber 1:4 a',
      'AmbiguousNumber 2:4 b',
      'AmbiguousNumber 5:4 e',
      'AmbiguousNumber 6:4 f',
      'AmbiguousNumber 7:4 g',
    ]);
  });

  test('R6: anchors, aliases, tags, merge keys and directives are each found where they stand', () => {
    const text = '%TAG ! tag:example.com,2000:\n---\na: &x !!str 1\nb: *x\nc:\n  <<: *x\n  ? !k d\n  : !!binary aGk=\n';
    expect(parse(text).found).toEqual([
      'DirectiveNotAllowed 1:1',
      'AnchorNotAllowed 3:4',
      'TagNotAllowed 3:7',
      'AliasNotAllowed 4:4',
      'MergeKeyNotAllowed 6:3',
      'AliasNotAllowed 6:7',
      'TagNotAllowed 7:5',
      'TagNotAllowed 8:5',
    ]);
  });

  test('R6: duplicate keys are found at every level, and the first value counts', () => {
    const { values, found } = parse('a: {b: 1, b: 2}\n"a": 3\nc: 4\n');
    expect(values).toEqual([{ a: { b: 1 }, c: 4 }]);
    expect(found).toEqual(['DuplicateKey 1:11 a.b', 'DuplicateKey 2:1 a']);
  });

  test('R4: names that JavaScript gives a meaning are refused at every level', () => {
    const { values, found } = parse('x: {__proto__: {admin: true}, constructor: 1, ok: 1}\n');
    expect(values).toEqual([{ x: { ok: 1 } }]);
    expect(found).toEqual(['UnsafeKey 1:5 x.__proto__', 'UnsafeKey 1:31 x.constructor']);
    expect(({} as { admin?: boolean }).admin).toBeUndefined();
  });

  test('characters that escapes smuggle into a value are found like those in the text', () => {
    expect(parse('a: "safe\\u202etxt"\nb: "x\\0y"\nc: "tab\\tand\\nline"\n').found).toEqual([
      'ForbiddenCharacter 1:4 a',
      'ForbiddenCharacter 2:4 b',
    ]);
    expect(parse('a: 1\rb: 2\n').found).toEqual(['ForbiddenCharacter 1:5']);
    expect(parse('a: "half \\ud83d"\nb: "other \\ude00"\nc: "whole \\ud83d\\ude00"\n').found).toEqual([
      'ForbiddenCharacter 1:4 a',
      'ForbiddenCharacter 2:4 b',
    ]);
    expect(parse('a: 1\r\nb: 2\r\n').values).toEqual([{ a: 1, b: 2 }]);
  });

  test.each([
    ['a tag character, an alphabet that nobody sees', '\u{e0041}', 'an invisible letter (U+E0041)'],
    ['a soft hyphen', '\u00ad', 'a soft hyphen, which is invisible (U+00AD)'],
    ['a Hangul filler', '\u3164', 'an invisible letter (U+3164)'],
    ['an invisible operator', '\u2063', 'an invisible character (U+2063)'],
    ['an annotation anchor', '\ufff9', 'an invisible character (U+FFF9)'],
  ])('%s is refused', (_, character, what) => {
    const { findings } = parseText(`a: x\n# pay${character}ments\n`, DEFAULT_DOCUMENT_LIMITS);
    expect(findings.map(({ message, line, column }) => [message, line, column])).toEqual([
      [`The file holds ${what}.`, 2, 6],
    ]);
  });

  test('letters of every language and joined emoji are text', () => {
    expect(parse('a: "Größe 価格 👨\u200d👩\u200d👧 ✓ مرحبا"\n').found).toEqual([]);
  });

  test('R2: limits of depth, entries and documents hold exactly', () => {
    expect(parse('{a: {b: 1}}', { depth: 2 }).found).toEqual([]);
    expect(parse('{a: {b: {c: 1}}}', { depth: 2 }).found).toEqual(['TooDeep 1:9']);
    expect(parse('a: 1\nb: 2\n', { entries: 2 }).found).toEqual([]);
    expect(parse('a: 1\nb: 2\nc: 3\n', { entries: 2 }).found).toEqual(['TooManyEntries 1:1']);
    expect(parse('a: 1\n---\nb: 1\n', { documents: 2 }).found).toEqual([]);
    expect(parse('a: 1\n---\nb: 1\n---\nc: 1\n', { documents: 2 }).found).toEqual(['TooManyDocuments 4:1']);
  });

  test('S4: messages about broken text do not repeat the text', () => {
    const secret = 'ghp_abcdefghijklmnopqrstuvwxyz0123456789';
    const { findings } = parseText(`a: "${secret}\nb: [${secret}\n${secret}`, DEFAULT_DOCUMENT_LIMITS);
    expect(findings.length).toBeGreaterThan(0);
    expect(JSON.stringify(findings)).not.toContain(secret);
  });
});

describe('R2: texts made to be slow are read in bounded processor time', () => {
  const size = 256 * 1024;
  const fill = (part: string) => part.repeat(Math.ceil(size / part.length)).slice(0, size);
  const parts = [
    '[',
    '{a: ',
    '- ',
    '? ',
    '"',
    "'",
    ':',
    ': ',
    '# x\n',
    '\n',
    ',',
    '&a ',
    '- *a\n',
    '!a ',
    '---\n',
    '!',
    '%A\n',
  ];
  const more = [
    '\t',
    'a\n',
    'a: b\n  c\n',
    'a: b: ',
    '...\n',
    '{[}]',
    '?\n',
    'a:\n',
    ' ',
    '[,',
    '{?',
    '|\n',
    '- |\n ',
    '"\\',
    "''",
  ];
  const stairs = Array.from({ length: 700 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n');

  test.each([...parts, ...more].map((part) => [part]))('%j over and over', (part) => {
    const started = process.cpuUsage();
    const { findings } = parseText(fill(part), DEFAULT_DOCUMENT_LIMITS);
    expect(findings.every(({ line, column }) => line >= 1 && column >= 1)).toBe(true);
    const { user, system } = process.cpuUsage(started);
    expect((user + system) / 1000).toBeLessThan(2000);
  });

  test('block maps inside each other', () => {
    expect(parse(stairs).found).toEqual(['TooDeep 65:65']);
  });
});
