import { isJsonArray, isJsonObject, type Json } from '../../lib/json.ts';

/** How a text is written: without quotes, or in one of the two kinds. */
export type TextStyle = 'plain' | 'single' | 'double';

/** Text that means itself without quotes wherever it stands; anything else is quoted. Stricter than YAML, which allows more. */
const PLAIN = /^[A-Za-z/.$(][\w./$()@+=~ -]*(?<! )$/;
/** Words of the core schema that are no text (https://yaml.org/spec/1.2.2/#103-core-schema), and those of YAML 1.1 that readers take for such. */
const NO_TEXT = /^(?:true|false|null|yes|no|on|off|y|n|\.inf|\.nan|\.\d.*)$/i;

/** A value as YAML on one line: scalars in the given style, where that can be, blocks and lists in brackets. */
export function yamlText(value: Json, style: TextStyle = 'plain'): string {
  if (isJsonArray(value)) return `[${value.map((item) => yamlText(item)).join(', ')}]`;
  if (isJsonObject(value)) return mapText(value);
  return typeof value === 'string' ? quoted(value, style) : String(value);
}

/** The name of a field, quoted where it has to be. */
export function keyText(name: string): string {
  return quoted(name, 'plain');
}

function mapText(value: { readonly [key: string]: Json }): string {
  const entries = Object.entries(value).map(([name, item]) => `${keyText(name)}: ${yamlText(item)}`);
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
}

function quoted(text: string, style: TextStyle): string {
  if (style === 'plain' && PLAIN.test(text) && !NO_TEXT.test(text)) return text;
  // Single quotes have no escapes, so they hold no line breaks and no control characters.
  if (style === 'single' && !/\p{C}/u.test(text)) return `'${text.replaceAll("'", "''")}'`;
  return JSON.stringify(text);
}
