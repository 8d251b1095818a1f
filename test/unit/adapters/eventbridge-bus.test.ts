import {
  EventBridgeClient,
  type PutEventsCommandInput,
  type PutEventsCommandOutput,
} from '@aws-sdk/client-eventbridge';
import { expect, test } from 'vitest';
import { createEventPublisher } from '../../../controller/adapters/eventbridge-bus.ts';
import type { HoldfastEvent } from '../../../controller/report/events-port.ts';

/** A client that answers each request with the next of these, and notes what it was asked. */
function scripted(answers: readonly (Partial<PutEventsCommandOutput> | Error)[]) {
  const client = new EventBridgeClient({ region: 'us-east-1' });
  const requests: PutEventsCommandInput[] = [];
  client.middlewareStack.add(
    () => async (args) => {
      const answer = answers[requests.length] ?? {};
      requests.push(args.input as PutEventsCommandInput);
      if (answer instanceof Error) throw answer;
      return { response: {}, output: { $metadata: {}, FailedEntryCount: 0, Entries: [], ...answer } };
    },
    { step: 'initialize' },
  );
  return { client, requests };
}

const FINISHED: HoldfastEvent = {
  type: 'Run Finished',
  detail: { run: 'abc', sha: 'abc', purpose: 'apply', state: 'succeeded', seconds: 1.5 },
};

test('an event goes to the named bus with its type and details', async () => {
  const { client, requests } = scripted([]);
  await createEventPublisher(client, 'holdfast').publish([FINISHED]);
  expect(requests).toEqual([
    {
      Entries: [
        {
          EventBusName: 'holdfast',
          Source: 'holdfast',
          DetailType: 'Run Finished',
          Detail: '{"run":"abc","sha":"abc","purpose":"apply","state":"succeeded","seconds":1.5}',
        },
      ],
    },
  ]);
});

test('no event is no request, and 25 events are three', async () => {
  const { client, requests } = scripted([]);
  await createEventPublisher(client, 'holdfast').publish([]);
  expect(requests).toEqual([]);
  await createEventPublisher(client, 'holdfast').publish(Array.from({ length: 25 }, () => FINISHED));
  expect(requests.map(({ Entries }) => Entries?.length)).toEqual([10, 10, 5]);
});

test('C6: an entry that the bus refused is an error, although the request itself succeeded', async () => {
  const refused = (ErrorCode: string) => ({
    FailedEntryCount: 1,
    Entries: [{ EventId: '1' }, { ErrorCode, ErrorMessage: 'not now' }],
  });
  const publish = (code: string) =>
    createEventPublisher(scripted([refused(code)]).client, 'holdfast').publish([FINISHED, FINISHED]);
  await expect(publish('ThrottlingException')).rejects.toMatchObject({
    code: 'EventRefused',
    retryable: true,
    message: 'Event bus holdfast did not take an event: ThrottlingException not now',
  });
  await expect(publish('NotAuthorizedForSourceException')).rejects.toMatchObject({ retryable: false });
});

test('C8: an outage is an error that may be tried again', async () => {
  const outage = Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
  const { client } = scripted([outage]);
  await expect(createEventPublisher(client, 'holdfast').publish([FINISHED])).rejects.toMatchObject({
    name: 'HoldfastError',
    code: 'Unavailable',
    retryable: true,
  });
});
