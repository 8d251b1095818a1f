import { CONSENT_KINDS, type ConsentKind, isConsentKind } from '../diagnostics/consent.ts';
import { parsePayload } from './parse-payload.ts';
import { SHA } from './payload-fields.ts';
import type { ManualTrigger } from './trigger.ts';

/** Who asks, as API Gateway's IAM authorizer found, and the reference that the asker is given. */
export interface ManualCaller {
  readonly arn: string;
  readonly reference: string;
}

const FIELDS = new Set(['action', 'acceptSha', 'confirm', 'reason']);

/** Each action with the fields that go with it. */
const ACTIONS: Readonly<Record<ManualTrigger['action'], ReadonlySet<string>>> = {
  reconcile: new Set(['acceptSha', 'confirm']),
  drift: new Set(['acceptSha']),
  revert: new Set(['acceptSha']),
  suspend: new Set(['reason']),
  resume: new Set(),
};

/** A reason is a line that people read. */
const REASON = /^[^\p{Cc}]{1,200}$/u;

/**
 * Reads the body of `POST /reconcile`: `{"action"?: "reconcile" | "drift" | "revert" | "suspend" | "resume", "acceptSha"?: <full commit id>,
 * "confirm"?: [<what is agreed to>], "reason"?: <text>}`, where no body means reconcile. `undefined` for anything else, unknown fields
 * included (R6): a misspelt consent must not be lost. Who asks never comes from the body.
 */
export function readManual(body: Uint8Array, caller: ManualCaller): ManualTrigger | undefined {
  const text = Buffer.from(body).toString('utf8').trim();
  const json = text === '' ? {} : parsePayload(text);
  if (json === undefined || Object.keys(json).some((name) => !FIELDS.has(name))) return undefined;

  const given: Readonly<Record<string, unknown>> = { action: 'reconcile', ...json };
  const { action, acceptSha, confirm, reason } = given;
  if (!isAction(action)) return undefined;
  if (Object.keys(json).some((name) => name !== 'action' && !ACTIONS[action].has(name))) return undefined;
  const isWellFormed =
    (acceptSha === undefined || isSha(acceptSha)) &&
    (confirm === undefined || isConfirm(confirm)) &&
    (reason === undefined || isReason(reason));
  if (!isWellFormed) return undefined;
  return {
    type: 'manual',
    action,
    requestedBy: caller.arn,
    reference: caller.reference,
    ...(acceptSha !== undefined && { acceptSha }),
    ...(confirm !== undefined && { confirm }),
    ...(reason !== undefined && { reason }),
  };
}

function isAction(value: unknown): value is ManualTrigger['action'] {
  return typeof value === 'string' && Object.hasOwn(ACTIONS, value);
}

function isSha(value: unknown): value is string {
  return typeof value === 'string' && SHA.test(value);
}

function isReason(value: unknown): value is string {
  return typeof value === 'string' && REASON.test(value);
}

function isConfirm(value: unknown): value is readonly ConsentKind[] {
  if (!Array.isArray(value) || value.length === 0 || value.length > CONSENT_KINDS.length) return false;
  return value.every((one) => typeof one === 'string' && isConsentKind(one));
}
