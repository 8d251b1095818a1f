import type { JsonObject } from '../../lib/json.ts';
import type { Path } from '../path.ts';
import type { Problem } from '../problem.ts';
import { objectOf } from '../raw.ts';
import { quote } from '../words.ts';

/** `<name>`: what EventBridge puts the value of a path in place of. `\<` stands for the character itself. */
const PLACEHOLDER = /(?<!\\)<([A-Za-z0-9._-]+)>/g;

/** Placeholders that need no path: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html */
const PREDEFINED: ReadonlySet<string> = new Set([
  'aws.events.event',
  'aws.events.event.json',
  'aws.events.event.ingestion-time',
  'aws.events.rule-arn',
  'aws.events.rule-name',
]);

/** The template of a target's input transformer: every placeholder has a path, and what comes out is JSON. */
export function transformers(target: JsonObject, path: Path): readonly Problem[] {
  const { template, paths } = objectOf(target.inputTransformer);
  if (typeof template !== 'string') return [];
  const at = [...path, 'inputTransformer', 'template'];
  const known = objectOf(paths);
  const unknown = [...new Set([...template.matchAll(PLACEHOLDER)].map(([, name = '']) => name))].filter(
    (name) => !Object.hasOwn(known, name) && !PREDEFINED.has(name),
  );
  const missing = unknown.map((name): Problem => {
    const message = `The template has <${name}>, for which inputTransformer.paths has no path.`;
    return { code: 'UnknownReference', path: at, message };
  });
  return isJson(template)
    ? missing
    : [...missing, { code: 'InvalidValue', path: at, message: notJson(template), hint }];
}

const hint = 'Put text into double quotes: "<id> is done".';

function notJson(template: string): string {
  return `The template ${quote(template)} does not give JSON.`;
}

/** JSON as a whole, or on each of its lines, with any value in the place of a placeholder. A 0 fits in and outside of quotes. */
function isJson(template: string): boolean {
  const filled = template.replaceAll(PLACEHOLDER, '0').replaceAll(/\\([<>])/g, '$1');
  return parses(filled) || filled.split('\n').every((line) => line.trim() === '' || parses(line));
}

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
