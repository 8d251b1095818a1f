import jsonPatch from 'fast-json-patch';
import type { TemplateResource } from '../compile/template.ts';
import type { Json } from '../lib/json.ts';
import type { Change } from './plan.ts';

/**
 * The RFC 6902 operations that turn one resource into another, each with the value that stands there now.
 * Takes template resources as data and changes neither.
 */
export function diffResource(before: TemplateResource, after: TemplateResource): readonly Change[] {
  return jsonPatch.compare(withoutOrder(before), withoutOrder(after)).map((operation) => toChange(operation, before));
}

/** `DependsOn` only orders an operation; CloudFormation does not count it as a change. */
function withoutOrder({ DependsOn: _, ...resource }: TemplateResource): TemplateResource {
  return resource;
}

function toChange(operation: jsonPatch.Operation, before: TemplateResource): Change {
  switch (operation.op) {
    case 'add':
      return { op: 'add', path: operation.path, value: operation.value as Json };
    case 'remove':
      return { op: 'remove', path: operation.path, ...oldAt(before, operation.path) };
    case 'replace':
      return { op: 'replace', path: operation.path, value: operation.value as Json, ...oldAt(before, operation.path) };
    default:
      throw new TypeError(`fast-json-patch compared two resources with an unexpected operation: ${operation.op}`);
  }
}

function oldAt(before: TemplateResource, pointer: string): { readonly old?: Json } {
  const value: Json | undefined = jsonPatch.getValueByPointer(before, pointer);
  return value === undefined ? {} : { old: value };
}
