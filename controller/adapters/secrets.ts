import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { HoldfastError } from '../diagnostics/error.ts';
import type { Clock } from '../lib/clock.ts';
import type { WebhookSecrets } from '../trigger/port.ts';
import { awsError } from './aws-errors.ts';

/** So long may a secret that was taken away still be accepted, and a new one be unknown, if nothing else happens. */
const CACHED_MS = 5 * 60_000;
/** Anybody can send a wrong signature; that must not become a flood of calls. */
const REREAD_MS = 60_000;

/**
 * The text of a secret. Throws HoldfastError; `SecretEmpty` when nobody has put a value there yet.
 * Needs `secretsmanager:GetSecretValue`.
 */
export async function readSecret(client: SecretsManagerClient, arn: string): Promise<string> {
  const { SecretString: text } = await client
    .send(new GetSecretValueCommand({ SecretId: arn }))
    .catch((error: unknown) => {
      throw awsError(error, 'read a secret');
    });
  if (text !== undefined && text !== '') return text;
  throw new HoldfastError('The secret has no text value.', { code: 'SecretEmpty', source: 'user', retryable: false });
}

/** The webhook's secrets, cached for 5 minutes and read again early at most once a minute (W12). */
export function createWebhookSecrets(client: SecretsManagerClient, arn: string, clock: Clock): WebhookSecrets {
  let cached: Promise<readonly string[]> | undefined;
  let readAt = 0;

  const fetch = (): Promise<readonly string[]> => {
    readAt = clock.now();
    const reading = readSecret(client, arn).then(secretsIn);
    // A failed read is not kept: the next request tries again.
    reading.catch(() => {
      if (cached === reading) cached = undefined;
    });
    cached = reading;
    return reading;
  };
  return {
    read: async () => (cached !== undefined && clock.now() < readAt + CACHED_MS ? cached : fetch()),
    reread: async () => (clock.now() < readAt + REREAD_MS ? undefined : fetch()),
  };
}

/**
 * The secrets in `{"secrets": ["current", "previous"]}`, or the one in plain text, which is how Secrets Manager generates it.
 * Throws `SecretInvalid`, without its text, for JSON of another shape: an empty list would lock GitHub out in silence.
 */
function secretsIn(text: string): readonly string[] {
  if (!text.trimStart().startsWith('{')) return [text];
  const list = parseList(text);
  if (list !== undefined) return list;
  const message = 'The webhook secret is neither {"secrets": ["current", "previous"]} nor plain text.';
  throw new HoldfastError(message, { code: 'SecretInvalid', source: 'user', retryable: false });
}

function parseList(text: string): readonly string[] | undefined {
  try {
    const { secrets }: { readonly secrets?: unknown } = JSON.parse(text);
    const isList =
      Array.isArray(secrets) && secrets.length > 0 && secrets.every((one) => typeof one === 'string' && one !== '');
    return isList ? secrets : undefined;
  } catch {
    return undefined;
  }
}
