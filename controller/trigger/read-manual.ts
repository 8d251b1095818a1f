import { parsePayload } from './parse-payload.ts';
import { SHA } from './payload-fields.ts';
import type { ManualTrigger } from './trigger.ts';

/** Who asks, as API Gateway's IAM authorizer found, and the reference that the asker is given. */
export interface ManualCaller {
  readonly arn: string;
  readonly reference: string;
}

const FIELDS = new Set(['action', 'acceptSha']);

/**
 * Reads the body of `POST /reconcile`: `{"action"?: "reconcile" | "drift" | "revert", "acceptSha"?: <full commit id>}`, where no
 * body means reconcile. `undefined` for anything else, unknown fields included (R6): a misspelt consent must not be lost.
 * Who asks never comes from the body.
 */
export function readManual(body: Uint8Array, caller: ManualCaller): ManualTrigger | undefined {
  const text = Buffer.from(body).toString('utf8').trim();
  const json = text === '' ? {} : parsePayload(text);
  if (json === undefined || Object.keys(json).some((name) => !FIELDS.has(name))) return undefined;

  const { action, acceptSha }: { readonly action?: unknown; readonly acceptSha?: unknown } = {
    action: 'reconcile',
    ...json,
  };
  if (!isAction(action) || !(acceptSha === undefined || isSha(acceptSha))) return undefined;
  const consent = acceptSha === undefined ? {} : { acceptSha };
  return { type: 'manual', action, requestedBy: caller.arn, reference: caller.reference, ...consent };
}

function isAction(value: unknown): value is ManualTrigger['action'] {
  return value === 'reconcile' || value === 'drift' || value === 'revert';
}

function isSha(value: unknown): value is string {
  return typeof value === 'string' && SHA.test(value);
}
