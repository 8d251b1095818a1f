import { describe, expect, test } from 'vitest';
import type { Plan } from '../../../controller/plan/plan.ts';
import type { StackAnswer } from '../../../controller/rehearse/answer.ts';
import { renderCheck } from '../../../controller/report/render-check.ts';
import type { PlanReport } from '../../../controller/report/report.ts';

const SHA = '6dcb09b5b57875f334f61aebed695e2e4193db5e';
const PLAN: Plan = {
  digest: `sha256:${'a'.repeat(64)}`,
  summary: { create: 0, update: 1, replace: 0, delete: 0, noop: 1 },
  stacks: [
    {
      name: 'acme-team-orders',
      wave: 5,
      action: 'update',
      notes: [],
      nodes: [
        {
          action: 'update',
          logicalId: 'TableOrders',
          type: 'AWS::DynamoDB::Table',
          impact: 'update',
          changes: [{ op: 'replace', path: '/Properties/BillingMode', value: 'PROVISIONED', old: 'PAY_PER_REQUEST' }],
          source: { file: 'a.yaml', line: 1, column: 1, document: 'Table/orders' },
        },
      ],
    },
  ],
};

function render(...rehearsal: readonly StackAnswer[]) {
  const report: PlanReport = { kind: 'plan', sha: SHA, findings: [], plan: PLAN, rehearsal };
  return renderCheck(report);
}

const stack = 'acme-team-orders';

describe('what CloudFormation says, in the check of a plan', () => {
  test('that it says the same is one line, before the last', () => {
    const { title, summary, conclusion } = render({ stack, answer: { kind: 'confirmed' } });
    expect([conclusion, title]).toEqual(['success', '0 to create, 1 to update, 0 to delete']);
    expect(summary.split('\n\n').slice(-2)).toEqual([
      'Confirmed by CloudFormation: 1 stack.',
      `Commit \`${SHA}\` · plan \`${PLAN.digest}\``,
    ]);
  });

  test('P6: a replacement that the plan does not name is at the top, and fails it where data is lost', () => {
    const surprise = { logicalId: 'TableOrders', type: 'AWS::DynamoDB::Table', effect: 'replaced' } as const;
    const told = (losesData: boolean) =>
      render({ stack, answer: { kind: 'more', surprises: [{ ...surprise, losesData }], checks: [] } });
    const lost = told(true);
    expect([lost.conclusion, lost.title]).toEqual(['failure', 'CloudFormation would lose data that the plan keeps']);
    expect(lost.summary.split('\n\n').slice(0, 3)).toEqual([
      '### CloudFormation says more than this plan',
      'What it says about `acme-team-orders`:',
      '- `Table/orders` `TableOrders` (`DynamoDB::Table`) would be **replaced**, **with what it holds**, which this plan does not say',
    ]);
    const kept = told(false);
    expect([kept.conclusion, kept.title]).toEqual([
      'success',
      '0 to create, 1 to update, 0 to delete; CloudFormation says more',
    ]);
  });

  test('G2: a refusal fails the check, with its reason and what did not pass', () => {
    const checks = [
      { name: 'NAME_CONFLICT_VALIDATION', logicalId: 'Jobs', reason: 'It exists.', mode: 'fail' },
    ] as const;
    const { title, summary, conclusion } = render({
      stack,
      answer: { kind: 'refused', reason: 'Validation failed', checks },
    });
    expect([conclusion, title]).toEqual(['failure', 'CloudFormation refuses 1 stack']);
    expect(summary).toContain('It refuses `acme-team-orders`: Validation failed');
    expect(summary).toContain('| **failed** | `NAME_CONFLICT_VALIDATION` | `Jobs` | It exists. |');
  });

  test('what was not confirmed is named with the reason, and changes nothing else', () => {
    const { summary, conclusion } = render(
      { stack, answer: { kind: 'none', because: 'the stack is busy' } },
      { stack: 'acme-edge', answer: { kind: 'confirmed' } },
    );
    expect(conclusion).toBe('success');
    expect(summary).toContain('Confirmed by CloudFormation: 1 stack.');
    expect(summary).toContain('Not confirmed: `acme-team-orders`, because the stack is busy.');
  });

  test('G7: words of CloudFormation are shown, not obeyed', () => {
    const reason = '<img src=x> @mona [a](https://b) ``` | x';
    const checks = [{ name: 'a|b`', logicalId: '<b>', reason, mode: 'warn' }] as const;
    const { summary } = render({ stack, answer: { kind: 'refused', reason, checks } });
    expect(summary).not.toMatch(/(^|[^`])<img/);
    expect(summary).not.toMatch(/(^|[^`])@mona/);
    expect(summary).toContain('`@mona`');
  });
});
