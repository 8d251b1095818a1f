import type { Json, JsonObject } from '../../lib/json.ts';
import type { Path } from '../path.ts';
import type { Problem } from '../problem.ts';
import { isObject, listOf, objectOf } from '../raw.ts';
import { groups } from './schedules.ts';
import { transformers } from './transformers.ts';

/** Ways to say what is sent, of which a target has at most one. */
const FORMS = ['input', 'inputPath', 'inputTransformer'] as const;

/** An EventRule: one way to say which events, each target once, each with one form of what is sent. */
export function eventRules(document: JsonObject): readonly Problem[] {
  const spec = objectOf(document.spec);
  return [...choice(document, spec), ...targetProblems(listOf(spec.targets), ['spec', 'targets'])];
}

/** Which events: a pattern, or objects of a bucket, of which S3 tells on the default bus alone. */
function choice(document: JsonObject, { pattern, s3, bus }: JsonObject): readonly Problem[] {
  if (!isObject(document.spec)) return [];
  const message = 'spec.pattern and spec.s3 exclude each other: both say which events.';
  if (pattern !== undefined && s3 !== undefined) return [conflict(['spec', 's3'], message)];
  if (pattern === undefined && s3 === undefined) {
    const none = 'The rule says nothing about which events: spec.pattern or spec.s3 is missing.';
    return [{ code: 'MissingField', path: ['spec'], at: 'key', message: none }];
  }
  if (s3 === undefined || bus === undefined || bus === 'default') return [];
  return [conflict(['spec', 'bus'], 'S3 tells the default bus alone of its objects.')];
}

function conflict(path: Path, message: string): Problem {
  return { code: 'ConflictingFields', path, at: 'key', message };
}

function targetProblems(targets: readonly Json[], path: Path): readonly Problem[] {
  const seen = new Set<string>();
  return targets.flatMap((entry, index) => {
    const target = objectOf(entry);
    const at = [...path, index];
    return [...twice(target, at, seen), ...forms(target, at), ...groups(target, at), ...transformers(target, at)];
  });
}

/** EventBridge could send twice to one target; whoever writes that meant two rules, or made a slip. */
function twice({ kind, name, team }: JsonObject, path: Path, seen: Set<string>): readonly Problem[] {
  if (typeof kind !== 'string' || typeof name !== 'string') return [];
  const key = `${kind} ${String(team)} ${name}`;
  if (!seen.has(key)) {
    seen.add(key);
    return [];
  }
  return [
    { code: 'ConflictingFields', path: [...path, 'name'], message: `The rule sends to ${kind} ${name} already.` },
  ];
}

function forms(target: JsonObject, path: Path): readonly Problem[] {
  const [first, ...others] = FORMS.filter((field) => target[field] !== undefined);
  return others.map((field) =>
    conflict([...path, field], `${field} and ${first} exclude each other: both say what is sent.`),
  );
}
