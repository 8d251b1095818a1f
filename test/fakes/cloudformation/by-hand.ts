import type { Template } from '../../../controller/compile/template.ts';
import { obsoleteChangeSets } from './change-sets.ts';
import { createOperation, deleteOperation, type NewContent, updateOperation } from './operations.ts';
import { addStack, type FakeStack, type FakeWorld, type Operation, requireStack } from './state.ts';

/** What a person may change of a stack in the console. */
export interface HandEdit {
  readonly template?: (template: Template) => Template;
  readonly parameters?: Readonly<Record<string, string>>;
  readonly tags?: Readonly<Record<string, string>>;
}

/** A person who works past Holdfast (C10). Everything happens at once, the way it looks when one comes back from lunch. */
export interface PersonAtTheConsole {
  /** A stack that Holdfast did not make. */
  createByHand(name: string, template: Template, tags?: Readonly<Record<string, string>>): void;
  /** An update in the console; change sets made before are obsolete afterwards. */
  updateByHand(name: string, edit: HandEdit): void;
  /** Deletes the stack, whatever it protects. */
  deleteByHand(name: string): void;
  /** Changes the real thing behind the stack's back: only a drift-aware change set notices. */
  driftByHand(name: string, logicalId: string): void;
  /** Deletes what stacks let go, so that its names are free again. */
  deleteRetained(): void;
}

export function personAtTheConsole(world: FakeWorld): PersonAtTheConsole {
  return {
    createByHand: (name, template, tags = {}) => {
      const stack = addStack(world, name);
      finish(createOperation(world, stack, { body: JSON.stringify(template), template, parameters: {}, tags }));
    },
    updateByHand: (name, edit) => {
      const stack = idleStack(world, name);
      finish(updateOperation(world, stack, edited(stack, edit)));
      obsoleteChangeSets(stack);
    },
    deleteByHand: (name) => finish(deleteOperation(world, idleStack(world, name))),
    driftByHand: (name, logicalId) => {
      const stack = requireStack(world, name);
      const resources = stack.content.resources.map((resource) =>
        resource.logicalId === logicalId ? { ...resource, drifted: true } : resource,
      );
      stack.content = { ...stack.content, resources };
    },
    deleteRetained: () => {
      world.retained.length = 0;
    },
  };
}

function idleStack(world: FakeWorld, name: string): FakeStack {
  const stack = requireStack(world, name);
  if (stack.operation !== undefined) throw new Error(`${name} is busy: CloudFormation would refuse the person, too`);
  return stack;
}

function edited(stack: FakeStack, edit: HandEdit): NewContent {
  const template = edit.template?.(structuredClone(stack.content.template)) ?? stack.content.template;
  const body = edit.template === undefined ? stack.content.body : JSON.stringify(template);
  const { parameters, tags } = stack.content;
  return { body, template, parameters: edit.parameters ?? parameters, tags: edit.tags ?? tags };
}

function finish(operation: Operation): void {
  while (!operation.next().done);
}
