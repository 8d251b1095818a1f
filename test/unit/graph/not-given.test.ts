import { expect, test } from 'vitest';
import { whyNotGiven } from '../../../controller/graph/not-given.ts';
import { platform, registryOf, team } from '../compile/registry-of.ts';

/** Why a document of this spec does not give an output. */
function why(kind: string, spec: Readonly<Record<string, unknown>>, output: string): string | undefined {
  const documents = [team('web'), { kind, metadata: { name: 'one' }, spec }];
  const document = registryOf(platform(), { web: documents }).documents.find((found) => found.kind === kind);
  return document && whyNotGiven(document, output);
}

test('a Table gives its stream only where it has one', () => {
  const partitionKey = { name: 'id' };
  expect(why('Table', { partitionKey }, 'streamArn')).toBe('its spec has no stream');
  expect(why('Table', { partitionKey, stream: 'new-image' }, 'streamArn')).toBeUndefined();
  expect(why('Table', { partitionKey }, 'tableArn')).toBeUndefined();
});

test.each(['deadLetterQueueArn', 'deadLetterQueueUrl'])('a Queue gives %s only where it has one', (output) => {
  expect(why('Queue', { deadLetter: false }, output)).toBe('its spec has deadLetter: false');
  expect(why('Queue', {}, output)).toBeUndefined();
  expect(why('Queue', { deadLetter: false }, 'queueArn')).toBeUndefined();
});

test('names that every object has are no outputs', () => {
  expect(why('Queue', {}, 'constructor')).toBeUndefined();
});
