import { isUtf8 } from 'node:buffer';
import { verify } from '@octokit/webhooks-methods';
import type { WebhookSecrets } from './port.ts';

/** One value, this prefix in this case, 64 lower-case digits; `X-Hub-Signature` (SHA-1) is never looked at (W2). */
const SIGNATURE = /^sha256=[0-9a-f]{64}$/;

/** Whether a body is GitHub's: its text if so, otherwise the reason for our log only (W9). */
export type Verdict =
  | { readonly genuine: true; readonly text: string }
  | { readonly genuine: false; readonly because: string };

/**
 * Checks `X-Hub-Signature-256` over the raw bytes with each valid secret (W1, W12), as
 * https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries asks. When none fits, the secrets are read
 * again once, so that a rotation needs no restart. Nothing but secrets is read before the check passes (W3); a request
 * without a well-formed signature does not even cause that. Throws what reading the secrets throws.
 */
export async function verifySignature(
  body: Uint8Array,
  signature: string | undefined,
  secrets: WebhookSecrets,
): Promise<Verdict> {
  if (signature === undefined) return { genuine: false, because: 'there is no X-Hub-Signature-256' };
  if (!SIGNATURE.test(signature)) return { genuine: false, because: 'X-Hub-Signature-256 is malformed' };
  if (body.length === 0) return { genuine: false, because: 'the body is empty' };
  // Decoding is lossless for valid UTF-8 only, and the signature counts bytes. JSON is UTF-8 (RFC 8259, section 8.1).
  if (!isUtf8(body)) return { genuine: false, because: 'the body is not UTF-8' };

  const text = Buffer.from(body).toString('utf8');
  const genuine =
    (await fitsAny(await secrets.read(), text, signature)) ||
    (await fitsAny((await secrets.reread()) ?? [], text, signature));
  return genuine ? { genuine, text } : { genuine: false, because: 'X-Hub-Signature-256 does not match' };
}

/** octokit compares digests of equal length in constant time (CVE-2022-24912). */
async function fitsAny(secrets: readonly string[], text: string, signature: string): Promise<boolean> {
  for (const secret of secrets) {
    if (secret !== '' && (await verify(secret, text, signature))) return true;
  }
  return false;
}
