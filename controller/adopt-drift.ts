import type { EditedFile } from './adopt/adoption.ts';
import type { Proposed } from './adopt/port.ts';
import { type DraftedAdoption, draftAdoption } from './adoption.ts';
import { HoldfastError } from './diagnostics/error.ts';
import { ENVIRONMENT_LEASE } from './environment-lease.ts';
import { digestOf } from './lib/digest.ts';
import { type AdoptionReport, adoptionMarkdown, proposalBody, proposalTitle } from './report/adoption.ts';
import { renderCheck } from './report/render-check.ts';
import { DRIFT_CHECK, lookForDrift } from './sweep.ts';
import type { PlannerWorld } from './world.ts';

/** Who wants live values in the registry, and of what: nothing named means all that drifted. */
export interface AdoptionRequest {
  readonly by: string;
  readonly names: readonly string[];
}

/** How long it takes to add one entry, with room for retries. */
const LEASE_MS = 30_000;
/** How many adopted resources an entry and an event name. */
const MAX_NAMED = 50;

/**
 * Looks again, writes what can be adopted into the registry as it is at the head of the branch, and proposes that as a pull request. The same drift
 * gives the same branch, so asking twice gives one pull request (C3), brought up to date where a live value has moved. Who asked is kept and told.
 * Shows on `holdfast/drift` what came of it, when `onCheck` says so.
 */
export async function adoptDrift(
  request: AdoptionRequest,
  world: PlannerWorld,
  onCheck: boolean,
): Promise<AdoptionReport> {
  const result = await lookForDrift(world);
  if (result === undefined)
    return without(request, 'Nothing is applied yet, or a run is in progress: ask again when it is over.');
  const head = await world.source.headOf(world.config.branch);
  const report = await propose(request, await drafted(request, result, head, world), result.sha, head, world);
  if (report.pull !== undefined) await keep(report, report.pull, result.sha, world);
  if (onCheck) {
    const content = renderCheck({ kind: 'drift', sha: result.sha, result, adoption: adoptionMarkdown(report) });
    await world.checks.writeCheck(DRIFT_CHECK, head, `drift/${head}`, content);
  }
  return report;
}

async function drafted(
  { names }: AdoptionRequest,
  result: Parameters<typeof draftAdoption>[0],
  head: string,
  world: PlannerWorld,
): Promise<DraftedAdoption | { readonly problem: string }> {
  try {
    return await draftAdoption(result, names, head, world);
  } catch (error) {
    if (error instanceof HoldfastError && error.code === 'RegistryHasErrors') return { problem: error.message };
    throw error;
  }
}

async function propose(
  request: AdoptionRequest,
  draft: DraftedAdoption | { readonly problem: string },
  appliedSha: string,
  head: string,
  world: PlannerWorld,
): Promise<AdoptionReport> {
  if ('problem' in draft) return without(request, draft.problem);
  const report: AdoptionReport = { by: request.by, ...draft };
  if (report.files.length === 0) return report;
  try {
    const pull = await world.proposals.propose({
      branch: branchOf(report, world.environment),
      base: world.config.branch,
      baseSha: head,
      files: report.files.map(({ path, after }) => ({ path, text: after })),
      author: request.by,
      title: proposalTitle(report.adopted),
      body: proposalBody(report, appliedSha),
    });
    return { ...report, pull };
  } catch (error) {
    // The diff goes to the person instead.
    if (!(error instanceof HoldfastError) || !NOT_PROPOSED.includes(error.code)) throw error;
    return { ...report, problem: error.message };
  }
}

const NOT_PROPOSED: readonly string[] = ['ProposalForbidden', 'ProposalTaken'];

/** The same properties have the same branch, whatever their values are now. */
function branchOf({ adopted }: AdoptionReport, environment: string): string {
  const properties = adopted.map(({ stack, logicalId, path }) => `${stack}/${logicalId}${path}`).sort();
  const digest = digestOf(JSON.stringify([environment, properties])).slice('sha256:'.length);
  return `holdfast/adopt-${digest.slice(0, 10)}`;
}

/** Keeps who adopted what, once for each content of the pull request, and tells subscribers. */
async function keep(
  { by, adopted, files }: AdoptionReport,
  { number, kind }: Proposed,
  sha: string,
  world: PlannerWorld,
): Promise<void> {
  if (kind === 'left') return;
  const at = world.clock.now();
  // The same owner again after a crash, so that nobody waits for the lease of the dead.
  const lease = await world.ledger.acquireLease(ENVIRONMENT_LEASE, `adopt-${number}-${contentOf(files)}`, at, LEASE_MS);
  if (lease === undefined) {
    const details = { code: 'EnvironmentBusy', source: 'holdfast', retryable: true } as const;
    throw new HoldfastError('Another worker holds the environment; who adopted what is kept when it is free.', details);
  }
  const resources = [...new Set(adopted.map(({ stack, logicalId }) => `${stack}/${logicalId}`))].slice(0, MAX_NAMED);
  const fact = { kind: 'adopt', requestedBy: by, number, resources } as const;
  try {
    const event = { run: 'drift', attempt: number, key: `adopt/${contentOf(files)}`, sha, at, fact };
    await world.ledger.appendEvidence(event, lease);
  } finally {
    await world.ledger.releaseLease(lease);
  }
  await world.events.publish([{ type: 'Drift Adopted', detail: { sha, number, by, resources } }]);
}

function contentOf(files: readonly EditedFile[]): string {
  return digestOf(JSON.stringify(files.map(({ path, after }) => [path, after]))).slice(
    'sha256:'.length,
    'sha256:'.length + 16,
  );
}

function without({ by }: AdoptionRequest, problem: string): AdoptionReport {
  return { by, problem, adopted: [], notAdopted: [], unknown: [], files: [] };
}
