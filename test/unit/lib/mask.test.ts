import { describe, expect, test } from 'vitest';
import { maskOf, maskValue } from '../../../controller/lib/mask.ts';

describe('masking values for display', () => {
  test('S3: an environment value is never shown, its name is', () => {
    const environment = { Variables: { LOG_LEVEL: 'info', PASSWORD: 'hunter2' } };
    expect(maskValue('/Properties/Environment', environment)).toEqual({
      Variables: { LOG_LEVEL: 'sha256:3e3e…', PASSWORD: 'sha256:4ddb…' },
    });
    expect(maskValue('/Properties/Environment/Variables/LOG_LEVEL', 'info')).toBe('sha256:3e3e…');
  });

  test('S3: a whole Properties object, as a creation carries it, is masked inside', () => {
    const properties = { MemorySize: 512, Environment: { Variables: { A: 'x', TABLE: { Ref: 'Orders' } } } };
    expect(maskValue('/Properties', properties)).toEqual({
      MemorySize: 512,
      Environment: { Variables: { A: 'sha256:ba2d…', TABLE: { Ref: 'Orders' } } },
    });
  });

  test('masking what is masked changes nothing', () => {
    const once = maskValue('/Properties/Environment/Variables/A', 'x');
    expect(maskValue('/Properties/Environment/Variables/A', once)).toBe('sha256:ba2d…');
  });

  test.each([
    ['/Properties/MasterUserPassword', 'correct horse'],
    ['/Properties/SecretString', '{"user":"x"}'],
    ['/Properties/Description', `token is ${'ghs_'}${'a'.repeat(36)}`],
    ['/Properties/Tags/0/Value', 'AKIAIOSFODNN7EXAMPLE'],
  ])('S1: %s is masked when it holds a secret', (pointer, value) => {
    expect(maskValue(pointer, value)).toBe(maskOf(value));
    expect(maskOf(value)).toMatch(/^sha256:[0-9a-f]{4}…$/);
  });

  test.each([
    ['/Properties/SecretArn', 'arn:aws:secretsmanager:us-east-1:123456789012:secret:x'],
    ['/Properties/AccessTokenValidity', 3600],
    ['/Properties/FunctionName', 'shared-lambda-infra-payments-function-charge'],
    ['/Properties/EnvironmentId', 'e-1'],
  ])('%s is shown', (pointer, value) => {
    expect(maskValue(pointer, value)).toBe(value);
  });
});
