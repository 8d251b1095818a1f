import type { StackRecord } from '../../../controller/apply/progress.ts';
import type { Template, TemplateResource } from '../../../controller/compile/template.ts';
import type { SweptStack } from '../../../controller/drift/swept-stack.ts';
import { deepFreeze } from '../../fakes/deep-freeze.ts';

export const SHA = '6dcb09b5b57875f334f61aebed695e2e4193db5e';

/** A template with these resources and outputs. */
export function makeTemplate(
  resources: Readonly<Record<string, TemplateResource>>,
  outputs: NonNullable<Template['Outputs']> = {},
): Template {
  return { AWSTemplateFormatVersion: '2010-09-09', Resources: resources, Outputs: outputs };
}

/** An applied stack in us-east-1, frozen, so that a stage that changes its input fails. */
export function makeSwept(
  template: Template | undefined,
  record: Partial<StackRecord> = {},
  sources: SweptStack['sources'] = {},
): SweptStack {
  const revision = { sha: SHA, templateDigest: 'sha256:aa' };
  return deepFreeze({
    record: {
      name: 'demo-team-payments',
      stackId: 'arn:aws:cloudformation:us-east-1:123456789012:stack/demo-team-payments/8b6c1a50',
      attempted: revision,
      applied: revision,
      outputs: {},
      parameters: {},
      tags: {},
      resources: [],
      codeDigests: {},
      ...record,
    },
    ...(template && { template }),
    sources,
  });
}
