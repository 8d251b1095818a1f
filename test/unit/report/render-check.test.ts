import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Finding } from '../../../controller/diagnostics/finding.ts';
import { byteLength } from '../../../controller/report/cut.ts';
import type { CheckContent } from '../../../controller/report/port.ts';
import { renderCheck } from '../../../controller/report/render-check.ts';
import { renderFindingsMarkdown, renderMarkdown } from '../../../controller/report/render-markdown.ts';
import { renderFindingsText, renderText } from '../../../controller/report/render-text.ts';
import type { ApplyReport, DriftReport, PlanReport, Report } from '../../../controller/report/report.ts';
import { deepFreeze } from '../../fakes/deep-freeze.ts';
import { ACTIVE, readMarkdown } from './markdown-reader.ts';
import { nasty } from './nasty.ts';
import { PLAIN } from './plain.ts';
import {
  ASKING,
  BROKEN,
  DRIFTED,
  ERRORS,
  FAILED,
  LEFT,
  MOVED,
  PLANNED,
  PLANNED_OVER_DRIFT,
  REFUSED,
  RISKY,
  ROLLED_BACK,
  SHA,
  TEAM_PLAN,
} from './reports.ts';

const REPORTS = {
  ...{ planned: PLANNED, risky: RISKY, broken: BROKEN, 'apply-failed': FAILED, drifted: DRIFTED, left: LEFT },
  ...{ asking: ASKING, 'apply-refused': REFUSED, 'rolled-back': ROLLED_BACK },
  ...{ 'planned-over-drift': PLANNED_OVER_DRIFT, 'apply-moved': MOVED },
};

/** A check as one readable file. */
function asFile(content: CheckContent): string {
  const annotations = content.annotations.map(
    ({ path, line, level, title, message }) => `${path}:${line} ${level} ${title}: ${message.replaceAll('\n', ' / ')}`,
  );
  return `${[
    `TITLE       ${content.title}`,
    `CONCLUSION  ${content.conclusion ?? 'none yet'}`,
    `ACTIONS     ${content.actions.map((action) => action.label).join(', ') || 'none'}`,
    ...['', '======== summary', content.summary, '', '======== text', content.text],
    ...['', '======== annotations', ...annotations],
  ].join('\n')}\n`;
}

describe('reports as they are read', () => {
  test.each(Object.entries(REPORTS))('%s as a check', async (name, report) => {
    await expect(asFile(renderCheck(report))).toMatchFileSnapshot(`golden/${name}.check.txt`);
  });

  test.each(Object.entries(REPORTS))('%s on a terminal', async (name, report) => {
    await expect(renderText(report, PLAIN)).toMatchFileSnapshot(`golden/${name}.terminal.txt`);
  });

  test('P4: the same report gives the same bytes, whatever was rendered in between', () => {
    const first = Object.values(REPORTS).map((report) => JSON.stringify(renderCheck(report)));
    const again = Object.values(REPORTS).map((report) => JSON.stringify(renderCheck(structuredClone(report))));
    expect(again).toEqual(first);
  });

  test('G5: every check names the commit it is about, not the branch', () => {
    for (const report of Object.values(REPORTS)) expect(renderCheck(report).summary).toContain(`Commit \`${SHA}\``);
  });
});

