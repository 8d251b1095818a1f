/** What the webhook function finds in its environment, with every AWS service at `endpoint`. */
export function webhookEnvironment(endpoint: string): Readonly<Record<string, string>> {
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: '123456789012',
    AWS_SECRET_ACCESS_KEY: 'local',
    HOLDFAST_GITHUB_APP_ID: '29310',
    HOLDFAST_REGISTRY: 'octo-org/registry',
    HOLDFAST_BRANCH: 'main',
    HOLDFAST_WEBHOOK_SECRET_ARN: 'arn:aws:secretsmanager:us-east-1:123456789012:secret:webhook-a1b2c3',
    HOLDFAST_TABLE: 'record',
    HOLDFAST_PLANNER_QUEUE_URL: `${endpoint}/123456789012/planner.fifo`,
    HOLDFAST_APPLIER_QUEUE_URL: `${endpoint}/123456789012/applier.fifo`,
    POWERTOOLS_SERVICE_NAME: 'holdfast-test-webhook',
  };
}
