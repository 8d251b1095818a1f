import { describe, expect, test } from 'vitest';
import { changesOf, outputParameters } from '../../../controller/outputs/parameters.ts';
import { CHARGE, outputsOf, PLATFORM, TAGS } from './sample.ts';

describe('the parameters', () => {
  test('are named by who gives them, typed and tagged; an empty list has none', () => {
    expect(outputParameters(outputsOf())).toEqual([
      { name: '/acme/outputs/vpc_id', type: 'String', value: 'vpc-1', tags: TAGS },
      { name: '/acme/outputs/private_subnet_ids', type: 'StringList', value: 'subnet-1,subnet-2', tags: TAGS },
      {
        name: '/acme/outputs/teams/payments/functions/charge/function_arn',
        type: 'String',
        value: 'arn:aws:lambda:us-east-1:123456789012:function:acme-charge',
        tags: { ...TAGS, team: 'payments' },
      },
    ]);
  });

  test('are as many as the Platform says', () => {
    const names = (ssm: 'all' | 'platform' | 'none') =>
      outputParameters(outputsOf([PLATFORM, CHARGE], ssm)).map(({ name }) => name);
    expect(names('all')).toHaveLength(3);
    expect(names('platform')).toEqual(['/acme/outputs/vpc_id', '/acme/outputs/private_subnet_ids']);
    expect(names('none')).toEqual([]);
  });

  test('hold at most 4 KB: a longer value has none', () => {
    const long = { ...PLATFORM, outputs: { short: 'x'.repeat(4096), long: 'x'.repeat(4097) } };
    expect(outputParameters(outputsOf([long])).map(({ name }) => name)).toEqual(['/acme/outputs/short']);
  });

  test('have names that Parameter Store takes', () => {
    const rule = { ...CHARGE, kind: 'EventRule', name: 'a-1', outputs: { apiGatewayUrl: 'x' } };
    const [parameter] = outputParameters(outputsOf([rule]));
    expect(parameter?.name).toBe('/acme/outputs/teams/payments/event_rules/a-1/api_gateway_url');
    expect(parameter?.name).toMatch(/^(?:\/[A-Za-z0-9_.-]+){1,15}$/);
  });
});

describe('the changes', () => {
  const [vpc, subnets] = outputParameters(outputsOf([PLATFORM]));

  test('are none where everything is as it should be', () => {
    const there = { '/acme/outputs/vpc_id': 'vpc-1', '/acme/outputs/private_subnet_ids': 'subnet-1,subnet-2' };
    expect(changesOf(there, outputParameters(outputsOf([PLATFORM])))).toEqual({ put: [], remove: [] });
  });

  test('are what is missing, what differs, and what nobody publishes any more', () => {
    const there = { '/acme/outputs/vpc_id': 'vpc-0', '/acme/outputs/old': '1' };
    expect(changesOf(there, outputParameters(outputsOf([PLATFORM])))).toEqual({
      put: [
        { parameter: vpc, exists: true },
        { parameter: subnets, exists: false },
      ],
      remove: ['/acme/outputs/old'],
    });
  });
});
