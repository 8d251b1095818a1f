import { KINDS } from '../../../registry/kinds/kinds.ts';
import type { JsonObject } from '../../lib/json.ts';
import { suggest } from '../../lib/suggest.ts';
import type { Problem } from '../problem.ts';
import { listOf, objectOf } from '../raw.ts';
import { quote } from '../words.ts';

/** The kinds that a Team allows have to exist: a misspelt one would forbid what it was meant to allow. */
export function teamAllowed(document: JsonObject): readonly Problem[] {
  const kinds = listOf(objectOf(objectOf(document.spec).allowed).kinds);
  const known = KINDS.map(({ name }): string => name);
  return kinds.flatMap((kind, index) => {
    if (typeof kind !== 'string' || known.includes(kind)) return [];
    const near = suggest(kind, known);
    const path = ['spec', 'allowed', 'kinds', index];
    const hint = near === undefined ? {} : { hint: `Did you mean ${near}?` };
    return [{ code: 'InvalidValue', path, message: `There is no kind ${quote(kind)}.`, ...hint }];
  });
}
