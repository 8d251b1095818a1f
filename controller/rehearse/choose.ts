import type { StackRecord } from '../apply/progress.ts';
import type { DesiredStack, DesiredState } from '../compile/desired.ts';
import { canonicalJson } from '../lib/canonical.ts';
import { digestOf } from '../lib/digest.ts';
import { type OutputsByStack, type ParameterValue, parameterValues } from '../plan/parameters.ts';
import type { Plan } from '../plan/plan.ts';
import type { Answer, StackAnswer } from './answer.ts';
import { REHEARSAL_PREFIX } from './port.ts';

/** A stack whose change set is asked for, with all that it takes to ask again after a crash. */
export interface RehearsalTarget {
  readonly stack: string;
  /** Of the stack that is ours; a namesake is never asked about (K6). */
  readonly stackId: string;
  readonly changeSet: string;
  readonly templateDigest: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  /** Whether the stack's own tags change. */
  readonly retags: boolean;
  /** CloudFormation took the request. A change set that is gone after that was removed by somebody who changed the stack. */
  readonly made: boolean;
  readonly answer?: Answer;
}

/** What is asked of CloudFormation about a plan, and which changed stacks it is not asked about. */
export interface Chosen {
  readonly targets: readonly RehearsalTarget[];
  readonly leftOut: readonly StackAnswer[];
}

/** The most stacks of one plan that are asked about: a change set is some calls and some seconds of CloudFormation's. */
export const MAX_TARGETS = 10;

/**
 * Chooses the stacks of a plan that CloudFormation is asked about: those that it updates, that the record knows by their id, and whose
 * parameters have values already. Pure. A stack that is yet to be created cannot be asked about without leaving something behind.
 */
export function chooseTargets(
  plan: Plan,
  desired: DesiredState,
  records: readonly StackRecord[],
  sha: string,
  deployment: string,
): Chosen {
  const wanted = new Map(desired.stacks.map((stack) => [stack.name, stack]));
  const recorded = new Map(records.map((record) => [record.name, record]));
  const outputs = Object.fromEntries(records.map((record) => [record.name, record.outputs]));
  const targets: RehearsalTarget[] = [];
  const leftOut: StackAnswer[] = [];
  for (const { name, action } of plan.stacks) {
    const stack = wanted.get(name);
    if (action !== 'update' || stack === undefined) continue;
    const found = targetOf(stack, recorded.get(name), outputs, sha, deployment);
    if ('because' in found) leftOut.push(none(name, found.because));
    else if (targets.length < MAX_TARGETS) targets.push(found);
    else leftOut.push(none(name, `no more than ${MAX_TARGETS} stacks of a plan are asked about`));
  }
  return { targets, leftOut };
}

function targetOf(
  stack: DesiredStack,
  record: StackRecord | undefined,
  outputs: OutputsByStack,
  sha: string,
  deployment: string,
): RehearsalTarget | { readonly because: string } {
  if (record?.stackId === undefined) return { because: 'the record does not know which stack it is' };
  const values = parameterValues(stack.parameters, outputs);
  const unknown = Object.keys(values).find((name) => values[name]?.kind === 'unknown');
  if (unknown !== undefined) {
    const { stack: from = '', output = '' } = stack.parameters[unknown] ?? {};
    return { because: `it takes ${output} of ${from}, which has none before that is applied` };
  }
  const parameters = knownOf(values);
  const { name, digest: templateDigest, tags } = stack;
  const asked = { stackId: record.stackId, templateDigest, parameters, tags };
  const digest = digestOf(canonicalJson({ ...asked, deployment })).replace('sha256:', '');
  const changeSet = `${REHEARSAL_PREFIX}${sha.slice(0, 12)}-${digest.slice(0, 12)}`;
  const retags = canonicalJson(tags) !== canonicalJson(record.tags);
  return { stack: name, changeSet, ...asked, retags, made: false };
}

function knownOf(values: Readonly<Record<string, ParameterValue>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => (value.kind === 'known' ? [[name, value.value]] : [])),
  );
}

function none(stack: string, because: string): StackAnswer {
  return { stack, answer: { kind: 'none', because } };
}
