import { hash, timingSafeEqual } from 'node:crypto';
import type { BadgeConfig } from './config.ts';
import type { Clock } from './lib/clock.ts';
import { badgeChangeOf, badgeJson, badgeSvg, badgeWord } from './report/badge.ts';
import type { BadgeReader, BadgeStore } from './report/badge-port.ts';
import type { EventPublisher } from './report/events-port.ts';

/** `GET /badge/{token}/{file}`, read as far as it matters. */
export interface BadgeRequest {
  readonly token: string;
  readonly file: string;
  /** `If-None-Match`. */
  readonly known?: string;
}

/** What is answered; a refusal has no text (W9). */
export interface BadgeAnswer {
  readonly status: 200 | 304 | 404;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

const TYPES: Readonly<Record<string, string>> = {
  'badge.svg': 'image/svg+xml; charset=utf-8',
  'badge.json': 'application/json; charset=utf-8',
};

/** An image may be shown a minute late, and never be more than one: no script, no other origin. */
const HEADERS = {
  'cache-control': 'public, max-age=60',
  'content-security-policy': "default-src 'none'",
  'x-content-type-options': 'nosniff',
};

/** Answers with the badge whoever knows the token; for everybody else there is no such page, and nothing is read for them. */
export async function answerBadge(
  { token, file, known }: BadgeRequest,
  { environment, token: expected }: BadgeConfig,
  world: { readonly badge: BadgeReader; readonly clock: Clock },
): Promise<BadgeAnswer> {
  const type = Object.hasOwn(TYPES, file) ? TYPES[file] : undefined;
  if (type === undefined || !isSame(token, expected)) return { status: 404, headers: { 'cache-control': 'no-store' } };
  const word = badgeWord(await world.badge.readBadge(), world.clock.now());
  const body = file === 'badge.svg' ? badgeSvg(environment, word) : badgeJson(environment, word);
  const etag = `"${hash('sha256', body, 'hex').slice(0, 16)}"`;
  const headers = { ...HEADERS, etag };
  if (known === etag || known === `W/${etag}`) return { status: 304, headers };
  return { status: 200, headers: { ...headers, 'content-type': type }, body };
}

/** By digests of one length, so that the time tells nothing. */
function isSame(token: string, expected: string): boolean {
  const digest = (text: string) => hash('sha256', text, 'buffer');
  return timingSafeEqual(digest(token), digest(expected));
}

/** A publisher that also keeps the badge: what it shows is what subscribers were told. */
export function withBadge(publisher: EventPublisher, badge: BadgeStore, clock: Clock): EventPublisher {
  return {
    publish: async (events) => {
      await publisher.publish(events);
      for (const event of events) {
        const change = badgeChangeOf(event);
        if (change !== undefined) await badge.writeBadge(change, clock.now());
      }
    },
  };
}
