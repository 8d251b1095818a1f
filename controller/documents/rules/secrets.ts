import type { JsonObject } from '../../lib/json.ts';
import type { Problem } from '../problem.ts';
import { isObject, objectOf } from '../raw.ts';

/** A Secret says where its value comes from, and what is made up can be made up. */
export function secretValue(document: JsonObject): readonly Problem[] {
  if (!isObject(document.spec)) return [];
  const { generate, external } = document.spec;
  if (generate !== undefined && external !== undefined) {
    const message = 'spec.external and spec.generate exclude each other: the value is either put in or made up.';
    return [{ code: 'ConflictingFields', path: ['spec', 'external'], at: 'key', message }];
  }
  if (generate === undefined && external === undefined) {
    const message = 'The secret has no value: spec.generate or spec.external is missing.';
    const hint = 'The value itself never stands in the registry.';
    return [{ code: 'MissingField', path: ['spec'], at: 'key', message, hint }];
  }
  const block = objectOf(generate);
  return [...characterProblems(block), ...exclusionProblems(block), ...objectProblems(block), ...sizeProblems(block)];
}

/** Sorts of characters that are in it unless the author says no; spaces only where the author says yes. */
const DEFAULT_SORTS = ['lowercase', 'uppercase', 'numbers', 'punctuation'] as const;

/** Secrets Manager puts at least one character of each sort into a value. Source: API_GetRandomPassword. */
function characterProblems(generate: JsonObject): Problem[] {
  const path = ['spec', 'generate'];
  const sorts = DEFAULT_SORTS.filter((sort) => generate[sort] !== false).length + (generate.spaces === true ? 1 : 0);
  if (sorts === 0) {
    return [
      { code: 'ConflictingFields', path, at: 'key', message: 'spec.generate leaves no characters for the value.' },
    ];
  }
  const { length } = generate;
  if (typeof length !== 'number' || length >= sorts || length < 1) return [];
  const message = `spec.generate.length must be at least ${sorts}: the value has a character of each of ${sorts} sorts.`;
  return [{ code: 'InvalidValue', path: [...path, 'length'], message }];
}

/** Characters of each sort: https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetRandomPassword.html */
const CHARACTERS: Readonly<Record<(typeof DEFAULT_SORTS)[number], string>> = {
  lowercase: 'abcdefghijklmnopqrstuvwxyz',
  uppercase: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
  numbers: '0123456789',
  punctuation: '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~',
};

/** A sort of which nothing is left cannot be in the value. */
function exclusionProblems(generate: JsonObject): Problem[] {
  const { excludeCharacters } = generate;
  if (typeof excludeCharacters !== 'string') return [];
  const path = ['spec', 'generate', 'excludeCharacters'];
  return DEFAULT_SORTS.filter(
    (sort) => generate[sort] !== false && [...CHARACTERS[sort]].every((one) => excludeCharacters.includes(one)),
  ).map((sort) => ({
    code: 'ConflictingFields',
    path,
    message: `spec.generate.excludeCharacters leaves no ${sort}, of which the value has at least one.`,
    hint: `Set ${sort}: false.`,
  }));
}

/** Most bytes of a secret. Source: https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html */
const MAX_SECRET_BYTES = 65_536;

/** Characters of a generated value where the author does not say. */
const DEFAULT_LENGTH = 32;

function sizeProblems({ fields, valueField, length = DEFAULT_LENGTH }: JsonObject): Problem[] {
  if (typeof length !== 'number' || typeof valueField !== 'string') return [];
  const bytes = Buffer.byteLength(JSON.stringify({ ...objectOf(fields), [valueField]: '' })) + length;
  if (bytes <= MAX_SECRET_BYTES) return [];
  const message = `The secret would have ${bytes} bytes; Secrets Manager keeps ${MAX_SECRET_BYTES}.`;
  return [{ code: 'InvalidValue', path: ['spec', 'generate', 'fields'], at: 'key', message }];
}

function objectProblems({ fields, valueField }: JsonObject): Problem[] {
  const path = ['spec', 'generate'];
  if (fields !== undefined && valueField === undefined) {
    const message = 'spec.generate.valueField is missing: beside other fields the value needs a name.';
    return [{ code: 'MissingField', path: [...path, 'fields'], at: 'key', message }];
  }
  if (typeof valueField !== 'string' || !Object.hasOwn(objectOf(fields), valueField)) return [];
  const message = `spec.generate.fields has a field ${valueField} already, which is the name of the value.`;
  return [{ code: 'ConflictingFields', path: [...path, 'fields', valueField], at: 'key', message }];
}
