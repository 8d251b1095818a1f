import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { digestOf } from '../../../controller/lib/digest.ts';
import { type EvidenceEntry, identityOf, NO_ENTRY, nextEntry, textOf } from '../../../controller/record/evidence.ts';
import type { EvidenceMark, StoredEvidence } from '../../../controller/record/evidence-port.ts';
import { type EvidenceInput, verifyEvidence } from '../../../controller/record/verify-evidence.ts';
import { makeEvent } from '../../contract/ledger/evidence.ts';

/** A chain as it lies in the table, with its index and bodies. */
function chainOf(length: number): EvidenceInput & { readonly read: readonly EvidenceEntry[] } {
  const read: EvidenceEntry[] = [];
  const bodies = new Map<string, string>();
  for (let number = 1; number <= length; number += 1) {
    const body = `Body ${number}`;
    bodies.set(digestOf(body), body);
    read.push(nextEntry(makeEvent(`event-${number}`), digestOf(body), 'dev', read.at(-1) ?? NO_ENTRY));
  }
  return { environment: 'dev', read, bodies, entries: read.map(storedOf), index: read.map(markOf) };
}

function storedOf(entry: EvidenceEntry): StoredEvidence {
  return { number: entry.number, text: textOf(entry) };
}

function markOf(entry: EvidenceEntry): EvidenceMark {
  return { identity: identityOf(entry), number: entry.number, hash: entry.hash };
}

function problems(input: EvidenceInput): readonly string[] {
  return verifyEvidence(input).findings.map(({ number, problem }) => `${number} ${problem}`);
}

/** An entry with something else in it, whose hash somebody worked out anew. */
function forged(entry: EvidenceEntry, change: Partial<EvidenceEntry>): EvidenceEntry {
  const { body, previous, hash: _, environment, number, ...event } = { ...entry, ...change };
  return nextEntry(event, body, environment, { number: number - 1, hash: previous });
}

test('the hash of an entry is the SHA-256 of its canonical JSON', () => {
  const entry = nextEntry(makeEvent('run-started'), undefined, 'dev', NO_ENTRY);
  expect(textOf(entry)).toBe(
    `{"at":1767607200000,"attempt":1767607200000,"environment":"dev","fact":{"events":[],"kind":"stack-events","stack":"demo-network"},"hash":"${entry.hash}","key":"run-started","number":1,"previous":"sha256:0000000000000000000000000000000000000000000000000000000000000000","run":"6dcb09b5b57875f334f61aebed695e2e4193db5e","sha":"6dcb09b5b57875f334f61aebed695e2e4193db5e"}`,
  );
  expect(entry.hash).toBe('sha256:d9d24960dc9bc2d79f6019ba65a7726a3fa9f1ac5803eab72431dbe831601709');
});

test('a whole chain has no findings, and its head is the hash of the last entry', () => {
  const chain = chainOf(4);
  expect(verifyEvidence(chain)).toEqual({ entries: 4, bodies: 4, head: chain.read[3]?.hash, findings: [] });
  expect(verifyEvidence(chainOf(0))).toEqual({ entries: 0, bodies: 0, head: NO_ENTRY.hash, findings: [] });
});

