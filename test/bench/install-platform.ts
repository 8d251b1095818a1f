import type { StackRecord } from '../../controller/apply/progress.ts';
import type { DeclaredOutputs } from '../../controller/compile/declared-outputs.ts';
import type { DesiredStack } from '../../controller/compile/desired.ts';
import { ENVIRONMENT_LEASE } from '../../controller/environment-lease.ts';
import type { Clock } from '../../controller/lib/clock.ts';
import { type OutputsByStack, parameterValues } from '../../controller/plan/parameters.ts';
import { publishOutputs } from '../../controller/publish-outputs.ts';
import type { Ledger, RunRecord } from '../../controller/record/port.ts';
import type { FakeCloudFormation } from '../fakes/cloudformation.ts';
import { createFakeOutputs } from '../fakes/outputs.ts';

/** Brings CloudFormation and the record to where a run that applied `commit` leaves them. */
export async function installPlatform(
  stacks: readonly DesiredStack[],
  declared: DeclaredOutputs | undefined,
  commit: string,
  cloudFormation: FakeCloudFormation,
  ledger: Ledger,
  clock: Clock,
): Promise<void> {
  const lease = await ledger.acquireLease(ENVIRONMENT_LEASE, 'installer', clock.now(), 60_000);
  if (lease === undefined) throw new Error('The environment is held by another');
  const outputs: Record<string, OutputsByStack[string]> = {};
  for (const stack of stacks) {
    const record = await installStack(stack, commit, outputs, cloudFormation);
    outputs[stack.name] = record.outputs;
    await ledger.writeStack(record, lease);
  }
  await ledger.writeRun(runOf(commit, clock.now()), lease);
  const world = { ledger, outputStores: createFakeOutputs(), remainingMs: () => Number.POSITIVE_INFINITY };
  const head = await publishOutputs({ declared, stacks: outputs }, {}, world, lease);
  await ledger.writeEnvironment({ appliedSha: commit, selfHeal: false, currentRun: commit, ...head }, lease);
  await ledger.releaseLease(lease);
}

function runOf(commit: string, at: number): RunRecord {
  return {
    id: commit,
    sha: commit,
    version: 1,
    state: 'succeeded',
    purpose: 'apply',
    startedAt: at,
    updatedAt: at,
    findings: [],
    steps: {},
    targets: [],
    restoreCode: [],
    deployment: 'standard',
  };
}

async function installStack(
  { name, body, digest, parameters, tags }: DesiredStack,
  commit: string,
  outputs: OutputsByStack,
  cloudFormation: FakeCloudFormation,
): Promise<StackRecord> {
  const values = Object.entries(parameterValues(parameters, outputs)).map(
    ([key, value]) => [key, value.kind === 'known' ? value.value : ''] as const,
  );
  await cloudFormation.createChangeSet({
    stackName: name,
    changeSetName: 'install',
    type: 'CREATE',
    templateBody: body,
    parameters: Object.fromEntries(values),
    tags,
    capabilities: ['CAPABILITY_NAMED_IAM'],
    mode: 'standard',
  });
  cloudFormation.settle();
  await cloudFormation.executeChangeSet(name, 'install', `install-${name}`);
  cloudFormation.settle();
  const found = await cloudFormation.describeStack(name);
  if (found?.status !== 'CREATE_COMPLETE') throw new Error(`${name} is ${found?.status}`);
  if (body.includes('"DeletionPolicy":"Retain')) await cloudFormation.setTerminationProtection(name, true);
  const revision = { sha: commit, templateDigest: digest };
  return {
    name,
    stackId: found.stackId,
    attempted: revision,
    applied: revision,
    outputs: found.outputs,
    parameters: found.parameters,
    tags: found.tags,
    resources: await cloudFormation.listResources(name),
    codeDigests: {},
  };
}
