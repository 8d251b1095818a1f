import { digestOf } from './digest.ts';
import { isJsonArray, isJsonObject, type Json } from './json.ts';
import { redact } from './redact.ts';

/** Property names whose value is a secret by its name, unless the name says that it only points at one. */
const SECRET_NAME = /passw(?:or)?d|passphrase|secret|token|credential|api_?key|private_?key|connection_?string/i;
const POINTER_NAME = /(?:arns?|ids?|names?|types?|uri|url|version|validity|units|days|seconds)$/i;

/**
 * A JSON value fit for display (S1, S3): every environment value, every value of a secret-sounding property and every
 * secret-shaped string is replaced by the start of its digest, so that a change is seen and the value is not.
 * `pointer` is the JSON pointer of the value below its resource, e.g. `/Properties/Environment/Variables/LOG_LEVEL`.
 */
export function maskValue(pointer: string, value: Json): Json {
  if (isReference(value)) return value;
  if (isJsonArray(value)) return value.map((item, index) => maskValue(`${pointer}/${index}`, item));
  if (isJsonObject(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, maskValue(`${pointer}/${escapeSegment(key)}`, item)]),
    );
  }
  return isSecret(pointer, value) && !isMask(value) ? maskOf(value) : value;
}

/**
 * What stands for a masked value: four hex digits of its digest, enough to see that two values differ and too few to
 * confirm a guess.
 */
export function maskOf(value: Json): string {
  return `${digestOf(JSON.stringify(value)).slice(0, 'sha256:'.length + 4)}…`;
}

/** Masking twice changes nothing: a stage may mask what a later one masks again. */
function isMask(value: null | boolean | number | string): boolean {
  return typeof value === 'string' && /^sha256:[0-9a-f]{4}…$/.test(value);
}

function isSecret(pointer: string, value: null | boolean | number | string): boolean {
  if (value === null) return false;
  if (/^\/Properties\/Environment(?:\/|$)/.test(pointer)) return true;
  if (typeof value !== 'string') return false;
  return redact(value) !== value || (pointer.split('/').some(isSecretName) && !value.startsWith('arn:'));
}

function isSecretName(segment: string): boolean {
  return SECRET_NAME.test(segment) && !POINTER_NAME.test(segment);
}

/** A CloudFormation reference names another resource; it holds no value of its own. */
function isReference(value: Json): boolean {
  if (!isJsonObject(value)) return false;
  const [key, ...more] = Object.keys(value);
  return more.length === 0 && (key === 'Ref' || key === 'Fn::GetAtt');
}

function escapeSegment(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}
