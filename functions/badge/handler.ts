import { createBadgeReader } from '../../controller/adapters/dynamodb-badge.ts';
import { badgeClients } from '../../controller/adapters/webhook-clients.ts';
import { answerBadge } from '../../controller/badge.ts';
import { badgeConfig } from '../../controller/config.ts';
import { SYSTEM_CLOCK } from '../../controller/lib/clock.ts';

/** What is read of an API Gateway event, payload format 2.0. */
interface HttpApiEvent {
  readonly pathParameters?: { readonly token?: string; readonly file?: string };
  readonly headers?: Readonly<Record<string, string | undefined>>;
}

interface HttpApiResult {
  readonly statusCode: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

const config = badgeConfig(process.env);
const badge = createBadgeReader({ ...badgeClients(), ...config });

/** Lambda's entry: anybody may ask. Never throws; an error is answered without its text (W9). */
export async function handler({ pathParameters = {}, headers = {} }: HttpApiEvent): Promise<HttpApiResult> {
  const { token = '', file = '' } = pathParameters;
  const known = headers['if-none-match'];
  try {
    const request = { token, file, ...(known !== undefined && { known }) };
    const { status, ...answer } = await answerBadge(request, config, { badge, clock: SYSTEM_CLOCK });
    return { statusCode: status, ...answer };
  } catch (error) {
    console.error(JSON.stringify({ level: 'ERROR', message: 'The badge could not be read', error: String(error) }));
    return { statusCode: 503, headers: { 'cache-control': 'no-store' } };
  }
}