describe('titles', () => {
  const plan = (changes: Partial<PlanReport>): string =>
    renderCheck({ kind: 'plan', sha: SHA, findings: [], ...changes }).title;
  const warning: Finding = { ...(ERRORS[0] as Finding), severity: 'warning' };
  const empty = { ...TEAM_PLAN, summary: { create: 0, update: 0, replace: 0, delete: 0, noop: 44 }, stacks: [] };

  test.each([
    [{ plan: TEAM_PLAN }, '2 to create, 1 to update, 0 to delete'],
    [{ plan: empty }, 'No changes'],
    [{ plan: TEAM_PLAN, findings: [warning] }, '2 to create, 1 to update, 0 to delete; 1 warning'],
    [{ plan: TEAM_PLAN, findings: ERRORS }, '3 errors in 2 files'],
    [{ findings: ERRORS.slice(0, 1) }, '1 error in 1 file'],
    [{ problem: 'GitHub did not list the whole tree.' }, 'Not planned: GitHub did not list the whole tree.'],
    [{}, 'Not planned'],
  ])('plan %#', (changes, expected) => {
    expect(plan(changes)).toBe(expected);
  });

  test('V2: a stack that changes without any resource is not "No changes"', () => {
    const stacks = [{ name: 's', wave: 0, action: 'update' as const, notes: ['outputs change'], nodes: [] }];
    expect(plan({ plan: { ...empty, stacks } })).toBe('No resource changes, 1 stack to change');
  });

  test.each([
    [{ state: 'in-progress', stacks: FAILED.stacks }, 'Applying: 1 of 3 stacks done'],
    [{ state: 'succeeded', stacks: FAILED.stacks, plan: TEAM_PLAN }, 'Applied: 2 created, 1 updated, 0 deleted'],
    [{ state: 'succeeded', stacks: [] }, 'Nothing to apply'],
    [{ state: 'failed', stacks: FAILED.stacks }, 'Failed: 1 of 3 stacks'],
    [{ state: 'failed', stacks: [], problem: 'no role' }, 'Failed: no role'],
    [{ state: 'superseded', stacks: [] }, 'Superseded by a newer commit'],
    [
      { state: 'stopped', stacks: [], problem: 'not a descendant of the applied commit' },
      'Stopped: not a descendant of the applied commit',
    ],
    [{ state: 'stopped', stacks: [], findings: ERRORS }, 'Stopped: 3 errors in 2 files'],
  ] satisfies [Pick<ApplyReport, 'state' | 'stacks'> & Partial<ApplyReport>, string][])(
    'apply %#',
    (changes, expected) => {
      expect(renderCheck({ kind: 'apply', sha: SHA, findings: [], ...changes }).title).toBe(expected);
    },
  );

  const base = { stack: 's', logicalId: 'A', type: 'AWS::X::Y', physicalId: 'a' };
  const inSync = { ...base, status: 'in-sync' } as const;
  const unchecked = { ...base, status: 'unchecked', because: 'no reader' } as const;
  const accepted = { kind: 'accepted', owner: 'mona', until: '2026-12-24' } as const;
  const ignored = { kind: 'ignored', owner: 'audit', until: '2026-12-24' } as const;
  const left = { ...base, status: 'excused', was: 'deleted', excuse: accepted } as const;
  test.each([
    [[inSync, inSync, unchecked], 'No drift found: 2 of 3 resources checked (66 %)', 'success'],
    [[inSync], 'In sync: 1 of 1 resource checked (100 %)', 'success'],
    [[unchecked, unchecked], 'Unknown: 0 of 2 resources checked (0 %)', 'failure'],
    [[], 'Nothing to check: no resource is applied', 'success'],
    [[inSync, { ...base, status: 'deleted' }], 'Drift: 1 deleted; 2 of 2 resources checked (100 %)', 'failure'],
    [
      [inSync, { ...base, logicalId: '', status: 'added', actual: {} }],
      'Drift: 1 added by hand; 1 of 1 resource checked (100 %)',
      'failure',
    ],
    [[inSync, left], 'No drift found: 1 accepted; 2 of 2 resources checked (100 %)', 'success'],
    [[left], 'No drift found: 1 accepted; 1 of 1 resource checked (100 %)', 'success'],
    [[left, unchecked], 'No drift found: 1 accepted; 1 of 2 resources checked (50 %)', 'success'],
    [
      [
        left,
        {
          ...base,
          status: 'excused',
          was: 'modified',
          excused: [{ path: '/Properties/A', actual: 1, excuse: ignored }],
        },
      ],
      'No drift found: 1 accepted, 1 ignored; 2 of 2 resources checked (100 %)',
      'success',
    ],
    [
      [left, { ...base, status: 'deleted' }],
      'Drift: 1 deleted; 1 accepted; 2 of 2 resources checked (100 %)',
      'failure',
    ],
  ] satisfies [DriftReport['result']['resources'], string, string][])(
    'F4: drift %# says how much was looked at, and in sync only of all of it',
    (resources, title, conclusion) => {
      const content = renderCheck({ kind: 'drift', sha: SHA, result: { sha: SHA, resources } });
      expect(content).toMatchObject({ title, conclusion });
    },
  );
});

