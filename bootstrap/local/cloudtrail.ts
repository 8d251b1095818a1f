import { randomUUID } from 'node:crypto';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { LocalAws } from './aws.ts';
import { clientSettings } from './platform.ts';

/** A call that a person made. */
export interface LocalCall {
  /** Prefix of the service in IAM, e.g. `lambda`. */
  readonly service: string;
  readonly name: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Name of the person's session. */
  readonly person: string;
}

/** A documentation address (RFC 5737). */
const ADDRESS = '192.0.2.17';

/**
 * Tells of a call as CloudTrail does through EventBridge in an account with a trail. The emulated AWS has no CloudTrail, so that whoever changes
 * something here by hand has to say so.
 */
export async function tellCloudTrail(aws: LocalAws, call: LocalCall): Promise<void> {
  const { service, name, parameters, person } = call;
  const detail = {
    eventVersion: '1.09',
    userIdentity: {
      type: 'AssumedRole',
      arn: `arn:aws:sts::${aws.account}:assumed-role/Administrator/${person}`,
      accountId: aws.account,
    },
    eventTime: new Date().toISOString().replace(/\.\d+Z$/, 'Z'),
    eventSource: `${service}.amazonaws.com`,
    eventName: name,
    awsRegion: aws.region,
    sourceIPAddress: ADDRESS,
    userAgent: 'console.amazonaws.com',
    requestParameters: parameters,
    responseElements: null,
    eventID: randomUUID(),
    readOnly: false,
    eventType: 'AwsApiCall',
    managementEvent: true,
  };
  const entry = { Source: `aws.${service}`, DetailType: 'AWS API Call via CloudTrail', Detail: JSON.stringify(detail) };
  const { FailedEntryCount } = await new EventBridgeClient(clientSettings(aws)).send(
    new PutEventsCommand({ Entries: [entry] }),
  );
  if (FailedEntryCount) throw new Error('the local cloud did not take the event of CloudTrail');
}
