import type { StackRecord } from '../../../controller/apply/progress.ts';
import type { Lease, Ledger, RunRecord } from '../../../controller/record/port.ts';
import type { FakeClock } from '../../fakes/clock.ts';

/** An empty record shared by as many processes as a test asks for. */
export interface LedgerHarness {
  readonly clock: FakeClock;
  /** Another process's view of the same record. */
  open(): Ledger;
}

/** How often the property tests run: the emulator pays milliseconds a call. */
export interface LedgerSuiteOptions {
  readonly runs: number;
}

export const SHA = '6dcb09b5b57875f334f61aebed695e2e4193db5e';

/** A run as it starts, with literal values. */
export function makeRun(change: Partial<RunRecord> = {}): RunRecord {
  return {
    id: SHA,
    sha: SHA,
    version: 1,
    state: 'in-progress',
    purpose: 'apply',
    startedAt: 1_767_607_200_000,
    updatedAt: 1_767_607_200_000,
    findings: [],
    steps: { 'demo-network': { step: 'pending', tries: 0 } },
    targets: [],
    restoreCode: [],
    deployment: 'standard',
    ...change,
  };
}

/** A stack as applied, with literal values. */
export function makeStack(name: string, change: Partial<StackRecord> = {}): StackRecord {
  return {
    name,
    stackId: `arn:aws:cloudformation:us-east-1:123456789012:stack/${name}/8b6c1a50`,
    attempted: { sha: SHA, templateDigest: 'sha256:aa' },
    applied: { sha: SHA, templateDigest: 'sha256:aa' },
    outputs: { VpcId: 'vpc-0a1b2c3d' },
    parameters: { ApiId: 'a1b2c3' },
    tags: { 'managed-by': 'holdfast' },
    resources: [{ logicalId: 'Vpc', type: 'AWS::EC2::VPC', physicalId: 'vpc-0a1b2c3d' }],
    codeDigests: { 'demo-payments-function-charge': 'q1w2e3' },
    ...change,
  };
}

/** The lease of `name`, which must be free. */
export async function take(ledger: Ledger, clock: FakeClock, owner = 'worker-1', ttlMs = 60_000): Promise<Lease> {
  const lease = await ledger.acquireLease('apply', owner, clock.now(), ttlMs);
  if (lease === undefined) throw new Error('the lease is held by another');
  return lease;
}
