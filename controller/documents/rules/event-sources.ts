import type { JsonObject } from '../../lib/json.ts';
import { formatPath, type Path } from '../path.ts';
import type { Problem } from '../problem.ts';

/** A block that says where events come from has exactly one of these fields. */
export function sourceProblems(block: JsonObject, fields: readonly string[], path: Path): readonly Problem[] {
  const place = formatPath(path);
  const [first, ...others] = fields.filter((field) => block[field] !== undefined);
  if (first === undefined) {
    const all = `${fields.slice(0, -1).join(', ')} or ${fields.at(-1)}`;
    return [{ code: 'MissingField', path, at: 'key', message: `${place} says no source: ${all} is missing.` }];
  }
  return others.map((field) => ({
    code: 'ConflictingFields',
    path: [...path, field],
    at: 'key',
    message: `${place}.${field} and ${first} exclude each other: there is one source.`,
  }));
}

/** Only patterns are of a bus. */
export function busProblem({ bus, pattern }: JsonObject, path: Path): readonly Problem[] {
  if (bus === undefined || pattern !== undefined) return [];
  const message = `${formatPath(path)}.bus is for pattern only: other sources have none.`;
  return [{ code: 'ConflictingFields', path: [...path, 'bus'], at: 'key', message }];
}
