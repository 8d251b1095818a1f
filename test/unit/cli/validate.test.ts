import { describe, expect, test } from 'vitest';
import { changedStarter, holdfast, temporaryFolder } from './run.ts';

const STATUS = 'teams/orders/status.yaml';
const misspelt = () => changedStarter(STATUS, 'memoryMb', 'memoryMB');

test('the starter registry has no findings', async () => {
  const ran = await holdfast(['validate', '--registry', 'test/golden/two-teams/registry', '--format', 'json']);
  expect(ran).toEqual({ code: 0, out: '{\n  "documents": 7,\n  "findings": []\n}\n', err: '' });
});

test('R6: a misspelt field is named with file, line, column and the field that was meant, and exits 1', async () => {
  const { code, out, err } = await holdfast(['validate', '--registry', await misspelt(), '--format', 'json']);
  expect({ code, err }).toEqual({ code: 1, err: '' });
  expect(JSON.parse(out)).toEqual({
    documents: 6,
    findings: expect.arrayContaining([
      {
        code: 'UnknownField',
        severity: 'error',
        message: 'spec has no field "memoryMB".',
        file: STATUS,
        line: 13,
        column: 3,
        path: 'spec.memoryMB',
        hint: 'Did you mean memoryMb?',
      },
    ]),
  });
});

test('the text form says the same, one place per line', async () => {
  const { code, out } = await holdfast(['validate', '--registry', await misspelt()]);
  expect(code).toBe(1);
  expect(out).toContain(`${STATUS}:13:3 error UnknownField\n`);
  expect(out).toContain('→ Did you mean memoryMb?\n');
});

test('the Markdown form says the same', async () => {
  const { code, out } = await holdfast(['validate', '--registry', await misspelt(), '--format', 'markdown']);
  expect(code).toBe(1);
  expect(out).toContain('UnknownField');
  expect(out).toContain(`${STATUS}:13`);
});

test('a folder without platform.yaml is a mistake in the registry', async () => {
  const { code, out } = await holdfast(['validate', '--registry', await temporaryFolder(), '--format', 'json']);
  expect(code).toBe(1);
  expect(JSON.parse(out)).toMatchObject({ documents: 0, findings: [{ code: 'MissingPlatform', severity: 'error' }] });
});

test.each(['validate', 'plan --offline', 'drift'])(
  '%s: a folder that does not exist is one clear line',
  async (verb) => {
    const missing = `${await temporaryFolder()}/nowhere`;
    const ran = await holdfast([...verb.split(' '), '--registry', missing]);
    const line = `holdfast: There is no folder ${missing}; name the folder that has platform.yaml in it with --registry.\n`;
    expect(ran).toEqual({ code: 2, out: '', err: line });
  },
);

describe('R2: limits', () => {
  const starter = ['validate', '--registry', 'registry/starter', '--format', 'json'];
  const codes = (out: string) => new Set(JSON.parse(out).findings.map(({ code }: { code: string }) => code));

  test('are set by an option, or by a variable that the option overrides', async () => {
    const byOption = await holdfast([...starter, '--limits', 'fileBytes=100']);
    expect([byOption.code, codes(byOption.out).has('FileTooLarge')]).toEqual([1, true]);
    const env = { HOLDFAST_LIMITS: 'documents=1' };
    const byVariable = await holdfast(starter, { env });
    expect([byVariable.code, codes(byVariable.out).has('TooManyDocuments')]).toEqual([1, true]);
    expect((await holdfast([...starter, '--limits', 'documents=500'], { env })).code).toBe(0);
  });

  test('that nobody can mean are one clear line', async () => {
    const { code, err } = await holdfast([...starter, '--limits', 'depth=9000']);
    expect([code, err]).toEqual([2, 'holdfast: --limits has depth=9000, but depth can be 1 to 200.\n']);
  });
});

test('a file is no registry', async () => {
  const { code, err } = await holdfast(['validate', '--registry', 'package.json']);
  expect(code).toBe(2);
  expect(err).toMatch(/^holdfast: There is no folder \S+package\.json; .+\n$/);
});
