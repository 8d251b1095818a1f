import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec';
import type { Property, PropertyType, Resource } from '@aws-cdk/service-spec-types';
import type { Json } from '../../../controller/lib/json.ts';

/** AWS's service specification, as the CDK uses it. */
const database = loadAwsServiceSpecSync();

/** What the specification says of a resource type. Throws for a type that it does not know. */
export function specOf(type: string): Resource {
  return database.lookup('resource', 'cloudFormationType', 'equals', type).only();
}

/** What is wrong with properties: unknown names, missing required ones, wrong types, values outside an enumeration. */
export function specProblems(type: string, properties: Json): readonly string[] {
  return checkObject(properties, specOf(type).properties, type);
}

function checkObject(value: Json, known: Readonly<Record<string, Property>>, path: string): readonly string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [`${path} is not a map`];
  const missing = Object.entries(known)
    .filter(([name, property]) => property.required === true && !Object.hasOwn(value, name))
    .map(([name]) => `${path}.${name} is missing`);
  const wrong = Object.entries(value).flatMap(([name, inner]) => {
    const property = known[name];
    return property === undefined ? [`${path}.${name} is unknown`] : checkProperty(inner, property, `${path}.${name}`);
  });
  return [...missing, ...wrong];
}

/** A property may have had other types before; CloudFormation still takes them. */
function checkProperty(value: Json, property: Property, path: string): readonly string[] {
  return checkOne(value, [property.type, ...(property.previousTypes ?? [])], path);
}

function checkOne(value: Json, types: readonly PropertyType[], path: string): readonly string[] {
  const results = types.map((type) => checkType(value, type, path));
  return results.find((problems) => problems.length === 0) ?? results[0] ?? [];
}

function checkType(value: Json, type: PropertyType, path: string): readonly string[] {
  switch (type.type) {
    case 'union':
      return checkOne(value, type.types, path);
    case 'array':
      if (!Array.isArray(value)) return [`${path} is not a list`];
      return value.flatMap((item: Json, index) => checkType(item, type.element, `${path}[${index}]`));
    case 'map':
      if (typeof value !== 'object' || value === null) return [`${path} is not a map`];
      return Object.entries(value).flatMap(([name, item]) => checkType(item, type.element, `${path}.${name}`));
    case 'ref':
      return checkObject(value, database.get('typeDefinition', type.reference.$ref).properties, path);
    case 'tag':
      return checkObject(value, { Key: TAG_PART, Value: TAG_PART }, path);
    case 'json':
      return typeof value === 'object' ? [] : [`${path} is not a map`];
    default:
      return checkPrimitive(value, type, path);
  }
}

const TAG_PART: Property = { type: { type: 'string' }, required: true };

function checkPrimitive(value: Json, type: PropertyType, path: string): readonly string[] {
  const wanted = { integer: 'number', 'date-time': 'string' }[type.type as string] ?? type.type;
  if (typeof value !== wanted || (type.type === 'integer' && !Number.isInteger(value))) {
    return [`${path} is not of type ${type.type}`];
  }
  const allowed: readonly Json[] | undefined = 'allowedValues' in type ? type.allowedValues : undefined;
  return allowed === undefined || allowed.includes(value) ? [] : [`${path} is none of ${allowed.join(', ')}`];
}
