import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { requestReconcile } from '../../../controller/adapters/controller-api.ts';
import { tellCloudTrail } from '../cloudtrail.ts';
import { type Files, mergePullRequest, openPullRequest, pushFiles, sendSignedEvent } from '../github-events.ts';
import { logLines, recentProblems } from '../logs.ts';
import {
  clientSettings,
  type DeployedController,
  deployController,
  type LocalCloud,
  localApiUrl,
  stackOutputs,
  startLocalCloud,
} from '../platform.ts';
import { type Check, readCheck, untilCheck } from './checks.ts';
import { functionPackage, upload } from './code.ts';
import { changeByHand, type FunctionState, functionState } from './drift.ts';
import type { Narrator } from './steps.ts';
import { until } from './until.ts';

const STARTER = join(import.meta.dirname, '..', '..', '..', 'registry', 'starter');
const PROJECT = 'shared-lambda-infra';
const FUNCTION = `${PROJECT}-payments-function-charge`;
/** What somebody gives the function by hand, rightly, in MiB. */
const ADOPTED_MB = 1024;
const TEAM_FILE = 'teams/payments/charge.yaml';

/** What the teams' own pipelines have built and put into the artifact bucket: the key, and what the function answers. */
const PACKAGES = [
  ['payments/charge.zip', 'Charged, from the shared API.'],
  ['payments/settle.zip', 'Settled.'],
  ['orders/status.zip', 'On its way.'],
  ['orders/imports.zip', 'Imported.'],
  ['orders/planner.zip', 'Planned.'],
  ['orders/researcher.zip', 'Researched.'],
] as const;

/** The local cloud after the demo, for a person to go on with. */
export interface DemoWorld {
  readonly cloud: LocalCloud;
  readonly controller: DeployedController;
  readonly routeUrl: string;
}

/**
 * Plays the whole story against the local cloud, one step after the other, and gives what is left for a person to play with.
 * Throws what a step throws; `stop` has to be called on the cloud that `started` was told of, whatever happens.
 */
export async function playDemo(narrator: Narrator, started: (cloud: LocalCloud) => void): Promise<DemoWorld> {
  let running: LocalCloud | undefined;
  try {
    return await playSteps(narrator, (cloud) => {
      running = cloud;
      started(cloud);
    });
  } catch (error) {
    if (running !== undefined) narrator.explain(await problemsOf(running));
    throw error;
  }
}

/** What the controller's functions complained about: most likely the reason why a step waited in vain. */
async function problemsOf({ aws }: LocalCloud): Promise<readonly string[]> {
  const names = ['webhook', 'planner', 'applier'].map((role) => `holdfast-dev-${role}`);
  const problems = await Promise.all(names.map((name) => recentProblems(aws, name).catch(() => [])));
  return problems.flat();
}

async function playSteps(narrator: Narrator, started: (cloud: LocalCloud) => void): Promise<DemoWorld> {
  const cloud = await narrator.step('local-cloud-up', async () => {
    const value = await startLocalCloud();
    started(value);
    return { value, detail: `AWS at ${value.aws.endpoint}, GitHub at ${value.github.url}` };
  });
  const controller = await narrator.step('bootstrap-deployed', async () => {
    const value = await deployController(cloud);
    const count = Object.keys(value.outputs).length;
    return { value, detail: `cdk deploy made stack holdfast-dev (${count} outputs); GitHub calls ${value.webhookUrl}` };
  });
  await narrator.step('registry-seeded', () => seedRegistry(cloud));

  const pull = await narrator.step('pull-request-opened', () => openTeamPull(cloud));
  await narrator.step('plan-check-posted', () => showPlan(cloud, pull.headSha));
  const merged = await narrator.step('merged', async () => {
    const value = await mergePullRequest(cloud.github, pull.number);
    return { value, detail: `#${pull.number} is ${value.slice(0, 7)} on main` };
  });
  await narrator.step('applied', async () => {
    const check = await untilCheck(cloud.github, merged, 'holdfast/apply', 'success');
    return { value: check, detail: check.title, more: check.summary };
  });
  const routeUrl = await narrator.step('route-answered', () => callRoute(cloud, '/payments/charges'));

  const declared = await narrator.step('drift-made', () => makeDrift(cloud));
  const drift = await narrator.step('drift-detected', () => findDrift(cloud, merged));
  await narrator.step('drift-blamed', () => showActor(cloud, merged));
  await narrator.step('drift-reverted', () => revertDrift(cloud, drift, merged, declared));
  const adopted = await narrator.step('drift-adopted', () => adoptDrift(cloud, controller, merged));
  await narrator.step('rolled-back', () => rollBack(cloud, controller, adopted));
  await narrator.step('everything-applied', () => applyEverything(cloud));
  await narrator.step('file-processed', () => processFile(cloud));
  await narrator.step('prune-refused-without-consent', () => openPrune(cloud));
  await narrator.step('broken-pull-request-rejected', () => openBrokenPull(cloud));
  return { cloud, controller, routeUrl };
}

