import { type AgentFunction, type AgentSpec, USES } from '../../../registry/kinds/agent/schema.ts';
import type { Path } from '../path.ts';
import type { RegistryDocument } from '../registry.ts';
import { teamOfPath } from '../rules/registry-rule.ts';
import { resultsTableName, workQueueName } from './agent-names.ts';
import type { Granted } from './granted.ts';
import type { Variable } from './variables.ts';

type Agent = RegistryDocument<'Agent'>;
type Use = (typeof USES)[number];

/** What a function may do, and what it is told, because it uses something of its agent. */
interface Used {
  readonly granted: readonly Granted[];
  readonly variables: readonly Variable[];
}

const SECONDS_PER_DAY = 86_400;

/** What each use comes to. The names of the variables are a contract with the code: docs/spec/agent.md. */
const USED: { readonly [U in Use]: (agent: Agent) => readonly Used[] } = {
  work: workOf,
  results: resultsOf,
  storage: storageOf,
  publishes: ({ metadata, spec, source }) =>
    (spec.publishes ?? []).map((one, index) =>
      'bus' in one ? busOf(teamOfPath(source.file) ?? metadata.name, index) : topicOf(one, index),
    ),
  talksTo: ({ spec }) => (spec.talksTo ?? []).map(agentOf),
  secrets: ({ spec }) => (spec.secrets ?? []).map(secretOf),
};

/** All that one function of an agent uses. */
export function usedBy(block: AgentFunction, agent: Agent): Used {
  const used = (block.uses ?? USES).flatMap((use) => USED[use](agent));
  return {
    granted: used.flatMap(({ granted }) => granted),
    variables: used.flatMap(({ variables }) => variables),
  };
}

/** The part of a variable's name that says which document it is about. */
export function variableWord(name: string): string {
  return name.toUpperCase().replaceAll('-', '_');
}

/** Work for itself: a task that is split, or begun again later. */
function workOf({ metadata }: Agent): readonly Used[] {
  const queue = { kind: 'Queue', name: workQueueName(metadata.name) } as const;
  return [reached('HOLDFAST_WORK_QUEUE_URL', queue, 'queueUrl', 'write', ['spec', 'work'])];
}

function resultsOf({ metadata, spec }: Agent): readonly Used[] {
  if (spec.results === false) return [];
  const table = { kind: 'Table', name: resultsTableName(metadata.name) } as const;
  const used = reached('HOLDFAST_RESULTS_TABLE', table, 'tableName', 'readwrite', ['spec', 'results']);
  const { expireAfterDays } = spec.results;
  if (expireAfterDays === undefined) return [used];
  const seconds = { name: 'HOLDFAST_RESULTS_SECONDS', value: String(expireAfterDays * SECONDS_PER_DAY) };
  return [used, { granted: [], variables: [seconds] }];
}

function storageOf({ metadata, spec }: Agent): readonly Used[] {
  if (spec.storage === undefined) return [];
  const { bucket, prefix = `${metadata.name}/` } = spec.storage;
  const from = ['spec', 'storage', 'bucket'];
  return [
    {
      granted: [{ access: { ...bucket, level: 'readwrite', prefix }, from }],
      variables: [
        { name: 'HOLDFAST_STORAGE_BUCKET', value: { valueFrom: { ...bucket, output: 'bucketName' } }, from },
        { name: 'HOLDFAST_STORAGE_PREFIX', value: prefix },
      ],
    },
  ];
}

function busOf(team: string, index: number): Used {
  const bus = { kind: 'Team', name: team } as const;
  return reached('HOLDFAST_EVENT_BUS', bus, 'eventBusName', 'write', ['spec', 'publishes', index]);
}

type Topic = Exclude<NonNullable<AgentSpec['publishes']>[number], { readonly bus: 'team' }>;

function topicOf(topic: Topic, index: number): Used {
  const name = `HOLDFAST_TOPIC_${variableWord(topic.name)}`;
  return reached(name, topic, 'topicArn', 'write', ['spec', 'publishes', index]);
}

function agentOf(agent: NonNullable<AgentSpec['talksTo']>[number], index: number): Used {
  const name = `HOLDFAST_QUEUE_${variableWord(agent.name)}`;
  return reached(name, agent, 'workQueueUrl', 'write', ['spec', 'talksTo', index]);
}

function secretOf(name: string, index: number): Used {
  const secret = { kind: 'Secret', name } as const;
  const from = ['spec', 'secrets', index];
  const variable = `HOLDFAST_SECRET_${variableWord(name)}`;
  const { granted, variables } = reached(variable, secret, 'secretArn', 'read', from);
  return {
    granted: granted.map((one) => ({ ...one, named: from })),
    variables: variables.map((one) => ({ ...one, named: from })),
  };
}

/** A document that the function may use, and whose output it is told. */
function reached(
  variable: string,
  target: Pick<Granted['access'], 'kind' | 'name' | 'team'>,
  output: string,
  level: 'read' | 'write' | 'readwrite',
  from: Path,
): Used {
  return {
    granted: [{ access: { ...target, level }, from }],
    variables: [{ name: variable, value: { valueFrom: { ...target, output } }, from }],
  };
}
