import { looksRandom } from './randomness.ts';

/**
 * Shapes of credentials, with their names (S4). Each is matched in linear time. Sources: the token formats that AWS, GitHub, GitLab,
 * Slack, Google, Stripe, npm, PyPI, Docker, SendGrid, HashiCorp, Anthropic and OpenAI document for secret scanning.
 */
const SHAPES: readonly (readonly [shape: RegExp, what: string])[] = [
  [/\b(?:AKIA|ASIA)[A-Z2-7]{16}\b/, 'an AWS access key id'],
  [/\bgh[pousr]_[A-Za-z0-9]{36,}/, 'a GitHub token'],
  [/\bgithub_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59}/, 'a GitHub token'],
  [/\bglpat-[A-Za-z0-9_-]{20,}/, 'a GitLab token'],
  [/-----BEGIN (?:[A-Z]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----/, 'a private key'],
  [/\bxox[abeoprs]-[A-Za-z0-9-]{10,}/, 'a Slack token'],
  [/\bxapp-\d-[A-Za-z0-9-]{10,}/, 'a Slack token'],
  [/hooks\.slack\.com\/services\/T[A-Z0-9]+\/B[A-Z0-9]+\/[A-Za-z0-9]+/, 'a Slack webhook address'],
  [/\bAIza[A-Za-z0-9_-]{35}/, 'a Google API key'],
  [/\b[rs]k_live_[A-Za-z0-9]{16,}/, 'a Stripe key'],
  [/\bwhsec_[A-Za-z0-9+/]{24,}/, 'a webhook secret'],
  [/\bnpm_[A-Za-z0-9]{36}\b/, 'an npm token'],
  [/\bpypi-AgE[A-Za-z0-9_-]{50,}/, 'a PyPI token'],
  [/\bdckr_pat_[A-Za-z0-9_-]{27}/, 'a Docker token'],
  [/\bSG\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}\b/, 'a SendGrid key'],
  [/\bhvs\.[A-Za-z0-9_-]{24,}/, 'a Vault token'],
  [/\bsk-(?:ant|proj|svcacct)-[A-Za-z0-9_-]{20,}/, 'a key of a model provider'],
  [/\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}/, 'a JSON web token'],
  [/\bX-Amz-Signature=[0-9a-f]{64}/, 'a presigned AWS address'],
];

/** Any of the shapes. Nearly every text has none, and this says so at once. */
const ANY_SHAPE = new RegExp(SHAPES.map(([{ source }]) => source).join('|'));

/** `scheme://user:password@host`, with the password apart. */
const ADDRESS = /\b[a-z][a-z0-9+.-]{1,15}:\/\/[^\s/:@]{0,64}:([^\s/@]{1,128})@/;
/** What stands where a password would be in an example or a template. */
const PLACEHOLDER = /^(?:\*+|x+|\.+|\$\{.*\}|\{.*\}|<.*>|pass|password|secret)$/i;

/** AWS secret access keys have no prefix: 40 characters of base64, told from other text by the name of the field they stand in. */
const AWS_SECRET_KEY = /^[A-Za-z0-9/+]{40}$/;
const AWS_SECRET_NAME = /aws.*secret|secret.*access.*key/i;

/** A name whose last word says that its value is a secret: `DB_PASSWORD`, `apiKey`, `SLACK_TOKEN_2`; not `PASSWORD_LENGTH`. */
const SECRET_NAME =
  /(?:password|passwd|passphrase|pwd|secret|token|credentials?|(?:api|access|private|secret|signing|auth)[_-]?key)(?:[_-]?(?:value|\d{1,3}))?$/i;

/** Shortest value of such a name that is looked at. */
const MIN_NAMED_LENGTH = 8;

/** What kind of credential a text has the shape of, in words; `undefined` for other texts. `name` is the field it stands in. */
export function secretIn(text: string, name = ''): string | undefined {
  if (text.length < MIN_NAMED_LENGTH) return undefined;
  const shape = ANY_SHAPE.test(text) ? SHAPES.find(([pattern]) => pattern.test(text)) : undefined;
  if (shape !== undefined) return shape[1];
  const password = ADDRESS.exec(text)?.[1];
  if (password !== undefined && !PLACEHOLDER.test(password)) return 'an address with a password';
  if (AWS_SECRET_KEY.test(text) && AWS_SECRET_NAME.test(name)) return 'an AWS secret access key';
  return SECRET_NAME.test(name) && looksRandom(text) ? 'a secret, as its name says' : undefined;
}
