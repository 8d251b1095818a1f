import { inspect } from 'node:util';
import { CloudFormationServiceException } from '@aws-sdk/client-cloudformation';
import { describe, expect, test } from 'vitest';
import { awsError } from '../../../controller/adapters/aws-errors.ts';
import { HoldfastError } from '../../../controller/diagnostics/error.ts';

function answer(name: string, message = 'no', httpStatusCode = 400): CloudFormationServiceException {
  return new CloudFormationServiceException({
    name,
    message,
    $fault: 'client',
    $metadata: { httpStatusCode, requestId: 'r-1' },
  });
}

describe('awsError', () => {
  test.each([
    'Throttling',
    'ThrottlingException',
    'RequestLimitExceeded',
    'TooManyRequestsException',
    'ProvisionedThroughputExceededException',
    'RequestThrottled',
    'SlowDown',
    'PriorRequestNotComplete',
  ])('C8: %s is a throttle, whatever its HTTP status', (name) => {
    expect(awsError(answer(name), 'describe stack demo')).toMatchObject({
      code: 'Throttled',
      source: 'aws',
      retryable: true,
    });
  });

  test('C8: "Rate exceeded" is a throttle under any name', () => {
    expect(awsError(answer('ClientException', 'Rate exceeded'), 'x')).toMatchObject({
      code: 'Throttled',
      retryable: true,
    });
  });

  test.each([
    [answer('ServiceUnavailable', 'busy', 503), 'Unavailable', true],
    [answer('Whatever', 'oops', 500), 'Unavailable', true],
    [answer('ExpiredToken', 'old', 403), 'CredentialsExpired', true],
    [answer('InvalidClientTokenId', 'who', 403), 'CredentialsInvalid', false],
    [answer('AccessDenied', 'no', 403), 'AccessDenied', false],
    [answer('AccessDeniedException', 'no', 400), 'AccessDenied', false],
    [answer('LimitExceededException', 'too many stacks', 400), 'LimitExceeded', false],
    [Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }), 'Unavailable', true],
    [new Error('socket hang up'), 'Unavailable', true],
  ])('C4: %s is %s, retryable: %s', (error, code, retryable) => {
    expect(awsError(error, 'x')).toMatchObject({ code, source: 'aws', retryable });
  });

  test('a mistake of our own is not blamed on AWS and keeps its stack', () => {
    const error = awsError(new TypeError('reading undefined'), 'list things');
    expect(error).toMatchObject({ code: 'Unexpected', source: 'holdfast', retryable: false });
    expect(error.cause).toMatchObject({ stack: expect.stringContaining('aws-errors.test.ts') });
  });

  test('what is no error at all still becomes one', () => {
    expect(awsError('boom', 'list things').message).toBe('Could not list things: boom');
  });

  test('a HoldfastError passes unchanged', () => {
    const error = new HoldfastError('x', { code: 'Conflict', source: 'holdfast', retryable: true });
    expect(awsError(error, 'y')).toBe(error);
  });

  test('S2: neither the message nor the cause holds a credential', () => {
    const secrets = [
      'https://b.s3.amazonaws.com/k?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Signature=c0ffee00',
      'AKIAIOSFODNN7EXAMPLE',
      'ghs_16C7e42F292c6912E7710c838347Ae178B4a',
      'aws_secret_access_key=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
    ];
    const error = awsError(answer('ValidationError', secrets.join(' ')), 'create');
    const text = `${error.message}${inspect(error, { depth: 9 })}${JSON.stringify(error)}`;
    for (const canary of ['c0ffee00', 'AKIAIOSFODNN7EXAMPLE', 'ghs_16C7', 'wJalrXUtnFEMI']) {
      expect(text).not.toContain(canary);
    }
    expect(text).toContain('https://b.s3.amazonaws.com/k');
  });
});
