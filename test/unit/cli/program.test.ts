import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { expect, test } from 'vitest';
import { commonOptions, VERBS } from '../../../controller/cli/verbs.ts';
import { changedStarter, holdfast, ROOT } from './run.ts';

const ESCAPE = '\u001b';

test('help lists every verb, and each has a page of help with its own example', async () => {
  const { code, out, err } = await holdfast(['--help']);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  for (const { name, example } of VERBS) {
    expect(out).toMatch(new RegExp(`^  ${name} \\[options\\]`, 'm'));
    const help = await holdfast([name, '--help']);
    expect(help).toEqual(await holdfast(['help', name]));
    expect({ code: help.code, err: help.err }).toEqual({ code: 0, err: '' });
    expect(help.out).toContain(`Example:\n  $ ${example}\n`);
  }
});

test.each(VERBS.map((verb) => [verb.name, verb] as const))(
  '%s: its example is a command line that parses',
  (name, verb) => {
    const [program, verbName, ...args] = verb.example.replace(/ > \S+$/, '').split(' ');
    expect([program, verbName]).toEqual(['holdfast', name]);
    const parser = new Command(name).exitOverride().configureOutput({ writeErr: () => {} });
    for (const option of [...commonOptions(), ...(verb.options ?? [])]) parser.addOption(option);
    for (const { name } of verb.arguments ?? []) parser.argument(name);
    expect(() => parser.parse(args, { from: 'user' })).not.toThrow();
  },
);

test('every verb takes the common options, and its code can be loaded', async () => {
  for (const { name, load } of VERBS) {
    const { out } = await holdfast([name, '--help']);
    for (const { flags } of commonOptions()) expect(out).toContain(flags);
    expect(typeof (await load()).run).toBe('function');
  }
});

test('no arguments at all is help on standard error', async () => {
  const { code, out, err } = await holdfast([]);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toContain('Usage: holdfast');
});

test.each([
  [['validat'], "holdfast: unknown command 'validat'\n(Did you mean validate?)\n"],
  [['accept'], 'holdfast: Say either --until with a day, or --withdraw.\n'],
  [['accept', '--until', '2027-01-31', '--withdraw'], 'holdfast: Say either --until with a day, or --withdraw.\n'],
  [['plan', '--ofline'], "holdfast: unknown option '--ofline'\n(Did you mean --offline?)\n"],
  [['schema', 'functon'], 'holdfast: There is no schema functon. Did you mean function?\n'],
  [
    ['schema', 'xyz'],
    'holdfast: There is no schema xyz. There are: agent, aws-lambda, bucket, event-processor, event-rule, function, overlay, platform, policy, queue, registry, route, schedule, secret, table, team, topic.\n',
  ],
  [
    ['validate', 'registry'],
    "holdfast: too many arguments for 'validate'. Expected 0 arguments but got 1: registry.\n",
  ],
  [
    ['plan', '--format', 'yaml'],
    "holdfast: option '--format <format>' argument 'yaml' is invalid. Allowed choices are text, json, markdown.\n",
  ],
  [
    ['history', '--limit', '0'],
    "holdfast: option '--limit <n>' argument '0' is invalid. It has to be a whole number above 0.\n",
  ],
])('%j says what is wrong and exits 2', async (args, err) => {
  expect(await holdfast(args)).toEqual({ code: 2, out: '', err });
});

test.each([
  [['accept', 'Function/charge', 'Queue/jobs', '--until', '2020-02-30'], /^holdfast: 2020-02-30 is no date such as /],
  [['accept', '--until', '2020-01-31'], /^holdfast: 2020-01-31 is past; it is /],
  [['accept', '--until', '2999-01-31'], /^holdfast: Drift can be accepted for 90 days, until .*ignoreDifferences\.\n$/],
])('%j: a day on which nothing can be accepted is a mistake', async (args, err) => {
  expect(await holdfast(args)).toEqual({ code: 2, out: '', err: expect.stringMatching(err) });
});

test('--version prints the version of package.json', async () => {
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  expect(await holdfast(['--version'])).toEqual({ code: 0, out: `${version}\n`, err: '' });
});

test.each(['platform', 'team', 'function', 'route', 'registry', 'Function'])(
  'schema %s prints the stored schema',
  async (kind) => {
    const file = join(ROOT, `registry/schemas/${kind.toLowerCase()}.schema.json`);
    expect(await holdfast(['schema', kind])).toEqual({ code: 0, out: readFileSync(file, 'utf8'), err: '' });
  },
);

test('schema without a kind is that of the whole registry', async () => {
  expect(await holdfast(['schema'])).toEqual(await holdfast(['schema', 'registry']));
});

test('colours only where they are wanted', async () => {
  const args = ['validate', '--registry', await changedStarter('teams/orders/status.yaml', 'memoryMb', 'memoryMB')];
  expect((await holdfast(args, { color: true })).out).toContain(ESCAPE);
  expect((await holdfast(args)).out).not.toContain(ESCAPE);
});

test('no colours in JSON and Markdown, even on a terminal', async () => {
  for (const format of ['json', 'markdown']) {
    const { out } = await holdfast(
      ['plan', '--registry', 'test/golden/two-teams/registry', '--offline', '--format', format],
      {
        color: true,
      },
    );
    expect(out).not.toContain(ESCAPE);
  }
});

test('an unexpected error is one line; with HOLDFAST_DEBUG it has its stack', async () => {
  const args = ['plan', '--registry', 'test/golden/two-teams/registry', '--offline', '--out', 'package.json'];
  expect((await holdfast(args)).err).toMatch(/^holdfast: Error: EEXIST: [^\n]+\n$/);
  expect((await holdfast(args, { env: { HOLDFAST_DEBUG: '1' } })).err).toMatch(/\n {4}at /);
});

test('a verb that needs the environment says how to name it', async () => {
  const { code, err } = await holdfast(['status', '--registry', 'docs']);
  expect(code).toBe(2);
  expect(err).toBe(
    'holdfast: There is no valid platform.yaml here that names the environment; use --registry or --environment.\n',
  );
});
