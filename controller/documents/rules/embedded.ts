import type { Json, JsonObject } from '../../lib/json.ts';
import { formatPath, type Path } from '../path.ts';
import type { Problem } from '../problem.ts';
import { isObject, listOf, objectOf } from '../raw.ts';
import type { Rule } from './rule.ts';

/** Rules of a kind, on a block at a path of a larger document that has the fields of that kind. What they find stands at that path. */
export function embedded(rules: readonly Rule[], path: Path): Rule {
  return (document) => onBlock(rules, document, valueAt(document, path), path);
}

/** The same for each block of a list. */
export function embeddedInList(rules: readonly Rule[], path: Path): Rule {
  return (document) =>
    listOf(valueAt(document, path)).flatMap((block, index) => onBlock(rules, document, block, [...path, index]));
}

function onBlock(
  rules: readonly Rule[],
  document: JsonObject,
  block: Json | undefined,
  path: Path,
): readonly Problem[] {
  if (!isObject(block)) return [];
  return rules.flatMap((rule) => rule({ ...document, spec: block }).map((problem) => moved(problem, path)));
}

/** Rules speak of `spec`; here the block stands in its place. */
function moved(problem: Problem, path: Path): Problem {
  const [first, ...rest] = problem.path;
  if (first !== 'spec') return problem;
  const message = problem.message.replaceAll(/\bspec\.(?=[a-z])/g, `${formatPath(path)}.`);
  return { ...problem, path: [...path, ...rest], message };
}

function valueAt(document: JsonObject, path: Path): Json | undefined {
  return path.reduce((value: Json | undefined, segment) => objectOf(value)[segment], document);
}
