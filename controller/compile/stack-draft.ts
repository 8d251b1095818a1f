import { HoldfastError } from '../diagnostics/error.ts';
import type { Location } from '../diagnostics/finding.ts';
import { digestOf } from '../lib/digest.ts';
import type { Json, JsonObject } from '../lib/json.ts';
import type { DesiredProbe, DesiredStack, OutputReference, ResourceSource } from './desired.ts';
import { ref } from './intrinsics.ts';
import { describeSource } from './parameter-source.ts';
import type { ResourceType } from './resource-types.ts';
import type { Template, TemplateResource } from './template.ts';

/** What is known of a stack before its first resource. */
export interface StackHead {
  readonly name: string;
  readonly owner: string;
  /** The stack's own words in the names of other stacks' parameters: a component, or a team with the number of its stack. */
  readonly part: string;
  readonly wave: number;
  /** Number of the shared API that the stack's team is on; absent for the platform's own stacks. */
  readonly api?: number;
  readonly description: string;
  readonly tags: Readonly<Record<string, string>>;
  /** The document that asks for the stack. */
  readonly at: Location;
}

/** A stack in the making. Only the functions of this file change it, and only while compiling. */
export interface StackDraft extends StackHead {
  readonly parameters: Map<string, OutputReference>;
  readonly resources: Map<string, TemplateResource>;
  readonly outputs: Map<string, { readonly Value: Json; readonly Description: string }>;
  readonly sources: Map<string, ResourceSource>;
  readonly probes: DesiredProbe[];
}

/** A resource with a type that we know, and its properties in full. */
export interface DraftResource extends TemplateResource {
  readonly Type: ResourceType;
  readonly Properties: JsonObject;
}

/** An empty stack. */
export function draftOf(head: StackHead): StackDraft {
  return { ...head, parameters: new Map(), resources: new Map(), outputs: new Map(), sources: new Map(), probes: [] };
}

/** Adds a resource. Two resources of one logical id are a defect of the naming, so that is an error, not a finding. */
export function addResource(draft: StackDraft, id: string, resource: DraftResource, source: ResourceSource): void {
  if (draft.resources.has(id)) {
    const details = { code: 'LogicalIdTaken', source: 'holdfast', retryable: false } as const;
    throw new HoldfastError(`Two resources of stack ${draft.name} have the logical id ${id}.`, details);
  }
  draft.resources.set(id, resource);
  draft.sources.set(id, source);
}

/** Adds an output. */
export function addOutput(draft: StackDraft, name: string, value: Json, description: string): void {
  draft.outputs.set(name, { Value: value, Description: description });
}

/** Adds a request that tells after an apply whether a route answers. */
export function addProbe(draft: StackDraft, probe: DesiredProbe): void {
  draft.probes.push(probe);
}

/** Takes another stack's output into a parameter named `name`, and gives the reference to it. */
export function importOutput(draft: StackDraft, name: string, from: OutputReference): JsonObject {
  const present = draft.parameters.get(name);
  if (present !== undefined && (present.stack !== from.stack || present.output !== from.output)) {
    const details = { code: 'ParameterTaken', source: 'holdfast', retryable: false } as const;
    throw new HoldfastError(`Two outputs would fill the parameter ${name} of stack ${draft.name}.`, details);
  }
  draft.parameters.set(name, from);
  return ref(name);
}

/** The finished stack. Keys stand in the order they were added, so equal registries give equal bytes (P4). */
export function finishStack(draft: StackDraft): DesiredStack {
  const { name, owner, wave, tags, description } = draft;
  const template: Template = {
    AWSTemplateFormatVersion: '2010-09-09',
    Description: description,
    ...(draft.parameters.size > 0 && { Parameters: parametersOf(draft) }),
    Resources: Object.fromEntries(draft.resources),
    ...(draft.outputs.size > 0 && { Outputs: Object.fromEntries(draft.outputs) }),
  };
  const body = JSON.stringify(template);
  return {
    name,
    owner,
    wave,
    template,
    body,
    digest: digestOf(body),
    parameters: Object.fromEntries(draft.parameters),
    tags,
    sources: Object.fromEntries(draft.sources),
    ...(draft.probes.length > 0 && { probes: draft.probes }),
  };
}

function parametersOf(draft: StackDraft): NonNullable<Template['Parameters']> {
  const entries = [...draft.parameters].map(([name, from]) => {
    return [name, { Type: 'String', Description: describeSource(from) }] as const;
  });
  return Object.fromEntries(entries);
}
