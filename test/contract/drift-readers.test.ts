import { createFakeApiGateway } from '../fakes/apigateway.ts';
import { createFakeLambda } from '../fakes/lambda.ts';
import { apiReaderContract } from './drift-readers/apis.ts';
import { functionReaderContract } from './drift-readers/functions.ts';

const DECLARED = {
  code: { s3: { bucket: 'artifacts', key: 'payments/charge.zip', version: '1' } },
  codeSha256: 'q1w2e3',
};
const OTHER = { code: { s3: { bucket: 'artifacts', key: 'payments/other.zip', version: '7' } }, codeSha256: 'x9y8z7' };

functionReaderContract('in memory', async () => {
  const lambda = createFakeLambda();
  for (const { code, codeSha256 } of [DECLARED, OTHER]) lambda.addPackage(code, codeSha256);
  const Code = { S3Bucket: 'artifacts', S3Key: 'payments/charge.zip', S3ObjectVersion: '1' };
  return {
    reader: lambda,
    restorer: lambda,
    declared: DECLARED,
    other: OTHER,
    create: async (properties) => lambda.create({ ...properties, Code }),
    setMemory: async (name, MemorySize) => lambda.change(name, { MemorySize }),
    setEnvironment: async (name, Variables) => lambda.change(name, { Environment: { Variables } }),
    reserve: async (name, concurrency) => lambda.change(name, { ReservedConcurrentExecutions: concurrency }),
    upload: async (name, { codeSha256 }) => lambda.upload(name, codeSha256),
    remove: async (name) => lambda.remove(name),
  };
});

apiReaderContract('in memory', async () => {
  const gateway = createFakeApiGateway();
  let ids = 0;
  const nextId = () => {
    ids += 1;
    return `id${ids}`;
  };
  return {
    reader: gateway,
    putApi: async (properties) => {
      const apiId = nextId();
      gateway.putApi(apiId, properties);
      return apiId;
    },
    putStage: async (apiId, properties) => gateway.putStage(apiId, properties),
    putIntegration: async (apiId, properties) => {
      const id = nextId();
      gateway.putIntegration(apiId, id, properties);
      return id;
    },
    putRoute: async (apiId, properties) => {
      const id = nextId();
      gateway.putRoute(apiId, id, properties);
      return id;
    },
    setThrottle: async (apiId, StageName, ThrottlingRateLimit, ThrottlingBurstLimit) => {
      const stage = (await gateway.readApi(apiId))?.stages[StageName];
      gateway.putStage(apiId, {
        ...stage,
        DefaultRouteSettings: { ThrottlingRateLimit, ThrottlingBurstLimit, DetailedMetricsEnabled: false },
      });
    },
    setTarget: async (apiId, routeId, Target) => {
      const route = (await gateway.readApi(apiId))?.routes.find((one) => one.routeId === routeId);
      gateway.putRoute(apiId, routeId, { ...route?.properties, Target });
    },
    removeRoute: async (apiId, routeId) => gateway.removeRoute(apiId, routeId),
    removeApi: async (apiId) => gateway.removeApi(apiId),
  };
});
