import { type Handler, json } from './github-http.ts';

/** One check run of the double, with everything that was written. */
export interface StoredRun {
  readonly id: number;
  readonly appId: number;
  name: string;
  headSha: string;
  status: string;
  conclusion: string | null;
  externalId: string;
  title: string;
  summary: string;
  text: string;
  actions: readonly unknown[];
  annotations: readonly StoredAnnotation[];
}

interface StoredAnnotation {
  readonly path: string;
  readonly start_line: number;
  readonly annotation_level: string;
  readonly message: string;
}

/** What a test may change about the double. */
export interface CheckServer {
  readonly runs: StoredRun[];
  readonly handler: Handler;
  /** GitHub leaves a completed run's conclusion alone, without an error. */
  readonly frozenConclusions: { on: boolean };
  /** Runs of all Apps are listed, whatever was asked. */
  readonly unfiltered: { on: boolean };
  /** The next write is carried out, but its answer is lost. */
  loseNextReply(): void;
}

/**
 * GitHub's check runs as far as documented or measured where the emulator differs: annotations are added on update and at
 * most 50 a request, a completed run never goes back to in progress, an update replaces the whole output, `app_id` filters.
 */
export function createCheckServer(foreignRuns: readonly StoredRun[] = []): CheckServer {
  const runs: StoredRun[] = [...foreignRuns];
  const frozenConclusions = { on: false };
  const unfiltered = { on: false };
  let lose = false;

  const write = (run: StoredRun, body: Record<string, unknown>): Response => {
    const output = body.output as Record<string, unknown>;
    const annotations = (output.annotations ?? []) as readonly StoredAnnotation[];
    if (annotations.length > 50) return json({ message: 'No more than 50 items are allowed' }, 422);
    const completed = run.status === 'completed';
    if (!completed || (body.status === 'completed' && !frozenConclusions.on)) {
      run.status = String(body.status);
      run.conclusion = typeof body.conclusion === 'string' ? body.conclusion : null;
    }
    Object.assign(run, { title: output.title, summary: output.summary, text: output.text ?? null });
    Object.assign(run, { externalId: body.external_id, actions: body.actions });
    run.annotations = [...run.annotations, ...annotations];
    if (!lose) return json(shown(run), 200);
    lose = false;
    return json({ message: 'bad gateway' }, 502);
  };

  const handler: Handler = ({ method, path, body }) => {
    const { pathname, searchParams } = new URL(path, 'https://x');
    const data = (body ?? {}) as Record<string, unknown>;
    const one = /\/check-runs\/(\d+)(\/annotations)?$/.exec(pathname);
    const found = runs.find((run) => run.id === Number(one?.[1]));
    if (method === 'POST' && pathname.endsWith('/check-runs')) {
      const run: StoredRun = {
        ...{ id: runs.length + 1, appId: 5, name: String(data.name), headSha: String(data.head_sha), status: 'queued' },
        ...{ conclusion: null, externalId: '', title: '', summary: '', text: '', actions: [], annotations: [] },
      };
      runs.push(run);
      return write(run, data);
    }
    if (method === 'PATCH' && found !== undefined) return write(found, data);
    if (one?.[2] !== undefined && found !== undefined) {
      const [page, size] = [Number(searchParams.get('page') ?? 1), Number(searchParams.get('per_page') ?? 30)];
      return json(
        found.annotations.slice((page - 1) * size, page * size),
        200,
        nextPage(found.annotations.length, page, size),
      );
    }
    const list = /\/commits\/([^/]+)\/check-runs$/.exec(pathname)?.[1];
    if (list === undefined) return undefined;
    const wanted = runs.filter(
      (run) =>
        run.headSha === list &&
        run.name === searchParams.get('check_name') &&
        (unfiltered.on || String(run.appId) === (searchParams.get('app_id') ?? String(run.appId))),
    );
    const latest = wanted.slice(-1);
    return json({ total_count: latest.length, check_runs: latest.map(shown) });
  };
  return { runs, handler, frozenConclusions, unfiltered, loseNextReply: () => (lose = true) };
}

function shown(run: StoredRun): unknown {
  const { id, name, status, conclusion, title, summary, text, annotations } = run;
  const output = { title, summary, text, annotations_count: annotations.length };
  return {
    id,
    name,
    status,
    conclusion,
    head_sha: run.headSha,
    external_id: run.externalId,
    output,
    app: { id: run.appId },
  };
}

function nextPage(total: number, page: number, size: number): Readonly<Record<string, string>> {
  if (page * size >= total) return {};
  return {
    link: `<https://ghe.example/api/v3/repos/acme/registry/check-runs/1/annotations?page=${page + 1}&per_page=${size}>; rel="next"`,
  };
}
