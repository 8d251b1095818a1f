import { join } from 'node:path';
import { createApiReader } from '../../controller/adapters/apigateway-api.ts';
import { createStageCleaner } from '../../controller/adapters/apigateway-stages.ts';
import type { reconcilerClients } from '../../controller/adapters/aws-clients.ts';
import { createStackReader, createStackWriter } from '../../controller/adapters/cloudformation.ts';
import { createRehearser } from '../../controller/adapters/cloudformation-rehearsal.ts';
import { createBadgeStore } from '../../controller/adapters/dynamodb-badge.ts';
import { createLedger } from '../../controller/adapters/dynamodb-ledger.ts';
import { createEventPublisher } from '../../controller/adapters/eventbridge-bus.ts';
import { createCheckWriter } from '../../controller/adapters/github-checks.ts';
import { createGithub } from '../../controller/adapters/github-client.ts';
import { createCommentWriter } from '../../controller/adapters/github-comments.ts';
import { createDeliveryLog } from '../../controller/adapters/github-deliveries.ts';
import { createChangeProposer } from '../../controller/adapters/github-proposals.ts';
import { createPullReader } from '../../controller/adapters/github-pulls.ts';
import { createSource } from '../../controller/adapters/github-source.ts';
import { PROPOSAL_PERMISSIONS } from '../../controller/adapters/github-token.ts';
import { createCodeRestorer, createFunctionReader } from '../../controller/adapters/lambda-functions.ts';
import { createArtifactReader } from '../../controller/adapters/s3-artifacts.ts';
import { createCorePublisher } from '../../controller/adapters/s3-core.ts';
import { createObjectStore } from '../../controller/adapters/s3-objects.ts';
import { createTemplateBucket } from '../../controller/adapters/s3-templates.ts';
import { createStateStore } from '../../controller/adapters/s3-terraform-state.ts';
import { readSecret } from '../../controller/adapters/secrets.ts';
import { createSqsQueue } from '../../controller/adapters/sqs-queue.ts';
import { createParameterStore } from '../../controller/adapters/ssm-outputs.ts';
import { withBadge } from '../../controller/badge.ts';
import type { ReconcilerConfig } from '../../controller/config.ts';
import { SYSTEM_CLOCK } from '../../controller/lib/clock.ts';
import { cachedObjects } from '../../controller/record/cached-objects.ts';
import type { EventPublisher } from '../../controller/report/events-port.ts';
import type { BlobCache } from '../../controller/source/blob-cache.ts';
import type { ApplierWorld, PlannerWorld } from '../../controller/world.ts';
import { counted, type MetricSink } from './counted.ts';

type Clients = ReturnType<typeof reconcilerClients>;

/** Everything the planner may touch: AWS clients in its environment's region, GitHub as the App. Reads the App's key once. */
export async function createPlannerWorld(
  config: ReconcilerConfig,
  clients: Clients,
  blobs: BlobCache,
  metrics: MetricSink,
): Promise<PlannerWorld> {
  const { owner, name } = config.registry;
  const app = {
    appId: config.appId,
    privateKey: await readSecret(clients.secretsManager, config.appKeySecretArn),
    baseUrl: config.githubApiUrl,
    repository: { owner, name },
  };
  const github = createGithub(app);
  const objects = cachedObjects(createObjectStore({ s3: clients.s3, bucket: config.evidenceBucket }));
  const { tableName, environment, queues } = config;
  return {
    config,
    environment,
    clock: SYSTEM_CLOCK,
    source: createSource(github),
    blobs,
    documents: new Map(),
    limits: config.limits,
    pulls: createPullReader(github),
    deliveries: createDeliveryLog(github),
    checks: createCheckWriter(github),
    comments: createCommentWriter(github),
    // Tokens that may write to the registry are asked for when something is proposed, and used for nothing else (S7).
    proposals: createChangeProposer(createGithub({ ...app, permissions: PROPOSAL_PERMISSIONS })),
    stacks: createStackReader(clients.cloudFormation),
    changeSets: createRehearser(clients.cloudFormation, templateBucket(config, clients)),
    artifacts: createArtifactReader(clients.s3),
    functions: createFunctionReader(clients.lambda),
    apis: createApiReader(clients.apiGateway),
    openResources: () => openResources(config, clients),
    ledger: createLedger({ dynamodb: clients.dynamodb, tableName, objects, environment, clock: SYSTEM_CLOCK }),
    queue: createSqsQueue(clients.sqs, { ...queues, timers: { planner: queues.timer, applier: queues.timer } }),
    events: counted(publisherOf(config, clients), metrics),
  };
}

/** Where the templates go that are too big for a request. */
function templateBucket({ evidenceBucket: bucket, s3Endpoint: endpoint }: ReconcilerConfig, { s3 }: Clients) {
  return createTemplateBucket({ s3, bucket, ...(endpoint !== undefined && { endpoint }) });
}

/** What happens goes to the bus and, where there is one, into the badge. */
function publisherOf({ busName, badge, tableName, environment }: ReconcilerConfig, clients: Clients): EventPublisher {
  const publisher = createEventPublisher(clients.eventBridge, busName);
  if (!badge) return publisher;
  return withBadge(publisher, createBadgeStore({ dynamodb: clients.dynamodb, tableName, environment }), SYSTEM_CLOCK);
}

/** Loaded with the first sweep: the readers of sixty types are nothing that a commit waits for. */
async function openResources({ awsEndpoint }: ReconcilerConfig, { cloudFormation }: Clients) {
  const { createResourceReader } = await import('../../controller/adapters/readers/resources.ts');
  return createResourceReader({
    client: cloudFormation,
    ...(awsEndpoint !== undefined && { endpoint: awsEndpoint }),
  });
}

/** Loaded with the first look: it shares the readers of the sweeps. */
async function openHealth({ awsEndpoint }: ReconcilerConfig, { cloudFormation }: Clients) {
  const { createHealthReader } = await import('../../controller/adapters/readers/health.ts');
  return createHealthReader({
    client: cloudFormation,
    ...(awsEndpoint !== undefined && { endpoint: awsEndpoint }),
  });
}

/** The planner's world and the writing side that only the applier's role allows. */
export function createApplierWorld(planner: PlannerWorld, clients: Clients, remainingMs: () => number): ApplierWorld {
  const { ssmEndpoint } = planner.config;
  const core = createCorePublisher(clients.s3, join(import.meta.dirname, 'event-core.zip'));
  return {
    ...planner,
    writer: createStackWriter(clients.cloudFormation, templateBucket(planner.config, clients)),
    codeDigests: createFunctionReader(clients.lambda),
    codeRestorer: createCodeRestorer(clients.lambda),
    outputStores: {
      states: createStateStore(clients.s3),
      parameters: createParameterStore({
        client: clients.cloudFormation,
        ...(ssmEndpoint !== undefined && { endpoint: ssmEndpoint }),
      }),
    },
    stageCleaner: createStageCleaner(clients.apiGateway),
    openHealth: () => openHealth(planner.config, clients),
    ...(core !== undefined && { core }),
    remainingMs,
  };
}
