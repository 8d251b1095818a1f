import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { StackRecord } from '../../../controller/apply/progress.ts';
import { type OutputsOptions, printOutputs } from '../../../controller/cli/outputs.ts';
import type { DeclaredOutputs } from '../../../controller/compile/declared-outputs.ts';
import { makeStack, take } from '../../contract/ledger/harness.ts';
import { createFakeClock } from '../../fakes/clock.ts';
import { createFakeLedger } from '../../fakes/ledger.ts';
import { TAGS } from '../outputs/sample.ts';
import { temporaryFolder } from './run.ts';

const SHA = '6dcb09b5b57875f334f61aebed695e2e4193db5e';
const ARN = 'arn:aws:lambda:us-east-1:123456789012:function:acme-charge';

const DECLARED: DeclaredOutputs = {
  project: 'acme',
  environment: 'dev',
  account: '123456789012',
  region: 'us-east-1',
  publish: { ssm: 'all', terraformState: { bucket: 'acme-state', key: 'shared-infra/terraform.tfstate' } },
  documents: [
    {
      kind: 'Platform',
      name: 'shared',
      tags: TAGS,
      outputs: {
        vpcId: { from: { stack: 'acme-network', output: 'VpcId' } },
        privateSubnetIds: { each: [{ value: 'subnet-1' }, { value: 'subnet-2' }] },
      },
    },
    {
      kind: 'Function',
      team: 'payments',
      name: 'charge',
      tags: TAGS,
      outputs: { functionArn: { from: { stack: 'acme-team-payments', output: 'FunctionArnCharge' } } },
    },
  ],
};

const STACKS: readonly StackRecord[] = [
  makeStack('acme-network', { outputs: { VpcId: 'vpc-1' } }),
  makeStack('acme-team-payments', { outputs: { FunctionArnCharge: ARN } }),
];

/** What `holdfast outputs` prints of a record in which this is applied, or nothing at all. */
async function outputs(options: Partial<OutputsOptions> = {}, head: { unpublished?: string } | 'nothing' = {}) {
  const clock = createFakeClock();
  const ledger = createFakeLedger(clock);
  if (head !== 'nothing') {
    const lease = await take(ledger, clock);
    for (const stack of STACKS) await ledger.writeStack(stack, lease);
    await ledger.writeOutputs({ declared: DECLARED, publication: { parameters: {} } }, lease);
    await ledger.writeEnvironment({ appliedSha: SHA, ...head }, lease);
  }
  const printed = { out: '', err: '' };
  const io = {
    out: (text: string) => {
      printed.out += text;
    },
    err: (text: string) => {
      printed.err += text;
    },
    color: { out: false, err: false },
    env: {},
    cwd: '/',
  };
  const code = await printOutputs(ledger, 'dev', { registry: '.', format: 'text', ...options }, io);
  return { code, ...printed };
}

describe('holdfast outputs', () => {
  test('prints who gives what', async () => {
    expect(await outputs()).toEqual({
      code: 0,
      out: [
        'OF                         OUTPUT            VALUE',
        'platform                   vpcId             vpc-1',
        'platform                   privateSubnetIds  subnet-1, subnet-2',
        `payments/functions/charge  functionArn       ${ARN}`,
        '',
      ].join('\n'),
      err: '',
    });
  });

  test('as JSON has the platform’s outputs and those of the teams, and says where they are published', async () => {
    const { out } = await outputs({ format: 'json' });
    expect(JSON.parse(out)).toEqual({
      project: 'acme',
      environment: 'dev',
      account: '123456789012',
      region: 'us-east-1',
      sha: SHA,
      published: { ssm: 'all', terraformState: { bucket: 'acme-state', key: 'shared-infra/terraform.tfstate' } },
      platform: { vpcId: 'vpc-1', privateSubnetIds: ['subnet-1', 'subnet-2'] },
      teams: { payments: { functions: { charge: { functionArn: ARN } } } },
    });
  });

  test('of one team has only that team’s', async () => {
    const { out } = await outputs({ format: 'json', team: 'payments' });
    expect(JSON.parse(out)).toMatchObject({ platform: {}, teams: { payments: {} } });
    await expect(outputs({ team: 'paiments' })).rejects.toMatchObject({
      code: 'TeamUnknown',
      message: 'No team paiments has outputs; these have: payments.',
    });
  });

  test('says with 1 and on standard error that the published copies are behind', async () => {
    const problem = 'The parameter /acme/outputs/vpc_id is not ours, so it is left alone.';
    expect(await outputs({ format: 'markdown' }, { unpublished: problem })).toEqual({
      code: 1,
      out: expect.stringContaining('| platform | vpcId | vpc-1 |'),
      err: `holdfast: Not everything is published: ${problem}\n`,
    });
  });

  test('cannot print what is not applied yet', async () => {
    await expect(outputs({}, 'nothing')).rejects.toMatchObject({
      code: 'NothingApplied',
      message: 'Nothing is applied in dev yet, so there are no outputs.',
    });
  });
});

describe('--out', () => {
  test('writes a Terraform state, whose serial grows when the content changes', async () => {
    const file = join(await temporaryFolder(), 'shared.tfstate');
    expect((await outputs({ out: file })).err).toBe(`${file}: a Terraform state of serial 1\n`);
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({
      version: 4,
      serial: 1,
      outputs: { vpc_id: { value: 'vpc-1', type: 'string' } },
      resources: [],
    });
    expect((await outputs({ out: file, quiet: true })).err).toBe('');
    expect((await outputs({ out: file })).err).toContain('serial 1');
    expect((await outputs({ out: file, team: 'payments' })).err).toContain('serial 2');
  });

  test('does not overwrite a state that is not ours', async () => {
    const file = join(await temporaryFolder(), 'terraform.tfstate');
    const theirs = '{"version":4,"serial":3,"lineage":"theirs","resources":[]}';
    await writeFile(file, theirs);
    await expect(outputs({ out: file })).rejects.toMatchObject({ code: 'ForeignState' });
    expect(await readFile(file, 'utf8')).toBe(theirs);
  });
});
