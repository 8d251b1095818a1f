import type { Template, TemplateResource } from '../compile/template.ts';
import { isJsonArray, isJsonObject, type Json } from '../lib/json.ts';

/** A resource of the same template. */
export interface Neighbour {
  readonly id: string;
  readonly resource: TemplateResource;
}

/** The resource of the same template that a value refers to with `Ref` or `Fn::GetAtt`; `undefined` for any other value. */
export function targetOf(value: Json | undefined, template: Template): Neighbour | undefined {
  if (!isJsonObject(value)) return undefined;
  const { Ref, 'Fn::GetAtt': attribute } = value;
  const id = typeof Ref === 'string' ? Ref : isJsonArray(attribute) ? attribute[0] : undefined;
  if (typeof id !== 'string') return undefined;
  const resource = template.Resources[id];
  return resource && { id, resource };
}

/** Name of a log group → logical id of the function that writes to it, for all functions of a template. */
export function logWritersIn({ Resources }: Template): ReadonlyMap<string, string> {
  const writers = new Map<string, string>();
  for (const [id, { Type, Properties }] of Object.entries(Resources)) {
    const logging = Type === 'AWS::Lambda::Function' ? Properties?.LoggingConfig : undefined;
    if (isJsonObject(logging) && typeof logging.LogGroup === 'string') writers.set(logging.LogGroup, id);
  }
  return writers;
}

/** Resources of one type of the same template whose properties name another one, by reference or by its physical name. */
export function usersOf(id: string, name: Json | undefined, type: string, template: Template): readonly Neighbour[] {
  const marks = [`{"Ref":"${id}"}`, `{"Fn::GetAtt":["${id}"`, ...(typeof name === 'string' ? [name] : [])];
  return Object.entries(template.Resources)
    .filter(([, resource]) => resource.Type === type)
    .filter(([, { Properties }]) => marks.some((mark) => JSON.stringify(Properties ?? {}).includes(mark)))
    .map(([user, resource]) => ({ id: user, resource }));
}
