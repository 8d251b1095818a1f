/** A git commit id: SHA-1, or SHA-256 in repositories that use it. */
export const SHA = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

/**
 * What stands at `path` in parsed JSON, `undefined` when any part of the way is missing or no object.
 * Own fields only, so that `constructor` and `__proto__` are names like any other (R4, W6).
 */
export function valueAt(json: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (value, name) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined,
    json,
  );
}

/** The text at `path` if it has the form of `pattern`; anything else counts as missing. */
export function textAt(json: unknown, pattern: RegExp, ...path: readonly string[]): string | undefined {
  const value = valueAt(json, ...path);
  return typeof value === 'string' && pattern.test(value) ? value : undefined;
}

/** The id or number at `path` if it is a positive integer that JavaScript holds exactly (R7). */
export function idAt(json: unknown, ...path: readonly string[]): number | undefined {
  const value = valueAt(json, ...path);
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : undefined;
}

/** What CloudFormation allows as a stack's name, a status, and the logical id of a resource. */
export const STACK_NAME = /^[A-Za-z][A-Za-z0-9-]{0,127}$/;
export const STATUS = /^[A-Z_]{1,64}$/;
export const LOGICAL_ID = /^[A-Za-z0-9]{1,255}$/;
/** A message of the queue has room for as many. */
export const MAX_LOGICAL_IDS = 100;
