import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readMessage } from '../../../controller/trigger/read-event.ts';
import { readWebhook } from '../../../controller/trigger/read-webhook.ts';
import { AUDIENCE } from './signed-request.ts';

/** What `@octokit/webhooks-examples` publishes: real payloads of GitHub, by event. */
const EXAMPLES: readonly { readonly name: string; readonly examples: readonly object[] }[] = JSON.parse(
  readFileSync(fileURLToPath(import.meta.resolve('@octokit/webhooks-examples')), 'utf8'),
);

/** The same payloads, made to be about our repository, branch, App, checks and button, so that every reader is reached. */
const WEBHOOKS = EXAMPLES.flatMap(({ name, examples }) =>
  examples.map((payload) => ({ event: name, payload: aboutUs(payload) })),
);

function aboutUs(payload: object): object {
  const text = JSON.stringify(payload)
    .replaceAll(/"full_name":"[^"]*"/g, '"full_name":"octo-org/registry"')
    .replaceAll('"refs/heads/master"', '"refs/heads/main"')
    .replaceAll('"ref":"master"', '"ref":"main"')
    .replaceAll(/("issue":\{)(?!"pull_request")/g, '$1"pull_request":{},')
    .replaceAll(/"name":"(?:Octocoders-linter|API Review|randscape)"/g, '"name":"holdfast/plan"')
    .replaceAll('"identifier":"lgtm|26764"', '"identifier":"revert"')
    .replaceAll('"name":"bug"', '"name":"holdfast/confirm-iam"')
    .replaceAll(/"body":"You are totally right[^"]*"/g, '"body":"/holdfast suspend because of a sale"')
    .replaceAll(/"app":\{"id":\d+/g, '"app":{"id":29310');
  return JSON.parse(text);
}

/** Every copy of `value` in which one field, at any depth, is gone, null, or of another type. */
function* mutantsOf(value: unknown): Generator<unknown> {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, member] of Object.entries(value)) {
    yield Object.fromEntries(Object.entries(value).filter(([name]) => name !== key));
    yield { ...value, [key]: null };
    yield { ...value, [key]: retyped(member) };
    for (const mutant of mutantsOf(member)) yield { ...value, [key]: mutant };
  }
}

function retyped(value: unknown): unknown {
  if (typeof value === 'string') return Number.MAX_VALUE;
  if (typeof value === 'number') return String(value);
  if (typeof value === 'boolean') return { toString: 'no' };
  return Array.isArray(value) ? 'text' : [[], {}];
}

/** The outcome is one of the two kinds, and a trigger is one that the reconciler's reader takes. */
function check(event: string, payload: object): string {
  const result = readWebhook({ event, delivery: 'd-1', payload }, AUDIENCE);
  if (result.kind === 'trigger') expect(readMessage(JSON.stringify(result.trigger), 'shop')).toEqual(result);
  return result.kind === 'trigger' ? result.trigger.type : result.kind;
}

test('the published examples reach every reader', () => {
  const outcomes = WEBHOOKS.map(({ event, payload }) => `${event} ${check(event, payload)}`);
  const count = (outcome: string) => outcomes.filter((one) => one === outcome).length;
  expect(outcomes.length).toBe(329);
  expect(count('pull_request pull-request')).toBe(9);
  expect(count('merge_group merge-group')).toBe(2);
  expect(count('push push')).toBe(2);
  expect(count('check_run check-rerun')).toBe(2);
  expect(count('check_run check-action')).toBe(1);
  expect(count('check_suite check-rerun')).toBe(2);
  // Five comments were made, two edited, two deleted; two put a label on.
  expect(count('issue_comment command')).toBe(5);
  expect(count('pull_request label')).toBe(2);
});

test('W6: with any one field gone, null or retyped, every example still gives an outcome', () => {
  let mutants = 0;
  for (const { event, payload } of WEBHOOKS) {
    for (const mutant of mutantsOf(payload)) {
      if (typeof mutant !== 'object' || mutant === null) continue;
      check(event, mutant);
      mutants += 1;
    }
  }
  expect(mutants).toBeGreaterThan(200_000);
});

test('W6: no payload whatever throws', () => {
  const events = fc.constantFrom('pull_request', 'push', 'check_run', 'check_suite', 'issue_comment');
  const actions = fc.constantFrom('opened', 'edited', 'rerequested', 'requested_action', undefined, 7);
  const fields = fc.constantFrom(
    'pull_request',
    'check_run',
    'repository',
    'head',
    'base',
    'app',
    'sender',
    '__proto__',
  );
  const payloads = fc.dictionary(fields, fc.dictionary(fields, fc.jsonValue()));
  fc.assert(
    fc.property(events, actions, payloads, (event, action, payload) => {
      check(event, { ...payload, ...(action !== undefined && { action }) });
      check(event, { ...payload, action, repository: { full_name: 'octo-org/registry' } });
    }),
    { numRuns: 1_000 },
  );
});
