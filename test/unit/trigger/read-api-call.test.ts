import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readApiCall } from '../../../controller/trigger/read-api-call.ts';
import { readMessage } from '../../../controller/trigger/read-event.ts';

/** As EventBridge delivers it, in the form of https://docs.aws.amazon.com/lambda/latest/dg/logging-using-cloudtrail.html */
const UPDATE = {
  eventVersion: '1.09',
  userIdentity: {
    type: 'AssumedRole',
    principalId: 'AROAEXAMPLE:mona',
    arn: 'arn:aws:sts::123456789012:assumed-role/AdministratorAccess/mona',
    accountId: '123456789012',
  },
  eventTime: '2026-11-26T03:12:07Z',
  eventSource: 'lambda.amazonaws.com',
  eventName: 'UpdateFunctionConfiguration20150331v2',
  awsRegion: 'us-east-1',
  sourceIPAddress: '192.0.2.17',
  userAgent: 'console.amazonaws.com',
  requestParameters: { functionName: 'shop-team-a-function-charge', memorySize: 3008 },
  responseElements: { functionArn: 'arn:aws:lambda:us-east-1:123456789012:function:shop-team-a-function-charge' },
  eventID: '7b2f6f0e-4c0b-4a77-9f6d-0a4f6f2f6c11',
  readOnly: false,
  eventType: 'AwsApiCall',
};

const ignored = (because: string) => ({ kind: 'ignored', because });

describe('a call that CloudTrail tells of', () => {
  test('becomes who, what, when, from where, and the names that it was about', () => {
    expect(readApiCall(UPDATE)).toEqual({
      kind: 'trigger',
      trigger: {
        type: 'api-call',
        id: '7b2f6f0e-4c0b-4a77-9f6d-0a4f6f2f6c11',
        call: 'lambda:UpdateFunctionConfiguration',
        at: '2026-11-26T03:12:07Z',
        principal: 'arn:aws:sts::123456789012:assumed-role/AdministratorAccess/mona',
        from: '192.0.2.17',
        names: [
          'shop-team-a-function-charge',
          'arn:aws:lambda:us-east-1:123456789012:function:shop-team-a-function-charge',
        ],
      },
    });
  });

  test('comes by the queue in the envelope of EventBridge, and again as our own trigger', () => {
    const event = { source: 'aws.lambda', 'detail-type': 'AWS API Call via CloudTrail', detail: UPDATE };
    const read = readMessage(JSON.stringify(event), 'shop');
    expect(read).toEqual(readApiCall(UPDATE));
    if (read.kind === 'trigger') expect(readMessage(JSON.stringify(read.trigger), 'shop')).toEqual(read);
  });

  test.each([
    [{ readOnly: true }, 'the call changed nothing'],
    [{ errorCode: 'AccessDenied' }, 'the call was refused'],
    [{ sourceIPAddress: 'cloudformation.amazonaws.com' }, 'the call is one of CloudFormation'],
    [{ userIdentity: { invokedBy: 'cloudformation.amazonaws.com' } }, 'the call is one of CloudFormation'],
    [{ eventSource: 'lambda' }, 'the event tells of no call'],
    [{ eventTime: 'yesterday' }, 'the event tells of no call'],
  ])('with %j starts nothing', (change, because) => {
    expect(readApiCall({ ...UPDATE, ...change })).toEqual(ignored(because));
  });

  test('gives no content for a name: policies, texts with spaces and long values are left out', () => {
    const requestParameters = {
      roleName: 'shop-team-a-role-charge',
      policyDocument: '{"Statement": []}',
      description: 'two words',
      userData: 'x'.repeat(513),
      deep: { deep: { deep: { deep: { deep: 'too-deep' } } } },
    };
    const read = readApiCall({ ...UPDATE, requestParameters, responseElements: null });
    expect(read).toMatchObject({ trigger: { names: ['shop-team-a-role-charge'] } });
  });

  test('is read whatever it holds, and never has more than 60 names', () => {
    fc.assert(
      fc.property(fc.anything(), fc.array(fc.string()), (anything, list) => {
        const read = readApiCall({ ...UPDATE, requestParameters: { anything, list } });
        if (read.kind === 'trigger' && read.trigger.type === 'api-call') {
          expect(read.trigger.names.length).toBeLessThanOrEqual(60);
        }
      }),
    );
  });
});
