import type { JsonObject } from '../../lib/json.ts';
import type { Path } from '../path.ts';
import type { Problem } from '../problem.ts';
import { objectOf } from '../raw.ts';
import { quote } from '../words.ts';

/**
 * AWS takes 50 tags on a resource (https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html), of which Holdfast
 * sets up to eleven: those of a part of an Agent that other teams have access to.
 */
const MAX_TAGS = 39;

const PATH: Path = ['spec', 'tags'];

/** A team has room for 39 tags of its own, and they go on roles too. */
export function teamTags(document: JsonObject): readonly Problem[] {
  const names = Object.keys(objectOf(objectOf(document.spec).tags));
  if (names.length <= MAX_TAGS) return differInCase(names);
  const message = `These are ${names.length} tags; a team gives up to ${MAX_TAGS}, since AWS takes 50 on a resource.`;
  return [{ code: 'InvalidValue', path: PATH, message }];
}

/** IAM ignores case in tag keys, so a role cannot have both: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html */
function differInCase(names: readonly string[]): readonly Problem[] {
  return names.flatMap((name, index): Problem[] => {
    const first = names.find((other) => other.toLowerCase() === name.toLowerCase());
    if (first === undefined || names.indexOf(first) === index) return [];
    const message = `The tags ${quote(first)} and ${quote(name)} differ in case only; IAM takes them for one.`;
    return [{ code: 'DuplicateEntry', path: [...PATH, name], at: 'key', message }];
  });
}
