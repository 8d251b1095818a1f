import type { ActionSpec } from '../../../registry/kinds/event-processor/actions.ts';
import { CORE_CODE_KEY, CORE_HANDLER, CORE_RUNTIME } from '../../../registry/kinds/event-processor/core.ts';
import type { FunctionSpec } from '../../../registry/kinds/function/schema.ts';
import type { Path } from '../path.ts';
import type { RegistryDocument } from '../registry.ts';
import type { Granted } from './granted.ts';
import { processorQueueName } from './processor-names.ts';
import type { Variable } from './variables.ts';

type Processor = RegistryDocument<'EventProcessor'>;

/** What the core is besides: its code, what it is told, what it may do. Nothing of it where a processor has code of its own. */
export interface CorePart {
  readonly spec: Pick<FunctionSpec, 's3' | 'runtime' | 'handler'>;
  readonly granted: readonly Granted[];
  readonly variables: readonly Variable[];
}

const NOTHING: CorePart = { spec: {}, granted: [], variables: [] };

/**
 * The event-processing core as the function of a processor with actions. What it learns by environment variables is written down in
 * docs/event-core.md.
 */
export function coreOf({ metadata, spec }: Processor): CorePart {
  const { actions, limits } = spec;
  if (actions === undefined) return NOTHING;
  const queue = { kind: 'Queue', name: processorQueueName(metadata.name) } as const;
  const used = actions.map(usedBy);
  return {
    spec: {
      runtime: CORE_RUNTIME,
      handler: CORE_HANDLER,
      s3: { key: CORE_CODE_KEY },
    },
    granted: used.flatMap(({ granted }) => granted),
    variables: [
      { name: 'HOLDFAST_PIPELINE', value: JSON.stringify(actions.map(settingsOf)) },
      ...used.flatMap(({ variables }) => variables),
      { name: 'HOLDFAST_DEAD_LETTER_QUEUE_URL', value: { valueFrom: { ...queue, output: 'deadLetterQueueUrl' } } },
      ...(limits === undefined
        ? []
        : [
            { name: 'HOLDFAST_MAX_OBJECT_BYTES', value: String(limits.maxObjectBytes) },
            { name: 'HOLDFAST_MAX_EXPANDED_BYTES', value: String(limits.maxExpandedBytes) },
          ]),
    ],
  };
}

/** The settings of an action that are the same everywhere. Names of what is in AWS are told by variables of their own. */
function settingsOf(action: ActionSpec) {
  if ('bundle' in action) return { bundle: action.bundle };
  if ('transform' in action) return { transform: {} };
  const { source, detailType } = action.forward;
  return { forward: { source, detailType } };
}

/** What an action reaches in AWS. The variable's name has the action's number, from 1. */
function usedBy(action: ActionSpec, index: number): Pick<CorePart, 'granted' | 'variables'> {
  const at = (...rest: readonly string[]): Path => ['spec', 'actions', index, ...rest];
  const variable = (field: string) => `HOLDFAST_ACTION_${index + 1}_${field}`;
  if ('transform' in action) {
    const target = action.transform.function;
    const from = at('transform', 'function');
    return {
      granted: [{ access: { ...target, level: 'invoke' }, from }],
      variables: [{ name: variable('FUNCTION'), value: { valueFrom: { ...target, output: 'callableArn' } }, from }],
    };
  }
  if ('forward' in action) {
    const from = at('forward', 'bus');
    const { bus } = action.forward;
    return {
      granted: [{ access: { ...bus, level: 'write' }, from }],
      variables: [{ name: variable('BUS'), value: { valueFrom: { ...bus, output: 'eventBusName' } }, from }],
    };
  }
  return { granted: [], variables: [] };
}
