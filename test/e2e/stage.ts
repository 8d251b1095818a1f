import { compile } from '../../controller/compile/compile.ts';
import type { DesiredStack } from '../../controller/compile/desired.ts';
import { buildGraph } from '../../controller/graph/build-graph.ts';
import { platform, registryOf, team, type Written } from '../unit/compile/registry-of.ts';
import type { Cloud } from './cloud.ts';
import type { E2eConfig } from './config.ts';

/** The names in AWS of what a configuration is played on. */
export interface Stage {
  readonly input: string;
  readonly output: string;
  readonly queue: string;
  readonly deadLetters: string;
  /** Gets what is forwarded. */
  readonly told: string;
  readonly bus: string;
  readonly core: string;
  readonly convert: string;
}

type Named = Pick<Cloud, 'project' | 'account' | 'region' | 'soon'>;

/** Bucket of the code, which the platform would make. */
export function codeBucket({ project, account, region }: Named): string {
  return `${project}-artifacts-${account}-${region}`;
}

/** Key of the team's function. */
export function convertKey({ name }: Pick<E2eConfig, 'name'>): string {
  return `${name}/convert.zip`;
}

export function stageOf({ name }: Pick<E2eConfig, 'name'>, { project, account }: Named): Stage {
  const own = `${project}-${name}`;
  return {
    input: `${own}-bucket-in-${account}`,
    output: `${own}-bucket-out-${account}`,
    queue: `${own}-queue-core-events`,
    deadLetters: `${own}-dead-letters-core-events`,
    told: `${own}-queue-told`,
    bus: `${own}-events`,
    core: `${own}-function-core`,
    convert: `${own}-function-convert`,
  };
}

/**
 * The stacks of a configuration, compiled as Holdfast compiles a registry: those of the team, and of the platform only those that they
 * need. Nothing in them outlives its stack. Throws with the findings where the processor's spec has any.
 */
export function stacksOf(config: E2eConfig, { account, region, project, soon }: Named): readonly DesiredStack[] {
  const shared = platform({ account, region, project });
  const { graph, findings } = buildGraph(registryOf(shared, { [config.name]: documentsOf(config, soon) }));
  const compiled = compile(graph, {});
  const wrong = [...findings, ...compiled.findings].filter(({ severity }) => severity === 'error');
  if (wrong.length > 0) throw new Error(`The processor has findings: ${wrong.map(({ message }) => message).join(' ')}`);
  return needed(compiled.desired.stacks, `${project}-team-${config.name}`).map(forgetful);
}

function documentsOf({ name, processor, versions }: E2eConfig, soon: number): readonly Written[] {
  const bucket = (spec: Written['spec'], bucketName: string) => document('Bucket', bucketName, spec);
  const function_ = {
    runtime: 'nodejs24.x',
    handler: 'index.handler',
    timeoutSeconds: 10,
    s3: { key: convertKey({ name }) },
  };
  const used = JSON.stringify(processor.actions ?? []);
  return [
    team(name),
    document('EventProcessor', 'core', dated(processor, soon)),
    bucket({ ...tellingOf(processor), versioning: versions }, 'in'),
    bucket({}, 'out'),
    ...(used.includes('"transform"') ? [document('Function', 'convert', function_)] : []),
    ...(used.includes('"forward"') ? [document('Queue', 'told', {}), toldRule()] : []),
  ];
}

/** Whom the input bucket tells: the queue of a processor that says `direct`, EventBridge otherwise. */
function tellingOf({ source }: E2eConfig['processor']): Written['spec'] {
  const { s3 } = source as { readonly s3?: { readonly prefix?: string; readonly direct?: boolean } };
  if (s3?.direct !== true) return { events: true };
  const filter = s3.prefix === undefined ? {} : { prefix: s3.prefix };
  return { notifications: [{ queue: { kind: 'Queue', name: 'core-events' }, ...filter }] };
}

/** `<soon>` as the moment that it stands for. */
function dated(spec: Written['spec'], soon: number): Written['spec'] {
  const moment = new Date(Date.now() + soon * 1000).toISOString().slice(0, 19);
  return JSON.parse(JSON.stringify(spec).replaceAll('<soon>', moment));
}

function toldRule(): Written {
  return document('EventRule', 'told', {
    bus: 'team',
    pattern: { source: ['e2e.core'] },
    targets: [{ kind: 'Queue', name: 'told' }],
  });
}

function document(kind: string, name: string, spec: Written['spec']): Written {
  return { kind, metadata: { name }, spec };
}

/** A stack after all whose outputs it takes. */
function needed(stacks: readonly DesiredStack[], name: string): readonly DesiredStack[] {
  const found = new Set<string>();
  const visit = (wanted: string): void => {
    const stack = stacks.find((one) => one.name === wanted);
    if (stack === undefined || found.has(wanted)) return;
    found.add(wanted);
    for (const { stack: before } of Object.values(stack.parameters)) visit(before);
  };
  for (const stack of stacks) if (stack.name.startsWith(name)) visit(stack.name);
  return stacks.filter((stack) => found.has(stack.name));
}

/** What a registry keeps when its stack is deleted, a test does not. */
function forgetful(stack: DesiredStack): DesiredStack {
  const forget = (key: string, value: unknown) =>
    key === 'DeletionPolicy' || key === 'UpdateReplacePolicy' ? undefined : value;
  return { ...stack, body: JSON.stringify(JSON.parse(stack.body), forget) };
}
