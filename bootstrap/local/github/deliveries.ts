import { randomUUID } from 'node:crypto';
import { Webhooks } from '@octokit/webhooks';

/** One webhook delivery that was attempted, as GitHub's "Recent deliveries" page lists it. */
export type Delivery = {
  readonly id: string;
  readonly event: string;
  readonly action: string | undefined;
  readonly body: string;
  /** HTTP status of the receiver; undefined when it could not be reached. */
  readonly status: number | undefined;
};

/** Gives the value of `X-Hub-Signature-256` (https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries). */
export function signature(secret: string, body: string): Promise<string> {
  return new Webhooks({ secret }).sign(body);
}

/** Sends signed webhooks to the App's URL and remembers them, so that they can be looked at and sent again. */
export class Deliveries {
  readonly #sent: Delivery[] = [];
  readonly #secret: string;
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
    return this.#post(event, action, JSON.stringify(payload), id);
  }

  /** Sends the newest delivery that has this id (or the newest of all) again: same id, same body. Throws when there is none. */
  async redeliver(id?: string): Promise<Delivery> {
    const last = this.#sent.findLast((delivery) => id === undefined || delivery.id === id);
    if (!last) throw new Error(`no delivery ${id ?? ''} to send again`);
    return this.#post(last.event, last.action, last.body, last.id);
  }

  async #post(event: string, action: string | undefined, body: string, id: string): Promise<Delivery> {
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
    const delivery = { id, event, action, body, status };
    this.#sent.push(delivery);
    return delivery;
  }
}
