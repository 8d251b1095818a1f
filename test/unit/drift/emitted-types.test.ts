import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { READABLE_TYPES } from '../../../controller/adapters/readers/resources.ts';
import { API_PARTS } from '../../../controller/drift/check-api.ts';
import { FUNCTION_RULES } from '../../../controller/drift/function-rules.ts';
import { CLASSIFIED_TYPES, healClassOf } from '../../../controller/drift/heal-class.ts';
import { TYPE_RULES } from '../../../controller/drift/type-rules.ts';
import { isJsonObject, type Json } from '../../../controller/lib/json.ts';
import { isPermissionProperty } from '../../../controller/report/permissions.ts';
import { NEVER_IGNORED } from '../../../registry/kinds/ignore-differences.ts';

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

test('every type that a template holds is in exactly one class of what is healed, and nothing else is in one', () => {
  expect([...CLASSIFIED_TYPES].sort()).toEqual([...OTHERS.keys(), ...TYPE_RULES.keys()].sort());
  expect(new Set(CLASSIFIED_TYPES).size).toBe(CLASSIFIED_TYPES.length);
  expect([...emitted().keys()].filter((type) => healClassOf(type) === undefined)).toEqual([]);
});

test('what says who may do what is never ignored: by its type, or by the name of the property', () => {
  const readable = [...OTHERS, ...[...TYPE_RULES].map(([type, rules]) => [type, rules.readable] as const)];
  const ignorable = readable
    .filter(([type]) => healClassOf(type) !== 'permissions' && type !== 'AWS::Lambda::Url')
    .flatMap(([type, properties]) => properties.filter((property) => isPermissionProperty(type, property)))
    .filter((property) => !NEVER_IGNORED.includes(property));
  expect(ignorable).toEqual([]);
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
