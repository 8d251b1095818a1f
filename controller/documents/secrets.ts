import { looksRandom } from './randomness.ts';

/**
 * Shapes of credentials, with their names (S4). Each is matched in linear time. Sources: the token formats that AWS, GitHub, GitLab,
 * Slack, Google, Stripe, npm, PyPI, Docker, SendGrid, HashiCorp, Anthropic and OpenAI document for secret scanning.
 */
const SHAPES: readonly (readonly [shape: RegExp, what: string])[] = [
  [/(?<![A-Za-z0-9])(?:AKIA|ASIA)[A-Z2-7]{16}(?![A-Za-z0-9])/, 'an AWS access key id'],
  [/(?<![A-Za-z0-9])gh[pousr]_[A-Za-z0-9]{36,}/, 'a GitHub token'],
  [/(?<![A-Za-z0-9])github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59}/, 'a GitHub token'],
  [/(?<![A-Za-z0-9])glpat-[A-Za-z0-9_-]{20,}/, 'a GitLab token'],
  [/-----BEGIN (?:[A-Z]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----/, 'a private key'],
  [/(?<![A-Za-z0-9])xox[abeoprs]-[A-Za-z0-9-]{10,}/, 'a Slack token'],
  [/(?<![A-Za-z0-9])xapp-\d-[A-Za-z0-9-]{10,}/, 'a Slack token'],
  [/hooks\.slack\.com\/services\/T[A-Z0-9]+\/B[A-Z0-9]+\/[A-Za-z0-9]+/, 'a Slack webhook address'],
  [/(?<![A-Za-z0-9])AIza[A-Za-z0-9_-]{35}/, 'a Google API key'],
  [/(?<![A-Za-z0-9])[rs]k_live_[A-Za-z0-9]{16,}/, 'a Stripe key'],
  [/(?<![A-Za-z0-9])whsec_[A-Za-z0-9+/]{24,}/, 'a webhook secret'],
  [/(?<![A-Za-z0-9])npm_[A-Za-z0-9]{36}\b/, 'an npm token'],
  [/(?<![A-Za-z0-9])pypi-AgE[A-Za-z0-9_-]{50,}/, 'a PyPI token'],
  [/(?<![A-Za-z0-9])dckr_pat_[A-Za-z0-9_-]{27}/, 'a Docker token'],
  [/(?<![A-Za-z0-9])SG\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}\b/, 'a SendGrid key'],
  [/(?<![A-Za-z0-9])hvs\.[A-Za-z0-9_-]{24,}/, 'a Vault token'],
  [/(?<![A-Za-z0-9])sk-(?:ant|proj|svcacct)-[A-Za-z0-9_-]{20,}/, 'a key of a model provider'],
  [/(?<![A-Za-z0-9])eyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}/, 'a JSON web token'],
  [/(?<![A-Za-z0-9])X-Amz-Signature=[0-9a-f]{64}/, 'a presigned AWS address'],
];

/** Any of the shapes. Nearly every text has none, and this says so at once. */
const ANY_SHAPE = new RegExp(SHAPES.map(([{ source }]) => source).join('|'));

/** `scheme://user:password@host`, with the password apart. */
const ADDRESS = /\b[a-z][a-z0-9+.-]{1,15}:\/\/[^\s/:@]{0,64}:([^\s/@]{1,128})@/;
const EVERY_ADDRESS = new RegExp(ADDRESS, 'g');

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

const EVERYWHERE: readonly RegExp[] = [
  /-----BEGIN (?:[A-Z]+ ){0,3}PRIVATE KEY[\s\S]*/g,
  ...SHAPES.map(([shape]) => new RegExp(shape, 'g')),
];

/** A text, such as a message, without the credentials in it that have a shape. */
export function hideSecrets(text: string): string {
  const hidden = EVERYWHERE.reduce((rest, shape) => rest.replaceAll(shape, '…'), text);
  return hidden.replaceAll(EVERY_ADDRESS, (address: string, password: string) =>
    PLACEHOLDER.test(password) ? address : address.replace(`:${password}@`, ':…@'),
  );
}

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
