import { describe, expect, test } from 'vitest';
import { createCheckWriter } from '../../../controller/adapters/github-checks.ts';
import { annotations, checkWriterContract, DONE, RUNNING } from '../../contract/check-writer.ts';
import { createCheckServer, type StoredRun } from './github-check-server.ts';
import { githubWith } from './github-http.ts';

const SHA = 'a'.repeat(40);
const OTHER = 'b'.repeat(40);
const PLAN = 'holdfast/plan';

function setUp(foreign: readonly StoredRun[] = []) {
  const server = createCheckServer(foreign);
  const { github, seen } = githubWith([server.handler]);
  const writes = () => seen.filter(({ path, method }) => path.includes('/check-runs') && method !== 'GET');
  return { server, writer: createCheckWriter(github), writes };
}

checkWriterContract('adapter on GitHub’s documented behaviour', async () => {
  const { server, writer } = setUp();
  const of = (name: string, sha: string) => server.runs.filter((run) => run.name === name && run.headSha === sha);
  return {
    writer,
    commits: [SHA, OTHER],
    count: async (name, sha) => of(name, sha).length,
    shown: async (name, sha) => {
      const run = of(name, sha).at(-1);
      if (run === undefined) return undefined;
      const { id, externalId, title, summary, text } = run;
      const conclusion = run.conclusion === 'success' || run.conclusion === 'failure' ? run.conclusion : undefined;
      return { id, name, externalId, title, summary, text, conclusion, annotations: run.annotations.map(toShown) };
    },
  };
});

function toShown({ path, start_line: line, annotation_level, message }: StoredRun['annotations'][number]) {
  const level = annotation_level === 'failure' ? 'failure' : 'notice';
  return { path, line, level, message } as const;
}

describe('how GitHub is asked', () => {
  test('G1: 120 annotations are one creation and two updates of at most 50, each with the whole output and the conclusion', async () => {
    const { writer, writes } = setUp();
    await writer.writeCheck(PLAN, SHA, 'run-1', { ...DONE, annotations: annotations(120) });
    const output = { title: DONE.title, summary: DONE.summary, text: DONE.text };
    const common = { status: 'completed', conclusion: 'success', external_id: 'run-1', actions: [], output };
    expect(writes()).toMatchObject([
      { method: 'POST', body: { ...common, name: PLAN, head_sha: SHA } },
      { method: 'PATCH', body: common },
      { method: 'PATCH', body: common },
    ]);
    expect(writes().map(({ body }) => Reflect.get(Object(body), 'output').annotations.length)).toEqual([50, 50, 20]);
  });

  test('a running check carries no conclusion; a button has GitHub’s three fields', async () => {
    const { writer, writes } = setUp();
    const action = { label: 'Revert drift', description: 'Put back what Git says', identifier: 'revert-drift' };
    await writer.writeCheck(PLAN, SHA, 'run-1', { ...RUNNING, actions: [action] });
    expect(writes()).toHaveLength(1);
    expect(writes()[0]?.body).toEqual({
      name: PLAN,
      head_sha: SHA,
      external_id: 'run-1',
      status: 'in_progress',
      output: { title: RUNNING.title, summary: RUNNING.summary, text: '' },
      actions: [action],
    });
  });

  test('an annotation names its line twice, as GitHub wants it', async () => {
    const { writer, writes } = setUp();
    await writer.writeCheck(PLAN, SHA, 'run-1', { ...DONE, annotations: annotations(1) });
    expect(writes()[0]).toMatchObject({
      body: {
        output: {
          annotations: [
            {
              path: 'teams/payments/charge.yaml',
              start_line: 1,
              end_line: 1,
              annotation_level: 'failure',
              title: 'UnknownField',
              message: 'wrong 0',
            },
          ],
        },
      },
    });
  });

  test('C3: a lost reply of a creation is found again, not repeated', async () => {
    const { server, writer, writes } = setUp();
    server.loseNextReply();
    await writer.writeCheck(PLAN, SHA, 'run-1', { ...DONE, annotations: annotations(3) });
    expect(writes().map(({ method }) => method)).toEqual(['POST', 'PATCH']);
    expect(server.runs).toHaveLength(1);
    expect(server.runs[0]?.annotations).toHaveLength(3);
  });

  test('C2: after a crash between two pages the next write adds only what is missing', async () => {
    const { server, writer } = setUp();
    await writer.writeCheck(PLAN, SHA, 'run-1', { ...DONE, annotations: annotations(50) });
    await writer.writeCheck(PLAN, SHA, 'run-1', { ...DONE, annotations: annotations(70) });
    expect(server.runs.map((run) => run.annotations.length)).toEqual([70]);
  });

  const foreign = (id: number): StoredRun => ({
    ...{ id, appId: 6, name: PLAN, headSha: SHA, status: 'completed', conclusion: 'success', externalId: 'theirs' },
    ...{ title: 'theirs', summary: '', text: '', actions: [], annotations: [] },
  });

  test('W8: a run of that name that another App made is not touched, even if it is listed', async () => {
    const { server, writer } = setUp([foreign(1)]);
    server.unfiltered.on = true;
    await writer.writeCheck(PLAN, SHA, 'run-1', { ...DONE, conclusion: 'failure' });
    expect(server.runs.map(({ appId, title, conclusion }) => [appId, title, conclusion])).toEqual([
      [6, 'theirs', 'success'],
      [5, DONE.title, 'failure'],
    ]);
  });

  test('W8: ours is found behind a newer one of another App', async () => {
    const { server, writer } = setUp();
    await writer.writeCheck(PLAN, SHA, 'run-1', RUNNING);
    server.runs.push(foreign(2));
    await writer.writeCheck(PLAN, SHA, 'run-1', DONE);
    expect(server.runs.map(({ appId, title }) => [appId, title])).toEqual([
      [5, DONE.title],
      [6, 'theirs'],
    ]);
  });

  test('a finished run is not asked to run again: the new one is made at once', async () => {
    const { writer, writes } = setUp();
    await writer.writeCheck(PLAN, SHA, 'run-1', DONE);
    await writer.writeCheck(PLAN, SHA, 'run-2', RUNNING);
    expect(writes().map(({ method }) => method)).toEqual(['POST', 'POST']);
  });

  test('G2: when GitHub keeps an old conclusion, a new run says the true one', async () => {
    const { server, writer } = setUp();
    await writer.writeCheck(PLAN, SHA, 'run-1', DONE);
    server.frozenConclusions.on = true;
    await writer.writeCheck(PLAN, SHA, 'run-2', { ...DONE, conclusion: 'failure' });
    expect(server.runs.map(({ conclusion }) => conclusion)).toEqual(['success', 'failure']);
  });

  test('an outage that stays is thrown after three tries', async () => {
    const { github, seen } = githubWith([
      ({ path }) => (path.includes('check-runs') ? new Response('down', { status: 503 }) : undefined),
    ]);
    await expect(createCheckWriter(github).writeCheck(PLAN, SHA, 'run-1', DONE)).rejects.toMatchObject({
      code: 'Unavailable',
      retryable: true,
    });
    expect(seen.filter(({ path }) => path.includes('check-runs'))).toHaveLength(9);
  });
});
