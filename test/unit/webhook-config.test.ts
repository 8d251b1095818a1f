import { expect, test } from 'vitest';
import { webhookConfig } from '../../controller/config.ts';

const ENV = {
  HOLDFAST_GITHUB_APP_ID: '29310',
  HOLDFAST_REGISTRY: 'octo-org/registry',
  HOLDFAST_BRANCH: 'main',
  HOLDFAST_WEBHOOK_SECRET_ARN: 'arn:aws:secretsmanager:us-east-1:123456789012:secret:webhook-a1b2c3',
  HOLDFAST_TABLE: 'record',
  HOLDFAST_PLANNER_QUEUE_URL: 'https://sqs.us-east-1.amazonaws.com/123456789012/planner.fifo',
  HOLDFAST_APPLIER_QUEUE_URL: 'https://sqs.us-east-1.amazonaws.com/123456789012/applier.fifo',
};

test('the environment becomes the configuration', () => {
  expect(webhookConfig(ENV)).toEqual({
    audience: { appId: 29310, repository: 'octo-org/registry', branch: 'main' },
    webhookSecretArn: ENV.HOLDFAST_WEBHOOK_SECRET_ARN,
    tableName: 'record',
    queues: { planner: ENV.HOLDFAST_PLANNER_QUEUE_URL, applier: ENV.HOLDFAST_APPLIER_QUEUE_URL },
  });
});

test('W7, W8: ids narrow the audience when they are given', () => {
  const { audience } = webhookConfig({
    ...ENV,
    HOLDFAST_INSTALLATION_ID: '957387',
    HOLDFAST_REPOSITORY_ID: '186853002',
  });
  expect(audience).toMatchObject({ installationId: 957387, repositoryId: 186853002 });
});

test.each(Object.keys(ENV))('there is no default for %s', (name) => {
  for (const env of [
    { ...ENV, [name]: undefined },
    { ...ENV, [name]: '' },
  ]) {
    expect(() => webhookConfig(env)).toThrow(name);
  }
});

test('an id that is no number is refused, not ignored', () => {
  expect(() => webhookConfig({ ...ENV, HOLDFAST_INSTALLATION_ID: 'all' })).toThrow('HOLDFAST_INSTALLATION_ID');
});
