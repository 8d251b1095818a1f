import { isKept, type Template } from '../compile/template.ts';
import { digestOf } from '../lib/digest.ts';
import type { PhysicalResource } from '../observe/observed.ts';
import type { ApplyEffects, RunContext } from './effects.ts';
import { type RunTarget, type StackRecord, type StackStep, triesOf } from './progress.ts';

/**
 * Reads an applied stack back and records what is really there. `applied` is written only here (C7): when CloudFormation
 * holds another template than the one sent, somebody else was faster, and the stack starts over (C10). `unchanged` means that
 * CloudFormation found nothing to change: it then keeps the old text, which says the same in other words.
 */
export async function readBack(
  target: RunTarget,
  step: StackStep,
  context: RunContext,
  effects: ApplyEffects,
  unchanged: boolean,
): Promise<StackStep> {
  const { stacks, record } = effects;
  const description = await stacks.describeStack(target.name);
  const body = description === undefined ? '' : await stacks.readTemplate(target.name);
  const isOurs = unchanged || digestOf(body) === target.templateDigest;
  if (description === undefined || target.templateDigest === undefined || !isOurs) {
    return { step: 'pending', tries: 1 + triesOf(step) };
  }
  const template = JSON.parse(body) as Template;
  const resources = await stacks.listResources(target.name);
  const revision = { sha: context.sha, templateDigest: target.templateDigest };
  const applied: StackRecord = {
    name: target.name,
    stackId: description.stackId,
    attempted: revision,
    applied: revision,
    outputs: description.outputs,
    parameters: description.parameters,
    tags: description.tags,
    resources,
    codeDigests: await codeDigests(target, resources, effects),
    ...(unchanged && (await stillSkipped(target.name, effects))),
  };
  if (keepsData(template) && !description.isProtected) await stacks.setTerminationProtection(target.name, true);
  await record.saveStack(applied);
  return { step: 'applied' };
}

/** CloudFormation takes a skipped resource for what it should be, so that only an update can make that true. */
async function stillSkipped(name: string, { record }: ApplyEffects): Promise<Pick<StackRecord, 'skipped'>> {
  const { skipped } = (await record.readStack(name)) ?? {};
  return skipped === undefined ? {} : { skipped };
}

/**
 * Digests of what the functions run. Only new packages are read: of any other function the recorded digest stays, because what
 * runs there now may be what somebody uploaded by hand, and that must not become the truth (F2).
 */
async function codeDigests(
  target: RunTarget,
  resources: readonly PhysicalResource[],
  { functions, record }: ApplyEffects,
): Promise<Readonly<Record<string, string>>> {
  const known = (await record.readStack(target.name))?.codeDigests ?? {};
  const digests: Record<string, string> = {};
  for (const { type, logicalId, physicalId } of resources) {
    if (type !== 'AWS::Lambda::Function') continue;
    const kept = target.newCode?.includes(logicalId) ? undefined : known[physicalId];
    const digest = kept ?? (await functions.codeSha256(physicalId));
    if (digest !== undefined) digests[physicalId] = digest;
  }
  return digests;
}

/** Stacks that hold data are protected from deletion as a whole (K4). */
function keepsData(template: Template): boolean {
  return Object.values(template.Resources).some(isKept);
}
