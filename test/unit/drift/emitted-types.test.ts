import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { READABLE_TYPES } from '../../../controller/adapters/readers/resources.ts';
import { API_PARTS } from '../../../controller/drift/check-api.ts';
import { FUNCTION_RULES } from '../../../controller/drift/function-rules.ts';
import { TYPE_RULES } from '../../../controller/drift/type-rules.ts';
import { isJsonObject, type Json } from '../../../controller/lib/json.ts';

const golden = join(import.meta.dirname, '../../golden');

/** Every type in every golden template, with every property that some template sets. */
function emitted(): ReadonlyMap<string, ReadonlySet<string>> {
  const types = new Map<string, Set<string>>();
  const files = readdirSync(golden, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.template.json'),
  );
  for (const file of files) {
    const template: Json = JSON.parse(readFileSync(join(golden, file), 'utf8'));
    const resources = isJsonObject(template) && isJsonObject(template.Resources) ? template.Resources : {};
    for (const resource of Object.values(resources)) {
      if (!isJsonObject(resource)) continue;
      const properties = types.get(String(resource.Type)) ?? new Set();
      const set = isJsonObject(resource.Properties) ? Object.keys(resource.Properties) : [];
      types.set(String(resource.Type), new Set([...properties, ...set]));
    }
  }
  return types;
}

/** Read by ports of their own. */
const OTHERS = new Map([
  ['AWS::Lambda::Function', [...FUNCTION_RULES.readable, 'Code']],
  ...Object.entries(API_PARTS).map(([type, { rules }]) => [type, rules.readable] as const),
]);

test('F4: there are rules and a reader for every type that a template holds', () => {
  const types = [...emitted().keys()];
  expect(types.length).toBeGreaterThan(60);
  expect(types.filter((type) => !OTHERS.has(type) && !TYPE_RULES.has(type))).toEqual([]);
  expect(types.filter((type) => !OTHERS.has(type) && !READABLE_TYPES.includes(type))).toEqual([]);
});

test('F1: every property that a template sets is compared, or the rules say that it cannot change', () => {
  const unread = [...emitted()].flatMap(([type, properties]) => {
    const readable = OTHERS.get(type) ?? TYPE_RULES.get(type)?.readable ?? [];
    return [...properties].filter((property) => !readable.includes(property)).map((property) => `${type}.${property}`);
  });
  expect(unread).toEqual([]);
});

test('rules without a reader, or a reader without rules, do not exist', () => {
  expect([...TYPE_RULES.keys()].sort()).toEqual(READABLE_TYPES);
});

test('every path of the rules begins with a property that is read', () => {
  const wrong = [...TYPE_RULES].flatMap(([type, rules]) => {
    const paths = [
      ...rules.defaults.map(([path]) => path),
      ...rules.absent.map(([path]) => path),
      ...rules.rewrites.map(([path]) => path),
      ...(rules.forms ?? []).map(([path]) => path),
      ...rules.sets,
      ...rules.anyCase,
      ...rules.ignored,
      ...(rules.onlyDeclared ?? []),
    ];
    const named = paths.filter((path) => path !== '');
    return named.filter((path) => !rules.readable.includes(path.split('/')[1] ?? '')).map((path) => `${type} ${path}`);
  });
  expect(wrong).toEqual([]);
});
