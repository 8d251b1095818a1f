import type { Json, JsonObject } from '../../lib/json.ts';
import { formatPath, type Path } from '../path.ts';
import type { Problem } from '../problem.ts';
import { secretIn } from '../secrets.ts';

/** CloudFormation's dynamic references: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html */
const DYNAMIC_REFERENCE = /\{\{\s*resolve\s*:/i;

/** Every text of a document, names included: no credentials (S4), nothing that CloudFormation would replace by a secret (S6). */
export function texts(document: JsonObject): readonly Problem[] {
  const problems: Problem[] = [];
  search(document, [], problems);
  return problems;
}

function search(value: Json, path: Path, problems: Problem[]): void {
  if (typeof value === 'string') checkText(value, path, undefined, problems);
  if (typeof value !== 'object' || value === null) return;
  for (const [name, entry] of Object.entries(value)) {
    const inside = [...path, Array.isArray(value) ? Number(name) : name];
    if (!Array.isArray(value)) checkText(name, inside, 'key', problems);
    search(entry, inside, problems);
  }
}

function checkText(text: string, path: Path, at: 'key' | undefined, problems: Problem[]): void {
  const say = (code: 'DynamicReference' | 'SecretValue', rest: string) => {
    const message = `${at === 'key' ? 'A field name' : formatPath(path)} ${rest}.`;
    problems.push({ code, path, ...(at !== undefined && { at }), message });
  };
  if (DYNAMIC_REFERENCE.test(text)) say('DynamicReference', 'holds {{resolve:…}}, which CloudFormation would replace');
  const secret = secretIn(text, String(path.at(-1) ?? ''));
  if (secret !== undefined) say('SecretValue', `looks like ${secret}`);
}
