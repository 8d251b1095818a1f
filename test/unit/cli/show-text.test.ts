import { expect, test } from 'vitest';
import { approvalText } from '../../../controller/cli/evidence.ts';
import { renderRun } from '../../../controller/cli/show-text.ts';
import type { RunRecord } from '../../../controller/record/port.ts';
import type { RunStory } from '../../../controller/record/run-story.ts';
import { makeRun, SHA } from '../../contract/ledger/harness.ts';
import { PLAIN } from '../report/plain.ts';
import { TEAM_PLAN } from '../report/reports.ts';

const TEAM = 'shared-lambda-infra-team-payments';

const RUN: RunRecord = makeRun({
  state: 'failed',
  updatedAt: 1_767_607_265_400,
  plan: TEAM_PLAN,
  targets: [{ name: TEAM, wave: 5, action: 'update', parameters: {}, tags: {} }],
  steps: { [TEAM]: { step: 'failed', reason: 'FunctionCharge (AWS::Lambda::Function): NoSuchKey' } },
});

const STORY: RunStory = {
  entries: [12, 13, 14, 15, 16],
  started: {
    kind: 'run-started',
    purpose: 'apply',
    base: 'b'.repeat(40),
    planDigest: TEAM_PLAN.digest,
    stacks: [{ name: TEAM, action: 'update' }],
  },
  approval: {
    source: 'pull-request',
    number: 7,
    author: 'ada',
    headSha: 'c'.repeat(40),
    mergedBy: 'grace',
    reviews: [{ login: 'kay', sha: 'c'.repeat(40) }],
  },
  consents: [
    {
      kind: 'consent',
      by: 'grace',
      to: 'data-loss',
      via: 'comment',
      given: 1_767_607_200_000,
      number: 7,
      planDigest: TEAM_PLAN.digest,
    },
  ],
  changeSets: [
    {
      kind: 'change-set',
      stack: TEAM,
      changeSet: 'holdfast-apply-6dcb09b5b578-mk0-0',
      arn: 'arn:aws:cloudformation:us-east-1:123456789012:changeSet/x/1',
      counts: { add: 2, modify: 1, remove: 0, import: 0, other: 0 },
    },
  ],
  operations: [
    {
      kind: 'stack-events',
      stack: TEAM,
      events: [
        {
          logicalId: TEAM,
          type: 'AWS::CloudFormation::Stack',
          status: 'UPDATE_ROLLBACK_COMPLETE',
          at: 1_767_607_260_000,
        },
        {
          logicalId: 'FunctionCharge',
          type: 'AWS::Lambda::Function',
          status: 'CREATE_FAILED',
          reason: 'NoSuchKey',
          at: 1_767_607_250_000,
        },
      ],
    },
  ],
};

test('a run is shown with where it came from, what CloudFormation said, and how that ended', async () => {
  await expect(renderRun(RUN, STORY, 'text', PLAIN)).toMatchFileSnapshot('golden/show.txt');
  await expect(renderRun(RUN, STORY, 'markdown', PLAIN)).toMatchFileSnapshot('golden/show.md');
});

test('a run from before there was evidence is shown all the same', () => {
  const text = renderRun(RUN, { entries: [], consents: [], changeSets: [], operations: [] }, 'text', PLAIN);
  expect(text).toContain('not kept');
  expect(text).toMatch(/^evidence +none$/m);
});

test.each([
  [undefined, 'not kept'],
  [{ source: 'push' } as const, 'pushed without a pull request'],
  [{ source: 'unknown', because: 'GitHub was down' } as const, 'unknown: GitHub was down'],
  [STORY.approval, '#7 of ada, approved by kay, merged by grace'],
  [
    {
      source: 'pull-request',
      number: 8,
      author: 'ada',
      headSha: SHA,
      mergedBy: 'ada',
      reviews: [{ login: 'kay', sha: 'c'.repeat(40) }],
    } as const,
    '#8 of ada, approved by kay (at cccccccccccc), merged by ada',
  ],
])('G6: %# how a commit came in is said in a few words', (approval, text) => {
  expect(approvalText(approval)).toBe(text);
});

test('V2: what was shown of the plan before the merge stands beside it', () => {
  const shown = { kind: 'same', on: { sha: SHA, number: 7, digest: TEAM_PLAN.digest, at: 0 } } as const;
  expect(renderRun({ ...RUN, shown }, STORY, 'text', PLAIN)).toMatch(
    /^shown before +Exactly the plan that was shown on #7\.$/m,
  );
});
