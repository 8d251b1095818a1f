/**
 * Shapes of credentials, with their names (S4). Each is matched in linear time. Sources: the token formats that AWS, GitHub, Slack,
 * Google, Stripe and npm document for secret scanning.
 */
const SHAPES: readonly (readonly [shape: RegExp, what: string])[] = [
  [/\b(?:AKIA|ASIA)[A-Z2-7]{16}\b/, 'an AWS access key id'],
  [/\bgh[pousr]_[A-Za-z0-9]{36,}/, 'a GitHub token'],
  [/\bgithub_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59}/, 'a GitHub token'],
  [/-----BEGIN (?:[A-Z]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----/, 'a private key'],
  [/\bxox[abeoprs]-[A-Za-z0-9-]{10,}/, 'a Slack token'],
  [/\bxapp-\d-[A-Za-z0-9-]{10,}/, 'a Slack token'],
  [/hooks\.slack\.com\/services\/T[A-Z0-9]+\/B[A-Z0-9]+\/[A-Za-z0-9]+/, 'a Slack webhook address'],
  [/\bAIza[A-Za-z0-9_-]{35}/, 'a Google API key'],
  [/\b[rs]k_live_[A-Za-z0-9]{16,}/, 'a Stripe key'],
  [/\bnpm_[A-Za-z0-9]{36}\b/, 'an npm token'],
  [/\bX-Amz-Signature=[0-9a-f]{64}/, 'a presigned AWS address'],
];

/** AWS secret access keys have no prefix: 40 characters of base64, told from other text by the name of the field they stand in. */
const AWS_SECRET_KEY = /^[A-Za-z0-9/+]{40}$/;
const AWS_SECRET_NAME = /aws.*secret|secret.*access.*key/i;

/** What kind of credential a text has the shape of, in words; `undefined` for other texts. `name` is the field it stands in. */
export function secretIn(text: string, name = ''): string | undefined {
  if (text.length < 16) return undefined;
  const shape = SHAPES.find(([pattern]) => pattern.test(text));
  if (shape !== undefined) return shape[1];
  return AWS_SECRET_KEY.test(text) && AWS_SECRET_NAME.test(name) ? 'an AWS secret access key' : undefined;
}
