import { randomUUID } from 'node:crypto';
import { Webhooks } from '@octokit/webhooks';

/** One webhook delivery that was attempted, as GitHub's "Recent deliveries" page lists it. */
export type Delivery = {
  /** The event's, in every attempt; `attempt` is that of this one. */
  readonly id: string;
  readonly attempt: bigint;
  readonly at: string;
  readonly redelivery: boolean;
  readonly seconds: number;
  readonly event: string;
  readonly action: string | undefined;
  readonly body: string;
  /** HTTP status of the receiver; undefined when it could not be reached. */
  readonly status: number | undefined;
};

/** Ids of attempts are beyond what a JavaScript number holds, as GitHub's are (https://github.com/octokit/request.js/issues/797). */
const FIRST_ATTEMPT = 3_804_004_623_172_239_366n;

/** Gives the value of `X-Hub-Signature-256` (https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries). */
export function signature(secret: string, body: string): Promise<string> {
  return new Webhooks({ secret }).sign(body);
}

/** Sends signed webhooks to the App's URL and remembers them, so that they can be looked at and sent again. */
export class Deliveries {
  readonly #sent: Delivery[] = [];
  readonly #secret: string;
  #attempts = 0n;
  #url: string | undefined;

  constructor(secret: string, url: string | undefined) {
    this.#secret = secret;
    this.#url = url;
  }

  setUrl(url: string | undefined): void {
    this.#url = url;
  }

  list(): readonly Delivery[] {
    return [...this.#sent];
  }

  clear(): void {
    this.#sent.length = 0;
  }

  /** Posts a payload once, as GitHub does: no retry, at most 10 s. Without a URL it is only remembered. */
  async send(event: string, payload: object, id: string = randomUUID()): Promise<Delivery> {
    const action = 'action' in payload && typeof payload.action === 'string' ? payload.action : undefined;
    return this.#post({ event, action, body: JSON.stringify(payload), id }, false);
  }

  /** Sends the newest delivery that has this id (or the newest of all) again: same id, same body. Throws when there is none. */
  async redeliver(id?: string): Promise<Delivery> {
    const last = this.#sent.findLast((delivery) => id === undefined || delivery.id === id);
    if (!last) throw new Error(`no delivery ${id ?? ''} to send again`);
    return this.#post(last, true);
  }

  async #post(of: Pick<Delivery, 'event' | 'action' | 'body' | 'id'>, redelivery: boolean): Promise<Delivery> {
    const { event, action, body, id } = of;
    const [at, started] = [new Date().toISOString(), performance.now()];
    const headers = {
      'Content-Type': 'application/json',
      'User-Agent': 'GitHub-Hookshot/local',
      'X-GitHub-Event': event,
      'X-GitHub-Delivery': id,
      'X-Hub-Signature-256': await signature(this.#secret, body),
    };
    const status = this.#url
      ? await fetch(this.#url, { method: 'POST', headers, body, signal: AbortSignal.timeout(10_000) }).then(
          (response) => response.status,
          () => undefined,
        )
      : undefined;
    this.#attempts += 1n;
    const seconds = (performance.now() - started) / 1000;
    const delivery = {
      id,
      attempt: FIRST_ATTEMPT + this.#attempts,
      at,
      redelivery,
      seconds,
      event,
      action,
      body,
      status,
    };
    this.#sent.push(delivery);
    return delivery;
  }
}