describe('conclusions and buttons', () => {
  test.each([
    [PLANNED, 'success'],
    [RISKY, 'success'],
    [ASKING, 'failure'],
    [REFUSED, 'failure'],
    [BROKEN, 'failure'],
    [{ ...PLANNED, findings: ERRORS }, 'failure'],
    [{ ...PLANNED, problem: 'an outage' }, 'failure'],
    [{ kind: 'plan', sha: SHA, findings: [] }, 'failure'],
    [{ ...FAILED, state: 'in-progress' }, undefined],
    [{ ...FAILED, state: 'succeeded' }, 'success'],
    [FAILED, 'failure'],
    [{ ...FAILED, state: 'superseded' }, 'failure'],
    [{ ...FAILED, state: 'stopped' }, 'failure'],
    [DRIFTED, 'failure'],
  ] satisfies [Report, string | undefined][])(
    'G2: report %# concludes as told, never neutral',
    (report, conclusion) => {
      expect(renderCheck(report).conclusion).toBe(conclusion);
    },
  );

  test('a button is there only when it would do something, within GitHub’s limits', () => {
    const { actions } = renderCheck(DRIFTED);
    expect(actions).toEqual([
      { label: 'Revert drift', description: 'Put back what Git says', identifier: 'revert-drift' },
      { label: 'Adopt drift', description: 'Open a pull request with AWS’s values', identifier: 'adopt-drift' },
      {
        label: 'Accept 7 days',
        description: 'Leave exactly this for 7 days',
        identifier: expect.stringMatching(/^accept-[0-9a-f]{12}$/),
      },
    ]);
    for (const { label, description, identifier } of actions) {
      expect([label.length <= 20, description.length <= 40, identifier.length <= 20]).toEqual([true, true, true]);
    }
    const added = DRIFTED.result.resources.filter(({ status }) => status === 'added');
    expect(
      renderCheck({ ...DRIFTED, result: { sha: SHA, resources: added } }).actions.map(({ label }) => label),
    ).toEqual(['Accept 7 days']);
    const inSync = DRIFTED.result.resources.filter(({ status }) => status === 'in-sync');
    expect(renderCheck({ ...DRIFTED, result: { sha: SHA, resources: inSync } }).actions).toEqual([]);
    const gone = DRIFTED.result.resources.filter(({ status }) => status === 'deleted');
    expect(
      renderCheck({ ...DRIFTED, result: { sha: SHA, resources: gone } }).actions.map(({ label }) => label),
    ).toEqual(['Revert drift', 'Accept 7 days']);
    expect(renderCheck(PLANNED).actions).toEqual([]);
  });

  test('every finding is an annotation at its line; one without a file is only listed', () => {
    const everywhere: Finding = {
      ...(ERRORS[0] as Finding),
      code: 'EmptyRegistry',
      file: '',
      line: 1,
      message: 'nothing there',
    };
    const content = renderCheck({ ...BROKEN, findings: [...ERRORS, everywhere] });
    expect(content.annotations.map(({ path, line, level }) => [path, line, level])).toEqual([
      ['teams/payments/charge.yaml', 9, 'failure'],
      ['teams/payments/charge.yaml', 10, 'failure'],
      ['teams/payments/routes.yaml', 5, 'failure'],
    ]);
    expect(content.summary).toContain('| **error** | the whole registry | **EmptyRegistry** nothing there');
  });
});

describe('what must never be shown', () => {
  test('S1, S3: environment values and credentials are in no output', () => {
    const canaries = ['canary-value-of-the-environment', `ghs_${'c4'.repeat(18)}`, 'AKIAIOSFODNN7EXAMPLE'];
    const [value = '', token = '', key = ''] = canaries;
    const node = {
      action: 'update',
      logicalId: 'F',
      type: 'AWS::Lambda::Function',
      impact: 'update',
      changes: [
        { op: 'replace', path: '/Properties/Environment/Variables/A', old: value, value: token },
        { op: 'add', path: '/Properties/Environment', value: { Variables: { A: value } } },
        { op: 'replace', path: '/Properties/Description', old: `key ${key}`, value: token },
      ],
    } as const;
    const stacks = [
      { name: 's', wave: 0, action: 'update' as const, notes: [`parameter P: ${key} → ${token}`], nodes: [node] },
    ];
    const findings = [{ ...(ERRORS[0] as Finding), message: `value ${key}`, hint: `not ${token}` }];
    const plan = { ...TEAM_PLAN, stacks: [...TEAM_PLAN.stacks, ...stacks] };
    const failed = [
      { name: 's', action: 'update', state: 'failed', reason: `denied for ${key} with ${token}` },
    ] as const;
    const reports: Report[] = [
      { kind: 'plan', sha: SHA, findings, plan, problem: `lost ${token}` },
      { kind: 'apply', sha: SHA, state: 'failed', findings, plan, stacks: failed, problem: `lost ${token}` },
      {
        kind: 'drift',
        sha: SHA,
        result: {
          sha: SHA,
          resources: [
            {
              ...{ stack: 's', logicalId: 'F', type: 'AWS::Lambda::Function', physicalId: 'f', status: 'modified' },
              source: { file: 'a.yaml', line: 1, column: 1 },
              differences: [{ path: '/Properties/Environment/Variables/A', expected: value, actual: token }],
            },
            {
              ...{ stack: 's', logicalId: 'R', type: 'AWS::ApiGatewayV2::Route', physicalId: 'r', status: 'added' },
              actual: { Description: token },
            },
          ],
        },
      },
    ];
    const outputs = reports.flatMap((report) => [
      JSON.stringify(renderCheck(report)),
      renderMarkdown(report),
      renderText(report, PLAIN),
    ]);
    outputs.push(renderFindingsMarkdown(findings, 1), renderFindingsText(findings, 1, PLAIN));
    for (const canary of canaries) for (const output of outputs) expect(output).not.toContain(canary);
    expect(outputs.join()).toContain('`Environment.Variables.A`: changed (`sha256:');
  });

  test('G7: no user text becomes Markdown, HTML, a mention or a link in any check', () => {
    fc.assert(
      fc.property(nasty, nasty, (first, second) => {
        for (const report of reportsWith(first, second)) {
          const content = renderCheck(deepFreeze(report));
          for (const markdown of [content.summary, content.text, renderMarkdown(report)]) {
            const read = readMarkdown(markdown);
            expect(read.open).toBe(false);
            for (const [header, ...rows] of read.tables) for (const row of rows) expect(row).toBe(header);
            expect(read.outside.replaceAll('**', '').replace(/^#+ |-{3}/gm, '')).not.toMatch(ACTIVE);
            for (const json of read.fences) expect(() => JSON.parse(json)).not.toThrow();
          }
          expect(`${content.title}${renderText(report, PLAIN)}`).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]/u);
        }
      }),
      { numRuns: 150 },
    );
  });

  test('G1: a plan of any size fits, fence closed and cut announced', () => {
    const node = TEAM_PLAN.stacks[1]?.nodes ?? [];
    const stacks = Array.from({ length: 400 }, (_, index) => ({
      ...{ name: `team-${index}-日本`, wave: 4, action: 'update' as const, notes: [] },
      nodes: [...node, ...node],
    }));
    const content = renderCheck({ ...PLANNED, plan: { ...TEAM_PLAN, stacks } });
    for (const markdown of [content.summary, content.text]) {
      expect(byteLength(markdown)).toBeLessThanOrEqual(65_535);
      expect(byteLength(markdown)).toBeGreaterThan(60_000);
      expect(readMarkdown(markdown).open).toBe(false);
      expect(markdown).toMatch(
        /\n\n\*\*Cut here:\*\* the rest does not fit into a GitHub check\. `holdfast plan --format markdown` prints all of it\.$/,
      );
    }
    expect(renderMarkdown({ ...PLANNED, plan: { ...TEAM_PLAN, stacks } })).toContain('team-399-日本');
  });
});