async function seedRegistry(cloud: LocalCloud) {
  const { aws, github } = cloud;
  const seed = starterFiles(isSeed);
  const sha = await pushFiles(github, 'main', seed, 'Describe the platform and its teams');
  const check = await untilCheck(github, sha, 'holdfast/apply', 'success');
  const bucket = (await stackOutputs(aws, `${PROJECT}-stateful`)).ArtifactBucketName ?? '';
  for (const [key, message] of PACKAGES) await upload(aws, bucket, key, functionPackage(message));
  const detail = `${Object.keys(seed).length} files pushed, platform applied; the teams' packages are in ${bucket}`;
  return { value: sha, detail, more: check.summary };
}

async function openTeamPull({ github }: LocalCloud) {
  const files = starterFiles((path) => path === TEAM_FILE);
  const value = await openPullRequest(github, 'payments/charge', files, 'Charge cards');
  return { value, detail: `#${value.number} adds ${TEAM_FILE}: a Function and a Route`, more: files[TEAM_FILE] ?? '' };
}

async function showPlan({ github }: LocalCloud, sha: string) {
  const value = await untilCheck(github, sha, 'holdfast/plan', 'success');
  return { value, detail: `holdfast/plan: ${value.title}`, more: value.summary };
}

async function callRoute({ aws }: LocalCloud, path: string) {
  const { ApiEndpoint = '' } = await stackOutputs(aws, `${PROJECT}-application`);
  const value = localApiUrl(aws, `${ApiEndpoint}${path}`);
  const response = await fetch(value);
  const body = await response.text();
  if (response.status !== 200) throw new Error(`GET ${value} answered ${response.status}: ${body}`);
  return { value, detail: `GET ${value} -> ${response.status}`, more: body };
}

async function makeDrift({ aws }: LocalCloud) {
  const before = await functionState(aws, FUNCTION);
  await changeByHand(aws, FUNCTION, 3008, functionPackage('This code is in no repository.'));
  const call = { service: 'lambda', parameters: { functionName: FUNCTION }, person: 'mona' };
  await tellCloudTrail(aws, { ...call, name: 'UpdateFunctionConfiguration20150331v2' });
  const after = await functionState(aws, FUNCTION);
  const value = before;
  return { value, detail: `${FUNCTION}: memory ${before.memoryMb} -> ${after.memoryMb} MB, and other code, by hand` };
}

/** Nobody asks for it: CloudTrail's event is enough. Without a trail the schedule would find it within the hour. */
async function findDrift({ github }: LocalCloud, head: string) {
  const value = await untilCheck(github, head, 'holdfast/drift', 'failure');
  return { value, detail: `holdfast/drift: ${value.title}`, more: value.summary };
}

async function showActor({ github }: LocalCloud, head: string) {
  const line = await until('The name of who it was', 30, async () => {
    const check = await readCheck(github, head, 'holdfast/drift');
    return check?.summary.split('\n').find((row) => row.includes('/mona`'));
  });
  const [, , principal = '', call = '', at = '', from = ''] = line
    .split('|')
    .map((cell) => cell.trim().replaceAll('`', ''));
  return { value: line, detail: `${principal}, at ${at}, with ${call}, from ${from}` };
}

