import type { ReadTarget } from '../../drift/port.ts';
import type { JsonObject } from '../../lib/json.ts';
import { type Calls, objectsOf, orGone, pick, type ServiceReader, said } from './calls.ts';

/** Secrets without their values, which nothing here may ask for (S3). https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_Operations.html */
export const SECRETS_READER: ServiceReader = {
  actions: ['secretsmanager:DescribeSecret', 'secretsmanager:GetResourcePolicy'],
  reads: { 'AWS::SecretsManager::ResourcePolicy': readPolicy, 'AWS::SecretsManager::Secret': readSecret },
};

async function readSecret({ physicalId: SecretId }: ReadTarget, calls: Calls): Promise<JsonObject | undefined> {
  const answer = calls.json('secretsmanager', 'secretsmanager.DescribeSecret', { SecretId });
  const secret = await orGone(answer, 'ResourceNotFound');
  // One that waits to be deleted can be read by nobody.
  if (secret === undefined || secret.DeletedDate !== undefined) return undefined;
  const ReplicaRegions = objectsOf(secret.ReplicationStatus).map((one) => pick(one, 'Region', 'KmsKeyId'));
  return { ...pick(secret, 'Description', 'KmsKeyId', 'Name', 'Tags'), ReplicaRegions };
}

async function readPolicy(target: ReadTarget, calls: Calls): Promise<JsonObject | undefined> {
  const SecretId = said(target, 'SecretId');
  const answer = calls.json('secretsmanager', 'secretsmanager.GetResourcePolicy', { SecretId });
  const { ResourcePolicy } = (await orGone(answer, 'ResourceNotFound')) ?? {};
  return ResourcePolicy === undefined || ResourcePolicy === null ? undefined : { ResourcePolicy };
}
