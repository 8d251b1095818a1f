import type { Json, JsonObject } from '../../lib/json.ts';
import type { Problem } from '../problem.ts';
import { objectOf } from '../raw.ts';

/** Buckets take what failed, not what succeeded: https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html */
export function functionDestinations(document: JsonObject): readonly Problem[] {
  const { onSuccess } = objectOf(objectOf(document.spec).asyncInvoke);
  if (!isBucket(onSuccess)) return [];
  const path = ['spec', 'asyncInvoke', 'onSuccess'];
  return [{ code: 'InvalidValue', path, message: 'A bucket takes failed events only; it cannot be told of success.' }];
}

function isBucket(field: Json | undefined): boolean {
  const { kind, value, valueFrom } = objectOf(field);
  const text = typeof field === 'string' ? field : value;
  if (typeof text === 'string') return text.split(':')[2] === 's3';
  return (
    kind === 'Bucket' ||
    objectOf(valueFrom).output === 'bucketArn' ||
    objectOf(valueFrom).output === 'artifactBucketArn'
  );
}
