import { type Api, ApiError, child, children, isJson, type Json, must } from './api.ts';
import type { Deliveries } from './deliveries.ts';

/** A request takes at most this many annotations (https://docs.github.com/en/rest/checks/runs#update-a-check-run). */
const annotationLimit = 50;

/**
 * Asks for a check run again: GitHub only sends `check_run.rerequested`, the run itself stays as it is
 * (https://docs.github.com/en/rest/checks/runs#rerequest-a-check-run). The emulator would add a second run.
 */
export async function rerequest(
  as: Api,
  repo: string,
  id: string,
  installation: number,
  deliveries: Deliveries,
): Promise<void> {
  const check_run = await must(as, 'GET', `/repos/${repo}/check-runs/${id}`);
  const repository = await must(as, 'GET', `/repos/${repo}`);
  const sender = child(repository, 'owner');
  const payload = { action: 'rerequested', check_run, repository, sender, installation: { id: installation } };
  await deliveries.send('check_run', payload);
}

/** The body of an update whose annotations are added to those that the run has, where the emulator would replace them. */
export async function withEarlierAnnotations(as: Api, path: string, body: Json): Promise<Json> {
  const output = child(body, 'output');
  const added = annotationsOf(body);
  if (added.length === 0) return body;
  const all = [...(await allAnnotations(as, path)), ...added];
  return { ...body, output: { ...output, annotations: all } };
}

async function allAnnotations(as: Api, path: string, page = 1): Promise<readonly Json[]> {
  const found = await must(as, 'GET', `${path}/annotations?per_page=100&page=${page}`);
  const annotations = children(found, 'check_annotations');
  return annotations.length < 100 ? annotations : [...annotations, ...(await allAnnotations(as, path, page + 1))];
}

/** The list that GitHub answers with, where the emulator wraps it in an object. */
export function annotationList(body: unknown): unknown {
  return isJson(body) && Array.isArray(body.check_annotations) ? body.check_annotations : body;
}

/** Refuses more annotations than GitHub takes in one request. Throws `ApiError` 422. */
export function checkAnnotations(body: Json): void {
  if (annotationsOf(body).length <= annotationLimit) return;
  throw new ApiError(422, `Invalid request. No more than ${annotationLimit} items are allowed.`);
}

function annotationsOf(body: Json): readonly Json[] {
  return children(child(body, 'output'), 'annotations');
}