/** Presses a button of a check, which GitHub tells the App of with `check_run.requested_action`. */
async function press({ github }: LocalCloud, drift: Check, head: string, identifier: string): Promise<void> {
  const { data: check } = await github.octokit().checks.get({ ...repositoryOf(github), check_run_id: drift.id });
  const { data: repository } = await github.octokit().repos.get(repositoryOf(github));
  await sendSignedEvent(github, 'check_run', {
    action: 'requested_action',
    requested_action: { identifier },
    check_run: { ...check, head_sha: head, app: { id: github.app.id } },
    repository,
    installation: { id: github.app.installationId },
    sender: { login: github.owner, type: 'User' },
  });
}

async function revertDrift(cloud: LocalCloud, drift: Check, head: string, declared: FunctionState) {
  const { aws, github } = cloud;
  await press(cloud, drift, head, 'revert-drift');
  const state = await until('The declared memory and code', 60, async () => {
    const now = await functionState(aws, FUNCTION);
    return now.memoryMb === declared.memoryMb && now.codeSha256 === declared.codeSha256 ? now : undefined;
  });
  const value = await until('A clean holdfast/drift', 60, async () => {
    const after = await readCheck(github, head, 'holdfast/drift');
    return after?.conclusion === 'success' ? after : undefined;
  });
  const detail = `memory is ${state.memoryMb} MB again, the declared code is back; ${value.title}`;
  return { value, detail };
}

/** Gives a function more memory by hand, has that proposed, and merges it: Git then says what is there, and nothing drifts any more. */
async function adoptDrift(cloud: LocalCloud, { reconcileUrl }: DeployedController, head: string) {
  const { aws, github } = cloud;
  await changeByHand(aws, FUNCTION, ADOPTED_MB);
  const call = { service: 'lambda', parameters: { functionName: FUNCTION }, person: 'mona' };
  await tellCloudTrail(aws, { ...call, name: 'UpdateFunctionConfiguration20150331v2' });
  const drift = await until('A holdfast/drift that says so', 60, async () => {
    const check = await readCheck(github, head, 'holdfast/drift');
    return check?.conclusion === 'failure' ? check : undefined;
  });
  await press(cloud, drift, head, 'adopt-drift');
  const pull = await until('A pull request of the App', 60, async () => {
    const { data } = await github.octokit().pulls.list({ ...repositoryOf(github), state: 'open' });
    return data.find(({ head: { ref } }) => ref.startsWith('holdfast/adopt-'));
  });
  const { data: files } = await github.octokit().pulls.listFiles({ ...repositoryOf(github), pull_number: pull.number });
  const changed = files.map(({ filename, additions, deletions }) => `${filename} +${additions} -${deletions}`).join();
  if (changed !== `${TEAM_FILE} +1 -1`) throw new Error(`the pull request changes ${changed}`);
  await untilCheck(github, pull.head.sha, 'holdfast/plan', 'success');
  const value = await mergePullRequest(github, pull.number);
  await untilCheck(github, value, 'holdfast/apply', 'success');
  await requestReconcile(reconcileUrl, { action: 'drift' }, new CloudFormationClient(clientSettings(aws)));
  const { title } = await untilCheck(github, value, 'holdfast/drift', 'success');
  const detail = `#${pull.number} changes one line of ${TEAM_FILE}: ${ADOPTED_MB} MB, as it is. Merged; ${title}`;
  return { value, detail, more: pull.body ?? '' };
}

