import type { JsonObject } from '../../lib/json.ts';
import type { Problem } from '../problem.ts';
import { objectOf } from '../raw.ts';

/**
 * AWS takes 50 tags on a resource (https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html), of which Holdfast
 * sets up to ten.
 */
const MAX_TAGS = 40;

/** A team has room for 40 tags of its own. */
export function teamTags(document: JsonObject): readonly Problem[] {
  const count = Object.keys(objectOf(objectOf(document.spec).tags)).length;
  if (count <= MAX_TAGS) return [];
  const message = `These are ${count} tags; a team gives up to ${MAX_TAGS}, since AWS takes 50 on a resource.`;
  return [{ code: 'InvalidValue', path: ['spec', 'tags'], message }];
}
