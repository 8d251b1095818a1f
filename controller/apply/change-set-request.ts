import { HoldfastError } from '../diagnostics/error.ts';
import { digestOf } from '../lib/digest.ts';
import type { OutputsByStack } from '../plan/parameters.ts';
import type { RunContext } from './effects.ts';
import type { ApplyRecord, ChangeSetRequest } from './port.ts';
import type { ParameterSource, RunTarget } from './progress.ts';

/** Which change set is made, and of which type. */
export type ChangeSetNamed = Pick<ChangeSetRequest, 'type' | 'importsExisting'> & { readonly changeSet: string };

/**
 * What is asked of CloudFormation for a target: the one place that says so, for an apply and for the rehearsal of one, so that a rehearsal
 * cannot differ (P4). Throws `TemplateLost` and `OutputMissing`.
 */
export async function changeSetRequest(
  { changeSet, type, importsExisting }: ChangeSetNamed,
  target: Pick<RunTarget, 'name' | 'templateDigest' | 'parameters' | 'tags'>,
  context: Pick<RunContext, 'mode' | 'deployment' | 'outputs' | 'executionRoleArn'>,
  record: Pick<ApplyRecord, 'readTemplate'>,
): Promise<ChangeSetRequest> {
  return {
    stackName: target.name,
    changeSetName: changeSet,
    type,
    templateBody: await templateOf(target, record),
    parameters: knownParameters(target, context.outputs),
    tags: target.tags,
    capabilities: ['CAPABILITY_NAMED_IAM'],
    mode: type === 'CREATE' ? 'standard' : context.mode,
    deployment: context.deployment,
    ...(importsExisting && { importsExisting }),
    ...(context.executionRoleArn !== undefined && { roleArn: context.executionRoleArn }),
  };
}

/** How CloudFormation compares: a commit is applied against the last template, only a revert against what is really there (F6). */
export function modeOf(purpose: 'apply' | 'revert' | 'rollback' | 'rescue'): ChangeSetRequest['mode'] {
  return purpose === 'revert' ? 'revert-drift' : 'standard';
}

async function templateOf(
  target: Pick<RunTarget, 'name' | 'templateDigest'>,
  record: Pick<ApplyRecord, 'readTemplate'>,
): Promise<string> {
  const body = target.templateDigest === undefined ? undefined : await record.readTemplate(target.templateDigest);
  if (body === undefined || digestOf(body) !== target.templateDigest) {
    const message = `The planned template of ${target.name} is not in the record any more.`;
    throw new HoldfastError(message, { code: 'TemplateLost', source: 'holdfast', retryable: false });
  }
  return body;
}

/** Parameter values of a target, filled from recorded outputs. Throws `OutputMissing` when a needed stack has not got one. */
function knownParameters(
  target: Pick<RunTarget, 'name' | 'parameters'>,
  outputs: OutputsByStack,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(target.parameters).map(([name, source]) => [name, knownParameter(target.name, source, outputs)]),
  );
}

function knownParameter(stack: string, source: ParameterSource, outputs: OutputsByStack): string {
  if ('value' in source) return source.value;
  const value = outputs[source.stack]?.[source.output];
  if (value !== undefined) return value;
  const message = `${stack} needs output ${source.output} of ${source.stack}, which has none.`;
  throw new HoldfastError(message, { code: 'OutputMissing', source: 'holdfast', retryable: false });
}
