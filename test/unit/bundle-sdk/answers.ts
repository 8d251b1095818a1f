/** What a service answers to a request: status, headers, body. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

const json = (status: number, body: object, headers: Readonly<Record<string, string>> = {}): Answer => ({
  status,
  headers: { 'content-type': 'application/x-amz-json-1.0', ...headers },
  body: JSON.stringify(body),
});
const xml = (status: number, body: string): Answer => ({ status, headers: { 'content-type': 'text/xml' }, body });

/** Good answers and errors, in AWS's own protocols, by the beginning of `METHOD /path` followed by target or form. */
const ANSWERS: readonly (readonly [string, Answer])[] = [
  [
    'GET /v2/apis/a1b2/routes',
    json(200, { items: [{ routeKey: 'POST /charges', routeId: 'r1', apiKeyRequired: false }], nextToken: 'n2' }),
  ],
  [
    'POST / Action=DescribeStacks',
    xml(
      200,
      `<DescribeStacksResponse><DescribeStacksResult><Stacks><member><StackName>shop-network</StackName>
       <CreationTime>2026-01-05T10:00:00.000Z</CreationTime><StackStatus>CREATE_COMPLETE</StackStatus>
       <Outputs><member><OutputKey>VpcId</OutputKey><OutputValue>vpc-1</OutputValue></member></Outputs>
       </member></Stacks></DescribeStacksResult></DescribeStacksResponse>`,
    ),
  ],
  [
    'POST / Action=CreateChangeSet',
    xml(
      400,
      `<ErrorResponse><Error><Type>Sender</Type><Code>AlreadyExistsException</Code><Message>there is one</Message></Error>
       <RequestId>r</RequestId></ErrorResponse>`,
    ),
  ],
  ['POST / DynamoDB_20120810.GetItem', json(200, { Item: { at: { N: '9007199254740993' }, ok: { BOOL: true } } })],
  [
    'POST / DynamoDB_20120810.TransactWriteItems',
    json(400, {
      __type: 'com.amazonaws.dynamodb.v20120810#TransactionCanceledException',
      Message: 'cancelled',
      CancellationReasons: [{ Code: 'ConditionalCheckFailed', Item: { pk: { S: 'a' } } }],
    }),
  ],
  ['POST / AWSEvents.PutEvents', json(200, { FailedEntryCount: 1, Entries: [{ ErrorCode: 'InternalFailure' }] })],
  [
    'GET /2015-03-31/functions/shop-charge',
    json(200, {
      Configuration: { CodeSha256: 'q1w2', MemorySize: 512, Environment: { Variables: { A: 'b' } } },
      Tags: { t: 'v' },
    }),
  ],
  [
    'PUT /2015-03-31/functions/shop-charge/code',
    json(404, { Type: 'User', Message: 'Function not found' }, { 'x-amzn-errortype': 'ResourceNotFoundException' }),
  ],
  ['PUT /b/', { status: 200, headers: { etag: '"e1"', 'x-amz-version-id': 'v-2' }, body: '' }],
  [
    'HEAD /b/k',
    { status: 200, headers: { 'x-amz-version-id': 'v-1', 'content-length': '12', 'x-amz-meta-sha': '1' }, body: '' },
  ],
  ['GET /b/k', xml(404, '<Error><Code>NoSuchKey</Code><Message>it is not there</Message><Key>k</Key></Error>')],
  ['POST / secretsmanager.GetSecretValue', json(400, { __type: 'DecryptionFailure', Message: 'no key' })],
  [
    'POST / AmazonSQS.SendMessage',
    json(200, { MessageId: 'm-1', MD5OfMessageBody: '6f8f57715090da2632453988d9a1501b' }),
  ],
];

/** The answer to a request; an unknown one gets an error that no service would give. */
export function answerTo(method: string, path: string, target: string, body: string): Answer {
  const request = `${method} ${path} ${target}${body}`;
  const fits = ([start]: readonly [string, Answer]) =>
    request.startsWith(start) || `${method} ${path}`.startsWith(start);
  return ANSWERS.find(fits)?.[1] ?? json(418, { __type: 'NoSuchAnswer', message: request });
}
