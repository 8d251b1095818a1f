/** What must never leave in third-party text (S1, S2), and what stands in its place. */
const SECRETS: readonly { readonly pattern: RegExp; readonly replacement: string }[] = [
  {
    pattern: /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
    replacement: '<private key>',
  },
  // A presigned URL is a credential as a whole: keep scheme, host and path, drop the query that signs it.
  { pattern: /(https?:\/\/[^\s"'<>?]+)\?[^\s"'<>]*X-Amz-[^\s"'<>]*/gi, replacement: '$1?<signature>' },
  { pattern: /(X-Amz-(?:Signature|Credential|Security-Token))=[^\s"'<>&]+/gi, replacement: '$1=<redacted>' },
  { pattern: /(AWS4-HMAC-SHA256)\s+Credential=.*$/gim, replacement: '$1 <redacted>' },
  {
    pattern: /\b(authorization["']?\s*[:=]\s*["']?)(?:(?:bearer|basic|token)\s+)?[^\s"',]+/gi,
    replacement: '$1<redacted>',
  },
  {
    pattern:
      /\b((?:aws_?)?(?:secret_?access_?key|session_?token|security_?token)["']?\s*[:=]\s*["']?)[A-Za-z0-9/+=_-]+/gi,
    replacement: '$1<redacted>',
  },
  // Access key ids: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
  { pattern: /\b(?:AKIA|ASIA)[A-Z2-7]{12,128}\b/g, replacement: '<access key id>' },
  // GitHub token prefixes: https://github.blog/2021-04-05-behind-githubs-new-authentication-token-formats/
  { pattern: /\b(?:gh[opsur]_[A-Za-z0-9_.-]{8,}|github_pat_[A-Za-z0-9_]{8,})/g, replacement: '<token>' },
  // JSON web tokens, such as the one a GitHub App signs.
  { pattern: /\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}/g, replacement: '<token>' },
];

/**
 * Third-party text (an error message, a stack event's reason) without credentials: private keys, presigned URLs,
 * signatures, access keys, session and GitHub tokens (S2). Everything else stays as it is.
 */
export function redact(text: string): string {
  return SECRETS.reduce((clean, { pattern, replacement }) => clean.replace(pattern, replacement), text);
}
