import type { ZodMiniType } from 'zod/mini';
import type { Item } from './item.ts';
import type { PoisonError } from './poison.ts';
import type { World } from './world.ts';

/** An action for every event by itself. It may run again after a crash, so what it leaves has to be the same the second time (C15). */
interface EachAction<Spec> {
  /** Its word in the configuration. */
  readonly name: string;
  readonly schema: ZodMiniType<Spec>;
  readonly run: (item: Item, spec: Spec, world: World) => Promise<Item>;
}

/**
 * An action for the events of a batch together. `run` gives one item for all, or `undefined` if none was left; it calls `refuse` for an item that can
 * never be taken, before it leaves anything. `bounds` says how much it is given at once.
 */
interface TogetherAction<Spec> {
  readonly name: string;
  readonly schema: ZodMiniType<Spec>;
  readonly bounds: (spec: Spec) => { readonly items: number; readonly bytes: number };
  readonly run: (items: readonly Item[], given: Given, spec: Spec, world: World) => Promise<Item | undefined>;
}

/** What a {@link TogetherAction} is told besides its items. */
export interface Given {
  /** The same for the same items, also after a crash. */
  readonly id: string;
  /** When the newest of them happened, the refused ones among them; so it stays the same, too. Epoch milliseconds. */
  readonly at: number;
  readonly refuse: (item: Item, because: PoisonError) => Promise<void>;
}

/** An action with its settings, ready to run. */
export type Step =
  | { readonly takes: 'each'; readonly name: string; readonly run: (item: Item, world: World) => Promise<Item> }
  | {
      readonly takes: 'together';
      readonly name: string;
      readonly bounds: { readonly items: number; readonly bytes: number };
      readonly run: (items: readonly Item[], given: Given, world: World) => Promise<Item | undefined>;
    };

/** An action as the list of all of them has it: it makes a step of its settings, whatever shape these have. */
export interface ActionEntry {
  readonly name: string;
  readonly schema: ZodMiniType;
  readonly step: (spec: unknown) => Step;
}

/** Takes an action for the list. Its settings are checked by `schema` before `step` gets them, and again there for their type. */
export function eachAction<Spec>(action: EachAction<Spec>): ActionEntry {
  const { name, schema, run } = action;
  const step = (given: unknown): Step => {
    const spec = schema.parse(given);
    return { takes: 'each', name, run: (item, world) => run(item, spec, world) };
  };
  return { name, schema, step };
}

/** The same for an action on a whole batch. */
export function togetherAction<Spec>(action: TogetherAction<Spec>): ActionEntry {
  const { name, schema, bounds, run } = action;
  const step = (given: unknown): Step => {
    const spec = schema.parse(given);
    return {
      takes: 'together',
      name,
      bounds: bounds(spec),
      run: (items, told, world) => run(items, told, spec, world),
    };
  };
  return { name, schema, step };
}
