import type { DesiredStack } from '../compile/desired.ts';
import { isKept, type Template, type TemplateResource } from '../compile/template.ts';
import type { ObservedStack } from '../observe/observed.ts';
import { diffResource } from './diff-resource.ts';
import { impactOf, type ReplacementRules } from './impact.ts';
import type { ParameterValue } from './parameters.ts';
import type { PlanNode, StackPlan } from './plan.ts';

/** Plans a stack that is wanted and not there. */
export function planCreate(desired: DesiredStack): StackPlan {
  return {
    name: desired.name,
    wave: desired.wave,
    action: 'create',
    templateDigest: desired.digest,
    notes: [],
    nodes: Object.entries(desired.template.Resources).map(([id, resource]) => createNode(desired, id, resource)),
  };
}

/** Plans a stack that is there and no longer wanted. Retained resources are orphaned, the others destroyed. */
export function planDelete(observed: ObservedStack, wave: number): StackPlan {
  const nodes = Object.entries(observed.template?.Resources ?? {}).map(([id, resource]) =>
    deleteNode(observed, id, resource),
  );
  return { name: observed.name, wave, action: 'delete', notes: [], nodes };
}

/** Plans a stack that is wanted and there. `parameters` are the values the desired references have now. */
export function planUpdate(
  desired: DesiredStack,
  observed: ObservedStack,
  parameters: Readonly<Record<string, ParameterValue>>,
  rules: ReplacementRules,
): StackPlan {
  const notes = [
    ...parameterNotes(parameters, observed),
    ...tagNotes(desired, observed),
    ...outputNotes(desired, observed),
  ];
  const nodes = diffResources(desired, observed, rules);
  const changed = notes.length > 0 || nodes.some((node) => node.action !== 'noop' || node.changes.length > 0);
  return {
    name: desired.name,
    wave: desired.wave,
    action: changed ? 'update' : 'noop',
    templateDigest: desired.digest,
    notes,
    nodes,
  };
}

function createNode(desired: DesiredStack, logicalId: string, resource: TemplateResource): PlanNode {
  const source = desired.sources[logicalId];
  const changes = [{ op: 'add', path: '/Properties', value: resource.Properties ?? {} }] as const;
  return { action: 'create', logicalId, type: resource.Type, impact: 'create', changes, ...(source && { source }) };
}

function deleteNode(observed: ObservedStack, logicalId: string, resource: TemplateResource): PlanNode {
  const impact = isKept(resource) ? 'orphan' : 'destroy';
  return { action: 'delete', logicalId, type: resource.Type, impact, changes: [], ...physicalId(observed, logicalId) };
}

function diffResources(desired: DesiredStack, observed: ObservedStack, rules: ReplacementRules): readonly PlanNode[] {
  const wanted = desired.template.Resources;
  const found = templateOf(observed, desired).Resources;
  const kept = Object.entries(wanted).map(([id, resource]) => {
    const before = found[id];
    if (before === undefined || before.Type !== resource.Type) return createNode(desired, id, resource);
    return updateNode(desired, observed, id, before, resource, rules);
  });
  const removed = Object.entries(found)
    .filter(([id, resource]) => wanted[id]?.Type !== resource.Type)
    .map(([id, resource]) => deleteNode(observed, id, resource));
  return [...kept, ...removed];
}

function updateNode(
  desired: DesiredStack,
  observed: ObservedStack,
  logicalId: string,
  before: TemplateResource,
  after: TemplateResource,
  rules: ReplacementRules,
): PlanNode {
  const changes = diffResource(before, after);
  const impact = impactOf(after.Type, changes, rules);
  const action = changes.length === 0 ? 'noop' : impact === 'replace' ? 'replace' : 'update';
  const source = desired.sources[logicalId];
  const identity = { logicalId, type: after.Type, ...physicalId(observed, logicalId) };
  return { action, ...identity, impact, changes, ...(source && { source }) };
}

/** A stack that the record answered for has the desired template already: same digest. */
function templateOf(observed: ObservedStack, desired: DesiredStack): Template {
  return observed.template ?? desired.template;
}

function physicalId(observed: ObservedStack, logicalId: string): { readonly physicalId?: string } {
  const found = observed.resources.find((resource) => resource.logicalId === logicalId);
  return found === undefined ? {} : { physicalId: found.physicalId };
}

function parameterNotes(
  parameters: Readonly<Record<string, ParameterValue>>,
  observed: ObservedStack,
): readonly string[] {
  return Object.entries(parameters).flatMap(([name, value]) => {
    const old = observed.parameters[name];
    if (value.kind === 'unknown') return [`parameter ${name}: ${old ?? '(none)'} → (known after apply)`];
    return value.value === old ? [] : [`parameter ${name}: ${old ?? '(none)'} → ${value.value}`];
  });
}

function tagNotes(desired: DesiredStack, observed: ObservedStack): readonly string[] {
  const names = [...new Set([...Object.keys(observed.tags), ...Object.keys(desired.tags)])].sort();
  return names
    .filter((name) => desired.tags[name] !== observed.tags[name])
    .map((name) => `tag ${name}: ${observed.tags[name] ?? '(none)'} → ${desired.tags[name] ?? '(none)'}`);
}

function outputNotes(desired: DesiredStack, observed: ObservedStack): readonly string[] {
  const found = templateOf(observed, desired);
  const changed = (key: keyof Template) => JSON.stringify(desired.template[key]) !== JSON.stringify(found[key]);
  return [
    ...(changed('Outputs') ? ['outputs change'] : []),
    ...(changed('Parameters') ? ['parameter list changes'] : []),
  ];
}