describe('what is wrong is named, at its number', () => {
  const { read, entries, index, bodies } = chainOf(4);
  const chain = { environment: 'dev', entries, index, bodies };
  const [first, second, third] = [read[0] ?? expect.fail(), read[1] ?? expect.fail(), read[2] ?? expect.fail()];
  const inPlace = (entry: EvidenceEntry) =>
    entries.map((stored) => (stored.number === entry.number ? storedOf(entry) : stored));

  test('an entry that is missing', () => {
    expect(problems({ ...chain, entries: entries.filter(({ number }) => number !== 2) })).toEqual([
      '2 missing-number',
      '3 broken-link',
    ]);
  });

  test('the last entry, which the chain alone would not miss', () => {
    expect(problems({ ...chain, entries: entries.slice(0, 3) })).toEqual(['4 missing-number']);
  });

  test('an entry whose content was changed', () => {
    expect(problems({ ...chain, entries: inPlace({ ...second, sha: 'b'.repeat(40) }) })).toEqual(['2 changed-entry']);
    expect(problems({ ...chain, entries: inPlace(second).map((one) => ({ ...one, text: `${one.text} ` })) })).toEqual([
      '1 changed-entry',
      '2 changed-entry',
      '3 changed-entry',
      '4 changed-entry',
    ]);
  });

  test('an entry that was changed and hashed anew', () => {
    expect(problems({ ...chain, entries: inPlace(forged(second, { sha: 'b'.repeat(40) })) })).toEqual([
      '2 changed-entry',
      '3 broken-link',
    ]);
  });

  test('an entry that follows another one than the one before it', () => {
    const elsewhere = forged(third, { previous: first.hash });
    expect(problems({ ...chain, entries: inPlace(elsewhere) })).toEqual([
      '3 forked-chain',
      '3 changed-entry',
      '4 broken-link',
    ]);
  });

  test('bytes that are no entry', () => {
    const entriesNow = entries.map((stored) => (stored.number === 2 ? { ...stored, text: 'x' } : stored));
    expect(problems({ ...chain, entries: entriesNow })).toContain('2 changed-entry');
  });

  test('a body that is missing, or another text', () => {
    const digest = second.body ?? '';
    expect(problems({ ...chain, bodies: new Map([...bodies].filter(([key]) => key !== digest)) })).toEqual([
      '2 missing-body',
    ]);
    expect(problems({ ...chain, bodies: new Map([...bodies, [digest, 'another']]) })).toEqual(['2 changed-body']);
  });

  test('an entry that the index does not know, and a chain of another environment', () => {
    expect(problems({ ...chain, index: index.slice(0, 3) })).toEqual(['4 unknown-entry']);
    expect(problems({ ...chain, environment: 'prod' })).toHaveLength(4);
  });
});

describe('no single deed at the chain stays hidden', () => {
  const size = fc.integer({ min: 1, max: 12 });
  const at = (length: number, where: number) => where % length;

  test('any change of any byte', () => {
    fc.assert(
      fc.property(
        size,
        fc.nat(),
        fc.nat(),
        fc.string({ minLength: 1, maxLength: 1 }),
        (length, where, offset, letter) => {
          const chain = chainOf(length);
          const target = at(length, where);
          const entries = chain.entries.map((stored, index) => {
            if (index !== target) return stored;
            const place = offset % stored.text.length;
            return { ...stored, text: stored.text.slice(0, place) + letter + stored.text.slice(place + 1) };
          });
          fc.pre(entries[target]?.text !== chain.entries[target]?.text);
          const { findings } = verifyEvidence({ ...chain, entries });
          expect(findings[0]?.number).toBe(target + 1);
        },
      ),
      { numRuns: 300 },
    );
  });

  test('any removal', () => {
    fc.assert(
      fc.property(size, fc.nat(), (length, where) => {
        const chain = chainOf(length);
        const target = at(length, where);
        const { findings } = verifyEvidence({ ...chain, entries: chain.entries.toSpliced(target, 1) });
        expect(findings[0]).toMatchObject({ number: target + 1, problem: 'missing-number' });
      }),
    );
  });

  test('any two entries that changed places', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 12 }), fc.nat(), fc.nat(), (length, one, other) => {
        const chain = chainOf(length);
        const [a, b] = [at(length, one), at(length, other)];
        fc.pre(a !== b);
        const texts = chain.entries.map(({ text }) => text);
        const entries = chain.entries.map(({ number }, index) => ({
          number,
          text: texts[index === a ? b : index === b ? a : index] ?? '',
        }));
        expect(verifyEvidence({ ...chain, entries }).findings[0]?.number).toBe(Math.min(a, b) + 1);
      }),
    );
  });

  test('any insertion: at the end, or in between with everything after it numbered and hashed anew', () => {
    fc.assert(
      fc.property(size, fc.nat(), (length, where) => {
        const chain = chainOf(length);
        const target = where % (length + 1);
        const kept = chain.read.slice(0, target);
        const made = nextEntry(makeEvent('forged'), undefined, 'dev', kept.at(-1) ?? NO_ENTRY);
        const all = [...kept, made];
        for (const entry of chain.read.slice(target)) {
          const { body, previous: _, hash: __, environment, number: ___, ...event } = entry;
          all.push(nextEntry(event, body, environment, all.at(-1) ?? NO_ENTRY));
        }
        const { findings } = verifyEvidence({ ...chain, entries: all.map(storedOf) });
        expect(findings.map(({ number }) => number)).toContain(target + 1);
      }),
    );
  });
});
