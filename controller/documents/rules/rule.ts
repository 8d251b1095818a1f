import type { JsonObject } from '../../lib/json.ts';
import type { Problem } from '../problem.ts';

/**
 * A rule over several fields of one document, beyond what a schema says. It takes the document as written (it may be wrong elsewhere,
 * so that all findings come at once) and depends on nothing else, so that its result can be cached with the file.
 */
export type Rule = (document: JsonObject) => readonly Problem[];
