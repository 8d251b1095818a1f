import { parsePayload } from './parse-payload.ts';
import { SHA } from './payload-fields.ts';
import type { ManualTrigger } from './trigger.ts';

/** Who asks, as API Gateway's IAM authorizer found, and the reference that the asker is given. */
export interface ManualCaller {
  readonly arn: string;
  readonly reference: string;
}

/** Which commits may be named with an action, and which must be. */
const COMMITS: Readonly<
  Record<ManualTrigger['action'], { readonly may: readonly CommitField[]; readonly must: readonly CommitField[] }>
> = {
  reconcile: { may: ['acceptSha'], must: [] },
  drift: { may: ['acceptSha'], must: [] },
  revert: { may: ['acceptSha'], must: [] },
  rollback: { may: ['sha', 'appliedSha'], must: ['sha'] },
};

type CommitField = 'acceptSha' | 'sha' | 'appliedSha';

/**
 * Reads the body of `POST /reconcile`: `{"action"?: "reconcile" | "drift" | "revert", "acceptSha"?: <full commit id>}` or
 * `{"action": "rollback", "sha": <full commit id>, "appliedSha"?: <full commit id>}`, where no body means reconcile. `undefined` for
 * anything else, unknown fields included (R6): a misspelt consent must not be lost. Who asks never comes from the body.
 */
export function readManual(body: Uint8Array, caller: ManualCaller): ManualTrigger | undefined {
  const text = Buffer.from(body).toString('utf8').trim();
  const json = text === '' ? {} : parsePayload(text);
  if (json === undefined) return undefined;
  const { action = 'reconcile', ...rest }: { readonly action?: unknown } = json;
  if (!isAction(action)) return undefined;
  const { may, must } = COMMITS[action];
  const commits = Object.entries(rest);
  if (!commits.every(([name, value]) => may.some((known) => known === name) && isSha(value))) return undefined;
  if (!must.every((name) => Object.hasOwn(rest, name))) return undefined;
  const { arn: requestedBy, reference } = caller;
  return { type: 'manual', action, requestedBy, reference, ...Object.fromEntries(commits) };
}

function isAction(value: unknown): value is ManualTrigger['action'] {
  return typeof value === 'string' && Object.hasOwn(COMMITS, value);
}

function isSha(value: unknown): value is string {
  return typeof value === 'string' && SHA.test(value);
}
