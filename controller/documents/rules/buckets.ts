import { STORAGE_CLASSES } from '../../../registry/kinds/bucket/schema.ts';
import type { JsonObject } from '../../lib/json.ts';
import type { Path } from '../path.ts';
import type { Problem } from '../problem.ts';
import { listOf, objectOf } from '../raw.ts';

/** Where an object must have been for this long before it moves on, or is deleted; S3 refuses earlier moves. */
const INFREQUENT = new Set<unknown>(['STANDARD_IA', 'ONEZONE_IA']);
const INFREQUENT_DAYS = 30;

/** How long versions are kept where the author does not say. */
const DEFAULT_NONCURRENT_DAYS = 90;

/**
 * Lifecycle rules that S3 takes and that do something. Source:
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html
 */
export function bucketLifecycle(document: JsonObject): readonly Problem[] {
  const spec = objectOf(document.spec);
  const rules = listOf(spec.lifecycle).map(objectOf);
  return rules.flatMap((rule, at) => {
    const path = ['spec', 'lifecycle', at];
    return [
      ...emptyRule(rule, path),
      ...samePrefix(rule, rules.slice(0, at), path),
      ...versionProblems(rule, spec, path),
      ...transitionProblems(rule, path),
      ...expiryProblems(rule, path),
    ];
  });
}

function emptyRule({ expireDays, noncurrentDays, transitions }: JsonObject, path: Path): Problem[] {
  if ([expireDays, noncurrentDays, transitions].some((action) => action !== undefined)) return [];
  const message = 'The rule does nothing: expireDays, noncurrentDays or transitions is missing.';
  return [{ code: 'MissingField', path, message }];
}

function samePrefix({ prefix = '' }: JsonObject, earlier: readonly JsonObject[], path: Path): Problem[] {
  if (typeof prefix !== 'string' || !earlier.some((rule) => (rule.prefix ?? '') === prefix)) return [];
  const keys = prefix === '' ? 'every key' : `keys that begin with ${prefix}`;
  const at = prefix === '' ? path : [...path, 'prefix'];
  return [
    { code: 'ConflictingFields', path: at, message: `An earlier rule is for ${keys} too.`, hint: 'Make one of them.' },
  ];
}

/** S3 takes the shorter of two times that hold for an object, and the bucket's own holds for all of them. */
function versionProblems({ prefix, noncurrentDays: days }: JsonObject, spec: JsonObject, path: Path): Problem[] {
  const at = [...path, 'noncurrentDays'];
  if (typeof days !== 'number') return [];
  if (prefix === undefined) {
    const message = 'A rule for every key cannot have noncurrentDays: spec.noncurrentDays says it for the bucket.';
    return [{ code: 'ConflictingFields', path: at, at: 'key', message }];
  }
  const { noncurrentDays: all = DEFAULT_NONCURRENT_DAYS } = spec;
  if (typeof all !== 'number' || days < all) return [];
  const message = `noncurrentDays must be less than ${all}, which is spec.noncurrentDays: versions are gone by then.`;
  return [{ code: 'InvalidValue', path: at, message }];
}

/** A move of a rule, as far as it is valid by itself. */
interface Move {
  readonly days: number;
  readonly class: string;
  readonly path: Path;
}

function movesOf({ transitions }: JsonObject, path: Path): readonly Move[] {
  return listOf(transitions).flatMap((entry, at) => {
    const { days, class: target } = objectOf(entry);
    if (typeof days !== 'number' || typeof target !== 'string') return [];
    return [{ days, class: target, path: [...path, 'transitions', at] }];
  });
}

function transitionProblems(rule: JsonObject, path: Path): Problem[] {
  const moves = movesOf(rule, path);
  return moves.flatMap((move, at) => {
    const previous = moves[at - 1];
    return previous === undefined ? firstMove(move) : nextMove(previous, move);
  });
}

function firstMove(move: Move): Problem[] {
  if (!INFREQUENT.has(move.class) || move.days >= INFREQUENT_DAYS) return [];
  return [
    {
      code: 'InvalidValue',
      path: [...move.path, 'days'],
      message: `An object moves to ${move.class} after ${INFREQUENT_DAYS} days or later.`,
    },
  ];
}

function nextMove(previous: Move, move: Move): Problem[] {
  if (!follows(previous.class, move.class)) {
    const message = `An object does not move from ${previous.class} to ${move.class}.`;
    return [{ code: 'InvalidValue', path: [...move.path, 'class'], message }];
  }
  const earliest = previous.days + (INFREQUENT.has(previous.class) ? INFREQUENT_DAYS : 1);
  if (move.days >= earliest) return firstMove(move);
  const message = `The move to ${move.class} comes ${earliest} days after the beginning or later: the one before it is after ${previous.days}.`;
  return [{ code: 'InvalidValue', path: [...move.path, 'days'], message }];
}

/** Objects only move down the list, and from ONEZONE_IA not to GLACIER_IR. */
function follows(from: string, to: string): boolean {
  const order: readonly string[] = STORAGE_CLASSES;
  return order.indexOf(to) > order.indexOf(from) && !(from === 'ONEZONE_IA' && to === 'GLACIER_IR');
}

function expiryProblems(rule: JsonObject, path: Path): Problem[] {
  const last = movesOf(rule, path).at(-1);
  const { expireDays } = rule;
  if (last === undefined || typeof expireDays !== 'number' || expireDays > last.days) return [];
  const message = `expireDays must be more than ${last.days}: the object moves to ${last.class} then.`;
  return [{ code: 'InvalidValue', path: [...path, 'expireDays'], message }];
}