/** Merges a change that turns out to be wrong, and asks the controller to go back, as `holdfast rollback` does. */
async function rollBack({ aws, github }: LocalCloud, { reconcileUrl }: DeployedController, good: string) {
  const files = {
    [TEAM_FILE]: (starterFiles((path) => path === TEAM_FILE)[TEAM_FILE] ?? '').replace(
      /memoryMb: \d+/,
      'memoryMb: 128',
    ),
  };
  const pull = await openPullRequest(github, 'payments/less-memory', files, 'Save some memory');
  await untilCheck(github, pull.headSha, 'holdfast/plan', 'success');
  const head = await mergePullRequest(github, pull.number);
  await untilCheck(github, head, 'holdfast/apply', 'success');
  const before = await functionState(aws, FUNCTION);
  const request = { action: 'rollback', sha: good, appliedSha: head } as const;
  await requestReconcile(reconcileUrl, request, new CloudFormationClient(clientSettings(aws)));
  const value = await until('A check that says so on the head', 60, async () => {
    const check = await readCheck(github, head, 'holdfast/apply');
    return check?.title.startsWith('Rolled back') === true ? check : undefined;
  });
  const after = await functionState(aws, FUNCTION);
  const detail = `#${pull.number} made it ${before.memoryMb} MB. ${value.title}: ${after.memoryMb} MB again`;
  return { value, detail, more: value.summary };
}

/** What the starter has besides the first team's function, in one pull request: every kind there is. */
async function applyEverything({ github }: LocalCloud) {
  const files = starterFiles((path) => !isSeed(path));
  const pull = await openPullRequest(github, 'starter/everything', files, 'Tables, queues, events and agents');
  const { title } = await untilCheck(github, pull.headSha, 'holdfast/plan', 'success');
  const value = await mergePullRequest(github, pull.number);
  const applied = await untilCheck(github, value, 'holdfast/apply', 'success', 90);
  const detail = `#${pull.number} adds ${Object.keys(files).length} files: ${title}. ${applied.title}`;
  return { value, detail, more: applied.summary };
}

/** Follows a file from the bucket over the event and the queue to the function of the team's EventProcessor. */
async function processFile({ aws }: LocalCloud) {
  const { BucketNameDocuments: bucket = '' } = await stackOutputs(aws, `${PROJECT}-team-orders`);
  const key = 'incoming/orders.csv';
  await upload(aws, bucket, key, 'orderId,total\no-1,42\n');
  const name = `${PROJECT}-orders-function-imports`;
  const value = await until('The function that imports the file', 60, async () =>
    (await logLines(aws, name)).find((line) => line.includes(key)),
  );
  return { value, detail: `s3://${bucket}/${key} reached ${name}`, more: value };
}

/** A pull request that deletes most of what there is fails its check until somebody else agrees. */
async function openPrune({ github }: LocalCloud) {
  const gone = Object.keys(starterFiles((path) => path.startsWith('teams/orders/') && !isSeed(path)));
  const files = Object.fromEntries(gone.map((path) => [path, null]));
  const pull = await openPullRequest(github, 'orders/clean-up', files, 'Clean up');
  const value = await untilCheck(github, pull.headSha, 'holdfast/plan', 'failure');
  return { value, detail: `#${pull.number} removes ${gone.length} files: ${value.title}`, more: value.summary };
}

async function openBrokenPull({ github }: LocalCloud) {
  const broken = (
    starterFiles((path) => path === 'teams/orders/status.yaml')['teams/orders/status.yaml'] ?? ''
  ).replace('memoryMb:', 'memoryMB:');
  const files = { 'teams/orders/status.yaml': broken };
  const pull = await openPullRequest(github, 'orders/status', files, 'More memory for the status');
  const value = await untilCheck(github, pull.headSha, 'holdfast/plan', 'failure');
  return { value, detail: `#${pull.number} is refused: ${value.title}`, more: value.summary };
}

/** What a platform team begins with: the platform, and who the teams are. */
function isSeed(path: string): boolean {
  return path === 'platform.yaml' || path.endsWith('/team.yaml');
}

function starterFiles(wanted: (path: string) => boolean): Record<string, string> {
  const paths = readdirSync(STARTER, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(STARTER, join(entry.parentPath, entry.name)))
    .filter(wanted);
  return Object.fromEntries(paths.map((path) => [path, readFileSync(join(STARTER, path), 'utf8')])) satisfies Files;
}

function repositoryOf({ owner, repo }: LocalCloud['github']) {
  return { owner, repo };
}
