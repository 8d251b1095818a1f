import type { Finding } from '../../diagnostics/finding.ts';
import { documentsOf, type RegistryContext } from './registry-rule.ts';

/** The tag that an agent's budget counts by, on all that is part of the agent. */
const TAG = 'part-of';

/** A budget of an Agent counts nothing unless its tag is among those that the bills are split by. */
export function agentBudgets(context: RegistryContext): readonly Finding[] {
  const [platform] = documentsOf(context, 'Platform');
  if (platform === undefined || platform.spec.cost.allocationTags.includes(TAG)) return [];
  return documentsOf(context, 'Agent')
    .filter(({ spec }) => spec.budget !== undefined)
    .map(({ source }) =>
      context.finding(source, {
        code: 'InvalidValue',
        path: ['spec', 'budget'],
        at: 'key',
        message: `The budget would count nothing: spec.cost.allocationTags of the platform lacks ${TAG}.`,
        hint: `Add ${TAG} to the list in the Platform, and activate the tag in the account that pays.`,
      }),
    );
}
