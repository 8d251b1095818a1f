import type { PublishedDocument, PublishedOutputs } from '../../../controller/outputs/published.ts';
import { deepFreeze } from '../../fakes/deep-freeze.ts';

/** Tags that make a parameter ours. */
export const TAGS = { project: 'acme', 'managed-by': 'holdfast' };

/** A Platform's outputs, one of them a list. */
export const PLATFORM: PublishedDocument = {
  kind: 'Platform',
  name: 'shared',
  tags: TAGS,
  outputs: { vpcId: 'vpc-1', privateSubnetIds: ['subnet-1', 'subnet-2'] },
};

/** A Function of the team payments, without layers. */
export const CHARGE: PublishedDocument = {
  kind: 'Function',
  team: 'payments',
  name: 'charge',
  tags: { ...TAGS, team: 'payments' },
  outputs: { functionArn: 'arn:aws:lambda:us-east-1:123456789012:function:acme-charge', layerArns: [] },
};

/** The outputs of a platform called `acme`; `documents` are what it publishes. */
export function outputsOf(
  documents: readonly PublishedDocument[] = [PLATFORM, CHARGE],
  ssm: PublishedOutputs['publish']['ssm'] = 'all',
): PublishedOutputs {
  return deepFreeze({
    project: 'acme',
    environment: 'dev',
    account: '123456789012',
    region: 'us-east-1',
    publish: { ssm, terraformState: { bucket: 'acme-state', key: 'shared-infra/terraform.tfstate' } },
    documents,
  });
}
