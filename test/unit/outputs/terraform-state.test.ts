import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PublishedOutputs } from '../../../controller/outputs/published.ts';
import { decideState, lineageOf, renderState } from '../../../controller/outputs/terraform-state.ts';
import { CHARGE, outputsOf, PLATFORM } from './sample.ts';

const LINEAGE = '17a53c3e-ab8e-8470-b607-61ac0d21d59c';

/** The whole file, as Terraform writes one. */
const STATE = {
  version: 4,
  terraform_version: '1.0.0',
  serial: 3,
  lineage: LINEAGE,
  outputs: {
    private_subnet_ids: { value: ['subnet-1', 'subnet-2'], type: ['list', 'string'] },
    teams: {
      value: {
        payments: {
          functions: {
            charge: {
              function_arn: 'arn:aws:lambda:us-east-1:123456789012:function:acme-charge',
              layer_arns: [],
            },
          },
        },
      },
      type: [
        'object',
        {
          payments: [
            'object',
            {
              functions: ['object', { charge: ['object', { function_arn: 'string', layer_arns: ['list', 'string'] }] }],
            },
          ],
        },
      ],
    },
    vpc_id: { value: 'vpc-1', type: 'string' },
  },
  resources: [],
  check_results: null,
};

describe('the state file', () => {
  test('has every member of format version 4, the outputs with their types, and no resources', () => {
    expect(renderState(outputsOf(), 3)).toBe(`${JSON.stringify(STATE, null, 2)}\n`);
  });

  test('a platform without teams has an empty `teams`, so that nobody has to ask whether it is there', () => {
    const { outputs } = JSON.parse(renderState(outputsOf([PLATFORM]), 1));
    expect(outputs.teams).toEqual({ value: {}, type: ['object', {}] });
  });

  test('kinds of two words are spelt as Terraform spells them', () => {
    const rule = { ...CHARGE, kind: 'EventRule', outputs: { ruleArn: 'arn:rule' } };
    const { outputs } = JSON.parse(renderState(outputsOf([rule]), 1));
    expect(outputs.teams.value).toEqual({ payments: { event_rules: { charge: { rule_arn: 'arn:rule' } } } });
  });

  test('P4: equal outputs give equal bytes, in whatever order they come', () => {
    const turned = { ...PLATFORM, outputs: { privateSubnetIds: ['subnet-1', 'subnet-2'], vpcId: 'vpc-1' } };
    expect(renderState(outputsOf([CHARGE, turned]), 3)).toBe(renderState(outputsOf(), 3));
  });
});

describe('the lineage', () => {
  test('is a UUID that stays the same for a platform and environment, whatever it publishes', () => {
    expect(lineageOf(outputsOf())).toBe(LINEAGE);
    expect(lineageOf(outputsOf([]))).toBe(LINEAGE);
    expect(LINEAGE).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  test.each(['project', 'environment', 'account', 'region'] as const)('is another one for another %s', (field) => {
    expect(lineageOf({ ...outputsOf(), [field]: 'other' })).not.toBe(LINEAGE);
  });
});

describe('the file that is there', () => {
  const state = (change: object) => JSON.stringify({ ...STATE, ...change });

  test('none: the first one has serial 1, or the next one after that which is gone', () => {
    expect(decideState(undefined, outputsOf(), 0)).toMatchObject({ action: 'write', serial: 1 });
    expect(decideState(undefined, outputsOf(), 7)).toMatchObject({ action: 'write', serial: 8 });
  });

  test('the same: nothing is written', () => {
    expect(decideState(renderState(outputsOf(), 3), outputsOf(), 0)).toEqual({ action: 'keep', serial: 3 });
  });

  test('another content: the serial grows by one', () => {
    const text = renderState(outputsOf([PLATFORM]), 5);
    expect(decideState(renderState(outputsOf(), 4), outputsOf([PLATFORM]), 0)).toEqual({
      action: 'write',
      serial: 5,
      text,
    });
  });

  test('K6: of another lineage: it is left alone', () => {
    const because = 'it is not a state that Holdfast wrote for this platform';
    expect(decideState(state({ lineage: '6f1c2f04-0000-4000-8000-000000000000' }), outputsOf(), 0)).toEqual({
      action: 'refuse',
      because,
    });
    expect(decideState('not JSON', outputsOf(), 0)).toEqual({ action: 'refuse', because });
    expect(decideState('[]', outputsOf(), 0)).toEqual({ action: 'refuse', because });
  });

  test('K6: with resources, because somebody took it for the state of a configuration: it is left alone', () => {
    const resources = [{ mode: 'managed', type: 'aws_sqs_queue', name: 'jobs', instances: [] }];
    expect(decideState(state({ resources }), outputsOf(), 0)).toEqual({
      action: 'refuse',
      because: 'it holds resources of a Terraform configuration',
    });
  });

  test('a serial that somebody raised is passed, not met', () => {
    const text = state({ serial: 40, outputs: {} });
    expect(decideState(text, outputsOf(), 3)).toMatchObject({ action: 'write', serial: 41 });
  });

  test('the serial grows with every change, by one, and with nothing else, over any history', () => {
    const anyOutputs = fc.array(fc.stringMatching(/^[a-z]{1,3}$/), { maxLength: 3 }).map((names): PublishedOutputs => {
      const functions = [...new Set(names)].map((name) => ({ ...CHARGE, name }));
      return outputsOf([PLATFORM, ...functions]);
    });
    fc.assert(
      fc.property(fc.array(anyOutputs, { minLength: 1, maxLength: 8 }), (history) => {
        let file: string | undefined;
        let serial = 0;
        for (const outputs of history) {
          const before = file;
          const decision = decideState(file, outputs, serial);
          if (decision.action === 'write') file = decision.text;
          const changed = before === undefined || contentOf(before) !== contentOf(file ?? '');
          expect(decision).toMatchObject({ action: changed ? 'write' : 'keep', serial: serial + (changed ? 1 : 0) });
          serial += changed ? 1 : 0;
          expect(JSON.parse(file ?? '')).toMatchObject({ serial, lineage: LINEAGE, resources: [] });
        }
      }),
    );
  });
});

function contentOf(text: string): string {
  return JSON.stringify({ ...JSON.parse(text), serial: 0 });
}
