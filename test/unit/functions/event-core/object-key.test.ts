import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkKey, decodeKey, safeName } from '../../../../functions/event-core/object-key.ts';

describe('a key', () => {
  test.each([
    '../etc/passwd',
    'a/../../b',
    'a/..',
    './a',
    '/etc/passwd',
    'C:/windows',
    'C:\\windows',
    '..\\..\\windows',
    '\\\\host\\share',
    'a/\u2024\u2024/b',
    'a\uff0f..\uff0fb',
    'a%2e%2e%2fb',
    'a/%2E%2E/b',
    'a%252e%252e%252fb',
    'a%00.csv',
    'a\u0000.csv',
    'a\nb.csv',
    'a\u001b[31m.csv',
    'a\u202egnp.exe',
    'a\u200b.csv',
    'a\ufeff.csv',
    'a\ud800.csv',
    '',
    'x'.repeat(1025),
    'ä'.repeat(513),
  ])('%j is refused', (key) => {
    expect(() => checkKey(key)).toThrow(expect.objectContaining({ name: 'PoisonError', code: 'hostile-key' }));
  });

  test.each([
    'a.csv',
    'incoming/2026/01/a b (1).csv',
    'ä/ö/ü.txt',
    '日本語/帳票.pdf',
    'a..b/c...d',
    '.hidden',
    'x'.repeat(1024),
    'a=1/b=2',
    '100%.txt',
    'e\u0301.txt',
    '👍.png',
  ])('%j is let pass as it is', (key) => {
    expect(checkKey(key)).toBe(key);
  });

  test('of S3’s own notifications is form-encoded', () => {
    expect(decodeKey('a+b%2Bc/%C3%A4.csv')).toBe('a b+c/ä.csv');
  });
});

describe('a safe name', () => {
  test.each([
    ['incoming/a b.csv', 'incoming/a_b.csv'],
    ['a//b/', 'a/b'],
    ['a<b>:"|?*.txt', 'a_b_.txt'],
    ['con', '_con'],
    ['x/LPT1.txt', 'x/_LPT1.txt'],
    ['trailing. ', 'trailing._'],
    ['trailing..', 'trailing__'],
    ['e\u0301.txt', '\u00e9.txt'],
  ])('of %j is %j', (key, name) => {
    expect(safeName(key)).toBe(name);
  });

  test('keeps its ending when it is cut', () => {
    const name = safeName(`${'ä'.repeat(200)}.csv`);
    expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255);
    expect(name).toMatch(/^ä+\.csv$/);
  });

  test('of any key that passes is one that every file system takes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 80 }), (key) => {
        try {
          checkKey(key);
        } catch {
          return;
        }
        const segments = safeName(key).split('/');
        for (const segment of segments) {
          expect(segment).not.toMatch(/^\.{1,2}$|[<>:"|?*\\]|[. ]$/);
          expect(Buffer.byteLength(segment)).toBeLessThanOrEqual(255);
        }
      }),
    );
  });
});
