import type { Palette } from '../../../controller/report/palette.ts';
import type { DemoWorld } from './demo.ts';
import type { StepName, StepResult } from './steps.ts';

/** What each step is about, for a person who reads along. */
const HEADINGS: Readonly<Record<StepName, string>> = {
  'local-cloud-up': 'A local AWS and a local GitHub are up',
  'bootstrap-deployed': 'The controller is deployed with the real CDK',
  'registry-seeded': 'The platform team pushes the registry',
  'pull-request-opened': 'A team opens a pull request',
  'plan-check-posted': 'Holdfast plans it, as a check',
  merged: 'The pull request is merged',
  applied: 'Holdfast applies it through CloudFormation',
  'route-answered': "The team's function answers behind the shared API",
  'drift-made': "Somebody changes the function behind Git's back",
  'drift-detected': 'Holdfast finds it, unasked',
  'drift-blamed': 'and says who it was',
  'drift-reverted': 'One press on the button puts it back',
  'drift-adopted': 'The next change by hand was right: another button proposes it for Git, as one line',
  'rolled-back': 'A change that was wrong is taken back, and stays so',
  'everything-applied': 'The next one ends that, and adds all the other kinds',
  'file-processed': 'A file in a bucket runs a function, by event and queue',
  'prune-refused-without-consent': 'A mass delete needs the word of a second person',
  'broken-pull-request-rejected': 'A pull request with a typo is refused, at its line',
};

/** Lines of what a step has to show that are printed at most. */
const MAX_LINES = 28;
const MAX_WIDTH = 150;

/** One step for the terminal: mark, heading, time, the sentence, and what there is to see. */
export function stepText({ step, ok, ms, detail }: StepResult, more: string, total: number, palette: Palette): string {
  const { bold, dim, green, red } = palette;
  const mark = ok ? green('✔') : red('✘');
  const time = dim(`${(ms / 1000).toFixed(1)} s, ${total.toFixed(1)} s in all`);
  const lines = more.trim() === '' ? [] : more.trim().split('\n');
  const cut = (line: string) => (line.length > MAX_WIDTH ? `${line.slice(0, MAX_WIDTH - 1)}…` : line);
  const shown = lines.length > MAX_LINES ? [...lines.slice(0, MAX_LINES), '…'] : lines;
  const body = [detail, ...shown.map((line) => dim(`│ ${cut(line)}`))].map((line) => `  ${line}`);
  return `\n${mark} ${bold(HEADINGS[step])} ${dim(`(${step})`)} ${time}\n${body.join('\n')}\n`;
}

/** What a person can do while the local cloud keeps running. */
export function howToPlay({ cloud, controller, routeUrl }: DemoWorld): string {
  const { aws, github } = cloud;
  const variables = Object.entries({ ...aws.env, HOLDFAST_RECONCILE_URL: controller.reconcileUrl });
  const registry = `${github.url}/repos/${github.owner}/${github.repo}`;
  return `
Everything keeps running until Ctrl-C.

  The route             curl '${routeUrl}'
  The registry          ${registry}
  Pull requests         ${registry}/pulls?state=all
  Checks on main        ${registry}/commits/main/check-runs

In another terminal, look around with the same command line as in an account:

${variables.map(([name, value]) => `  export ${name}='${value}'`).join('\n')}
  npx holdfast status --environment dev
  npx holdfast history --environment dev
  npx holdfast drift --registry registry/starter

Change registry/starter/teams/orders/status.yaml, then open a pull request with it:

  npm run demo:pull -- ${github.url} ${github.owner}/${github.repo} teams/orders/status.yaml registry/starter/teams/orders/status.yaml

`;
}
