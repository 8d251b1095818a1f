interface Secret {
  /** Letters, whatever their case, without which a text has none of these. */
  readonly sign: string;
  readonly pattern: RegExp;
  readonly replacement: string;
}

/** What must never leave in third-party text (S1, S2), and what stands in its place. */
const SECRETS: readonly Secret[] = [
  {
    sign: 'PRIVATE KEY-----',
    pattern: /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
    replacement: '<private key>',
  },
  // A presigned URL is a credential as a whole: keep scheme, host and path, drop the query that signs it.
  {
    sign: 'X-Amz-',
    pattern: /(https?:\/\/[^\s"'<>?]+)\?[^\s"'<>]*X-Amz-[^\s"'<>]*/gi,
    replacement: '$1?<signature>',
  },
  {
    sign: 'X-Amz-',
    pattern: /(X-Amz-(?:Signature|Credential|Security-Token))=[^\s"'<>&]+/gi,
    replacement: '$1=<redacted>',
  },
  { sign: 'AWS4-HMAC-SHA256', pattern: /(AWS4-HMAC-SHA256)\s+Credential=.*$/gim, replacement: '$1 <redacted>' },
  {
    sign: 'authorization',
    pattern: /\b(authorization["']?\s*[:=]\s*["']?)(?:(?:bearer|basic|token)\s+)?[^\s"',]+/gi,
    replacement: '$1<redacted>',
  },
  {
    sign: 'access_?key|session_?token|security_?token',
    pattern:
      /\b((?:aws_?)?(?:secret_?access_?key|session_?token|security_?token)["']?\s*[:=]\s*["']?)[A-Za-z0-9/+=_-]+/gi,
    replacement: '$1<redacted>',
  },
  // Access key ids: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
  { sign: 'AKIA|ASIA', pattern: /\b(?:AKIA|ASIA)[A-Z2-7]{12,128}\b/g, replacement: '<access key id>' },
  // GitHub token prefixes: https://github.blog/2021-04-05-behind-githubs-new-authentication-token-formats/
  {
    sign: 'gh[opsur]_|github_pat_',
    pattern: /\b(?:gh[opsur]_[A-Za-z0-9_.-]{8,}|github_pat_[A-Za-z0-9_]{8,})/g,
    replacement: '<token>',
  },
  // JSON web tokens, such as the one a GitHub App signs.
  {
    sign: 'eyJ',
    pattern: /\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}/g,
    replacement: '<token>',
  },
];

/** One look instead of nine: every value and line of a report comes through here, and hardly any has a secret. */
const SIGNS = new RegExp(SECRETS.map(({ sign }) => sign).join('|'), 'i');

/**
 * Third-party text (an error message, a stack event's reason) without credentials: private keys, presigned URLs,
 * signatures, access keys, session and GitHub tokens (S2). Everything else stays as it is.
 */
export function redact(text: string): string {
  if (!SIGNS.test(text)) return text;
  return SECRETS.reduce((clean, { pattern, replacement }) => clean.replace(pattern, replacement), text);
}
