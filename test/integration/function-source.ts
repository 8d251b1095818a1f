/**
 * Source of calls that a function in the emulator makes. AWS has its SDK in the runtime, the emulator does not; it takes requests
 * without a signature.
 */
export const CALLS = `
const { AWS_ENDPOINT_URL, AWS_ACCESS_KEY_ID, AWS_REGION } = process.env;

function authorization(service) {
  const scope = AWS_ACCESS_KEY_ID + '/20260101/' + AWS_REGION + '/' + service + '/aws4_request';
  return 'AWS4-HMAC-SHA256 Credential=' + scope + ', SignedHeaders=host, Signature=0';
}

async function call(service, version, target, body) {
  return fetch(AWS_ENDPOINT_URL, {
    method: 'POST',
    headers: {
      authorization: authorization(service),
      'content-type': 'application/x-amz-json-' + version,
      'x-amz-target': target,
    },
    body: JSON.stringify(body),
  });
}

/** True if there was no item of this id. */
async function putNew(TableName, Item) {
  const body = { TableName, Item, ConditionExpression: 'attribute_not_exists(id)' };
  return (await call('dynamodb', '1.0', 'DynamoDB_20120810.PutItem', body)).ok;
}

async function send(QueueUrl, message) {
  const answer = await call('sqs', '1.0', 'AmazonSQS.SendMessage', { QueueUrl, MessageBody: JSON.stringify(message) });
  if (!answer.ok) throw new Error(await answer.text());
}

async function publish(TopicArn, message) {
  const body = new URLSearchParams({ Action: 'Publish', Version: '2010-03-31', TopicArn, Message: JSON.stringify(message) });
  const answer = await fetch(AWS_ENDPOINT_URL, { method: 'POST', headers: { authorization: authorization('sns') }, body });
  if (!answer.ok) throw new Error(await answer.text());
}

async function putObject(bucket, key, body) {
  const headers = { authorization: authorization('s3') };
  const answer = await fetch(AWS_ENDPOINT_URL + '/' + bucket + '/' + key, { method: 'PUT', headers, body });
  if (!answer.ok) throw new Error(await answer.text());
}
`;

/** Source of a handler that gives each message of a batch to a function, and answers with those that failed. */
export function each(handle: string): string {
  return `
export const handler = async ({ Records }) => {
  const failed = await Promise.all(Records.map(async (record) => {
    try { await ${handle}(record); return []; } catch { return [{ itemIdentifier: record.messageId }]; }
  }));
  return { batchItemFailures: failed.flat() };
};`;
}