/** All three reports with text of a user in every place where there may be one. */
function reportsWith(first: string, second: string): readonly Report[] {
  const at = { file: first || 'x', line: 1, column: 1, document: second };
  const findings: readonly Finding[] = [
    {
      code: 'UnknownField',
      severity: 'error',
      message: first,
      hint: second,
      file: second || 'x',
      line: 1,
      column: 1,
      path: first,
    },
  ];
  const changes = [
    {
      op: 'replace',
      path: `/Properties/${second.replaceAll(/[~/]/g, '')}/0`,
      old: first,
      value: [second, { [first]: second }],
    },
    {
      op: 'add',
      path: '/Properties/Policies',
      value: [{ Effect: 'Allow', Action: first, Resource: second, Condition: { [first]: second } }],
    },
  ] as const;
  const nodes = [
    { action: 'update', logicalId: first, type: second, physicalId: first, impact: 'replace', changes, source: at },
    {
      action: 'create',
      logicalId: second,
      type: 'AWS::IAM::Role',
      impact: 'create',
      changes: [{ op: 'add', path: '/Properties', value: { RoleName: first } }],
    },
    { action: 'delete', logicalId: first, type: first, physicalId: second, impact: 'destroy', changes: [] },
  ] as const;
  const stacks = [{ name: first, wave: 0, action: 'update', notes: [second], nodes }] as const;
  const plan = { ...TEAM_PLAN, stacks };
  const changed = { stack: first, logicalId: first, type: second, document: second, before: 0, after: 50_000 };
  const difference = { before: 0, after: 50_000 };
  const cost = { region: first, ...difference, teams: [{ team: second, ...difference }], resources: [changed] };
  const base = { stack: first, logicalId: second, type: first, physicalId: second, source: at };
  return [
    { kind: 'plan', sha: SHA, findings, plan, cost, problem: first },
    {
      ...{ kind: 'apply', sha: SHA, state: 'failed', findings, plan, problem: second },
      stacks: [
        { name: first, action: 'update', state: 'failed', reason: second },
        { name: second, action: 'create', state: 'skipped', reason: first },
      ],
    },
    {
      ...{ kind: 'drift', sha: SHA },
      result: {
        sha: SHA,
        resources: [
          {
            ...base,
            status: 'modified',
            differences: [{ path: '/Properties/A', expected: first, actual: second, source: at }],
          },
          { ...base, status: 'deleted' },
          { ...base, status: 'added', actual: { [first]: second } },
          { ...base, status: 'unchecked', because: first },
        ],
      },
    },
  ];
}
