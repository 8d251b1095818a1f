import type { ChangeSetRequest } from '../../../controller/apply/port.ts';
import type { Template, TemplateResource } from '../../../controller/compile/template.ts';
import type { Json } from '../../../controller/lib/json.ts';
import { refusal } from './state.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
const MAX_RESOURCES = 500;
const MAX_BYTES = 1_000_000;

/** IAM resources and the property that gives each a custom name. */
const IAM_NAMES: Readonly<Record<string, string | undefined>> = {
  'AWS::IAM::Role': 'RoleName',
  'AWS::IAM::ManagedPolicy': 'ManagedPolicyName',
  'AWS::IAM::InstanceProfile': 'InstanceProfileName',
  'AWS::IAM::User': 'UserName',
  'AWS::IAM::Group': 'GroupName',
  'AWS::IAM::Policy': undefined,
  'AWS::IAM::AccessKey': undefined,
};

/** The template of a request when CloudFormation would take it, else InvalidTemplate or InsufficientCapabilities. */
export function acceptTemplate(request: ChangeSetRequest): Template {
  const template = parseTemplate(request.templateBody);
  const ids = Object.keys(template.Resources);
  if (ids.length === 0) throw invalid('Template format error: At least one Resources member must be defined.');
  if (ids.length > MAX_RESOURCES)
    throw invalid(`Template format error: Number of resources, ${ids.length}, is greater than maximum allowed, 500`);
  checkParameters(template, request.parameters);
  checkReferences(template);
  creationOrder(template);
  checkCapabilities(template, request.capabilities);
  return template;
}

function parseTemplate(body: string): Template {
  if (Buffer.byteLength(body) > MAX_BYTES) throw invalid('Template may not exceed 1000000 bytes in size.');
  try {
    const parsed: unknown = JSON.parse(body);
    if (isTemplate(parsed)) return parsed;
  } catch {
    throw invalid('Template format error: JSON not well-formed.');
  }
  throw invalid('Template format error: [/] unsupported structure.');
}

function isTemplate(value: unknown): value is Template {
  if (typeof value !== 'object' || value === null) return false;
  const resources: unknown = Reflect.get(value, 'Resources');
  return typeof resources === 'object' && resources !== null;
}

function checkParameters(template: Template, given: ChangeSetRequest['parameters']): void {
  const declared = Object.keys(template.Parameters ?? {});
  const missing = declared.filter((name) => !(name in given));
  if (missing.length > 0) throw invalid(`Parameters: [${missing.join(', ')}] must have values`);
  const unknown = Object.keys(given).filter((name) => !declared.includes(name));
  if (unknown.length > 0) throw invalid(`Parameters: [${unknown.join(', ')}] do not exist in the template`);
}

function checkReferences(template: Template): void {
  const known = new Set([...Object.keys(template.Resources), ...Object.keys(template.Parameters ?? {})]);
  const resources = Object.values(template.Resources).flatMap(resourceReferences);
  const outputs = Object.values(template.Outputs ?? {}).flatMap((output) => references(output.Value));
  const unresolved = (names: readonly string[]) => [...new Set(names)].filter((name) => !known.has(name));
  for (const [block, names] of [
    ['Resources', unresolved(resources)],
    ['Outputs', unresolved(outputs)],
  ] as const) {
    if (names.length === 0) continue;
    throw invalid(
      `Template format error: Unresolved resource dependencies [${names.join(', ')}] in the ${block} block of the template`,
    );
  }
}

function checkCapabilities(template: Template, given: ChangeSetRequest['capabilities']): void {
  const iam = Object.values(template.Resources).filter((resource) => resource.Type in IAM_NAMES);
  const named = iam.some(hasCustomName);
  const enough = given.includes('CAPABILITY_NAMED_IAM') || (!named && given.includes('CAPABILITY_IAM'));
  if (iam.length === 0 || enough) return;
  const needed = named ? 'CAPABILITY_NAMED_IAM' : 'CAPABILITY_IAM';
  throw refusal('InsufficientCapabilities', `Requires capabilities : [${needed}]`);
}

function hasCustomName(resource: TemplateResource): boolean {
  const property = IAM_NAMES[resource.Type];
  return property !== undefined && resource.Properties?.[property] !== undefined;
}

/** Logical ids so that each comes after what it depends on. Throws InvalidTemplate with the ids of a cycle. */
export function creationOrder(template: Template): readonly string[] {
  const done: string[] = [];
  const path: string[] = [];
  const visit = (id: string) => {
    if (done.includes(id)) return;
    if (path.includes(id))
      throw invalid(`Circular dependency between resources: [${path.slice(path.indexOf(id)).join(', ')}]`);
    path.push(id);
    const resource = template.Resources[id];
    for (const name of resource === undefined ? [] : resourceReferences(resource))
      if (name in template.Resources) visit(name);
    path.pop();
    done.push(id);
  };
  for (const id of Object.keys(template.Resources)) visit(id);
  return done;
}

function resourceReferences(resource: TemplateResource): readonly string[] {
  return [...references(resource.Properties ?? {}), ...[resource.DependsOn ?? []].flat()];
}

/** Names that a value refers to by Ref, Fn::GetAtt or Fn::Sub, without pseudo parameters. */
function references(value: Json): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return value.flatMap((item: Json) => references(item));
  return Object.entries(value).flatMap(([key, inner]): readonly string[] => {
    if (key === 'Ref' && typeof inner === 'string') return inner.startsWith('AWS::') ? [] : [inner];
    if (key === 'Fn::GetAtt') return [String(Array.isArray(inner) ? inner[0] : inner).split('.')[0] ?? ''];
    if (key === 'Fn::Sub') return subNames(inner);
    return references(inner);
  });
}

function subNames(value: Json): readonly string[] {
  const [text, own] = Array.isArray(value) ? value : [value, {}];
  const names = [...String(text).matchAll(/\$\{([^!}][^}]*)\}/g)].map((match) => (match[1] ?? '').split('.')[0] ?? '');
  const given = Object.keys(typeof own === 'object' && own !== null ? own : {});
  return [...names.filter((name) => !name.startsWith('AWS::') && !given.includes(name)), ...references(own ?? null)];
}

function invalid(message: string) {
  return refusal('InvalidTemplate', message);
}
