import { createCheckWriter } from '../../../controller/adapters/github-checks.ts';
import { createCommentWriter } from '../../../controller/adapters/github-comments.ts';
import { createDeliveryLog } from '../../../controller/adapters/github-deliveries.ts';
import { createChangeProposer } from '../../../controller/adapters/github-proposals.ts';
import { createPullReader } from '../../../controller/adapters/github-pulls.ts';
import { createSource } from '../../../controller/adapters/github-source.ts';
import { githubWith, type Handler, json } from '../adapters/github-http.ts';

const SHA = 'c0ffee'.padEnd(40, '0');
const pull = {
  number: 7,
  state: 'open',
  html_url: 'https://ghe.example/7',
  head: { sha: SHA, ref: 'holdfast/adopt-2', repo: { id: 1 } },
  base: { ref: 'main', repo: { id: 1 } },
  user: { login: 'ada' },
  merged_by: { login: 'grace' },
};

/** Good answers by the beginning of `METHOD /path`, without the repository. What is not here is not found. */
const ANSWERS: readonly (readonly [string, unknown])[] = [
  [`GET /git/trees/${SHA}`, { tree: [{ path: 'a.yaml', mode: '100644', sha: SHA, size: 2 }], truncated: false }],
  ['GET /git/ref/heads/main', { object: { sha: SHA, type: 'commit' } }],
  [`GET /compare/${SHA}...${SHA}`, { status: 'identical' }],
  [`GET /git/commits/${SHA}`, { sha: SHA, parents: [], tree: { sha: SHA }, message: 'Holdfast-Proposal: x' }],
  [`GET /commits/${SHA}/pulls`, [{ ...pull, merged_at: '2026-01-05T10:00:00Z', merge_commit_sha: SHA }]],
  ['GET /pulls/7/reviews', [{ state: 'APPROVED', commit_id: SHA, user: { login: 'kay' } }]],
  ['GET /pulls/7', pull],
  ['GET /pulls?', [pull]],
  ['GET /collaborators/ada/permission', { permission: 'write' }],
  [
    `GET /commits/${SHA}/check-runs`,
    { check_runs: [{ id: 3, status: 'queued', app: { id: 5 }, output: { annotations_count: 1 } }] },
  ],
  [
    'GET /check-runs/3/annotations',
    [{ path: 'a', start_line: 1, annotation_level: 'failure', title: 't', message: 'm' }],
  ],
  ['PATCH /check-runs/3', { id: 3, status: 'completed', conclusion: 'failure' }],
  ['POST /check-runs', { id: 4 }],
  ['POST /issues/comments/9/reactions', { id: 11 }],
  ['GET /issues/7/comments', [{ id: 9, body: 'hello' }]],
  ['POST /issues/7/comments', { id: 10 }],
  ['GET /activity', [{ after: SHA, timestamp: '2026-01-05T10:00:00Z' }]],
  [
    'GET /app/hook/deliveries',
    [
      {
        id: 12,
        guid: 'g',
        delivered_at: '2026-01-05T10:00:00Z',
        status_code: 502,
        event: 'push',
        action: null,
        repository_id: 1,
      },
    ],
  ],
  ['POST /app/hook/deliveries/12/attempts', {}],
  ['GET ', { id: 1 }],
  ['GET /users/ada', { id: 583231, login: 'ada' }],
  ['POST /git/trees', { sha: SHA }],
  ['POST /git/commits', { sha: SHA }],
  ['POST /git/refs', { ref: 'refs/heads/holdfast/adopt-1', object: { sha: SHA } }],
  ['GET /git/ref/heads/holdfast/adopt-2', { object: { sha: SHA, type: 'commit' } }],
  ['PATCH /git/refs/heads/holdfast/adopt-2', { object: { sha: SHA } }],
  ['POST /pulls', { number: 8, html_url: 'https://ghe.example/8' }],
  ['PATCH /pulls/7', { number: 7, html_url: 'https://ghe.example/7' }],
];

const answer: Handler = ({ method, path }) => {
  const call = `${method} ${path.replace('/repos/acme/registry', '')}`;
  const found = ANSWERS.find(([start]) => (start.endsWith(' ') ? call === start : call.startsWith(start)));
  return found && json(found[1]);
};

/** Each call that our adapters make to GitHub: what was sent, and what came back or the error's code. */
export async function callGithub(): Promise<object> {
  const { github, seen } = githubWith([answer]);
  const source = createSource(github);
  const pulls = createPullReader(github);
  const checks = createCheckWriter(github);
  const comments = createCommentWriter(github);
  const deliveries = createDeliveryLog(github);
  const proposer = createChangeProposer(github);
  const content = { title: 't', summary: 's', text: '', annotations: [], actions: [], conclusion: 'success' } as const;
  const calls: readonly (() => Promise<unknown>)[] = [
    () => source.readTree(SHA),
    () => source.readBlob(SHA),
    () => source.headOf('main'),
    () => source.compare(SHA, SHA),
    () => source.compare(SHA, 'f'.repeat(40)),
    () => pulls.readPull(7),
    () => pulls.openPullsAt(SHA),
    () => pulls.canWrite('ada'),
    () => pulls.approvalOf(SHA),
    () => checks.writeCheck('holdfast/plan', SHA, 'run-1', content),
    () => checks.writeCheck('holdfast/plan', SHA, 'run-1', { ...content, annotations: [annotation] }),
    () => comments.react(9, 'eyes'),
    () => comments.reply(7, 'delivery-1', 'No.'),
    () => source.pushedAt(SHA),
    () => deliveries.listDeliveries(0),
    () => deliveries.redeliver('12'),
    () => proposer.propose({ ...proposal, branch: 'holdfast/adopt-1' }),
    () => proposer.propose({ ...proposal, branch: 'holdfast/adopt-2' }),
  ];
  const understood: unknown[] = [];
  for (const call of calls) understood.push(await call().then((value) => value ?? 'done', codeOf));
  // The App's own token holds the time of signing.
  const said = seen.map(({ authorization, ...request }) => ({ ...request, scheme: authorization.split(' ')[0] }));
  return { said, understood };
}

const proposal = {
  base: 'main',
  baseSha: SHA,
  files: [{ path: 'a.yaml', text: 'a: 1' }],
  author: 'ada',
  title: 't',
  body: 'b',
};

const annotation = { path: 'a', line: 1, level: 'failure', title: 't', message: 'm' } as const;

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : String(error);
}
