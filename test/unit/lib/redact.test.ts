import { expect, test } from 'vitest';
import { redact } from '../../../controller/lib/redact.ts';

const KEY_ID = `${'AKIA'}${'IOSFODNN7EXAMPLE'}`;
const PART = 'a'.repeat(20);

test.each([
  [`-----BEGIN RSA ${'PRIVATE KEY'}-----\nMIIE\n-----END RSA ${'PRIVATE KEY'}-----`, '<private key>'],
  [`-----BEGIN ${'PRIVATE KEY'}-----\nMIIE`, '<private key>'],
  ['see https://b.s3.amazonaws.com/k?a=1&x-amz-signature=ab.', 'see https://b.s3.amazonaws.com/k?<signature>'],
  ['X-Amz-Credential=abc&b', 'X-Amz-Credential=<redacted>&b'],
  ['AWS4-HMAC-SHA256 Credential=a/b, Signature=c', 'AWS4-HMAC-SHA256 <redacted>'],
  ['aws4-hmac-sha256 credential=a', 'aws4-hmac-sha256 <redacted>'],
  ['Authorization: Bearer abc, next', 'Authorization: <redacted>, next'],
  ['{"authorization":"abc"}', '{"authorization":"<redacted>"}'],
  ['aws_secret_access_key = abc/d', 'aws_secret_access_key = <redacted>'],
  ['SecretAccessKey: abc', 'SecretAccessKey: <redacted>'],
  ['SessionToken=abc', 'SessionToken=<redacted>'],
  ['aws_security_token=abc', 'aws_security_token=<redacted>'],
  [`user ${KEY_ID} may not`, 'user <access key id> may not'],
  [`${KEY_ID.replace('AKIA', 'ASIA')}`, '<access key id>'],
  [`remote ghp_${PART}`, 'remote <token>'],
  [`remote ghs_${PART}`, 'remote <token>'],
  [`remote ghu_${PART}`, 'remote <token>'],
  [`remote ghr_${PART}`, 'remote <token>'],
  [`remote gho_${PART}`, 'remote <token>'],
  [`github_pat_${PART}`, '<token>'],
  [`jwt eyJ${PART}.${PART}.${PART}!`, 'jwt <token>!'],
])('S2: %j is shown as %j', (text, shown) => {
  expect(redact(text)).toBe(shown);
});

test('S2: each of several secrets goes, the rest stays', () => {
  expect(redact(`${KEY_ID}, SessionToken=abc and ghs_${PART} of team authors`)).toBe(
    '<access key id>, SessionToken=<redacted> and <token> of team authors',
  );
});

test.each(['', 'Resource handler returned message: "Queue name is taken"', 'eyJ', 'the token is wrong'])(
  '%j is shown as it is',
  (text) => {
    expect(redact(text)).toBe(text);
  },
);
