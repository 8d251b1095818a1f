import type { DesiredState } from '../compile/desired.ts';
import { editValue } from '../documents/edit/edit-value.ts';
import type { AnyDocument } from '../documents/registry.ts';
import type { KnownValues } from '../drift/resolve.ts';
import type { Adoption, LiveProperty, NotAdopted } from './adoption.ts';
import { type FieldChange, fieldChanges } from './candidates.ts';
import { saysLive, whyNot } from './confirm.ts';

/** Texts of files by path: those that differ from the commit. */
export type Texts = ReadonlyMap<string, string>;

/** A registry that was compiled with some of its files edited. */
export interface Compiled {
  /** Absent when the registry has errors. */
  readonly desired?: DesiredState;
  /** The first error, in words. */
  readonly problem?: string;
  /** Templates of the other environments of the same files, as one digest each. */
  readonly others: ReadonlyMap<string, string>;
}

/** The registry at the head of the branch, and the means to try an edit. */
export interface Workshop {
  readonly files: Texts;
  readonly documents: readonly AnyDocument[];
  readonly desired: DesiredState;
  readonly others: Compiled['others'];
  readonly overlay?: { readonly file: string };
  readonly known: (stack: string) => KnownValues;
  /** Compiles with these texts in the place of those of the commit. */
  compile(texts: Texts): Promise<Compiled>;
}

/**
 * Takes live values into the registry: finds the field of each, edits its text, and compiles what comes of it. An edit counts only when the
 * registry still loads, its templates then say exactly what AWS has, and nothing else in any template of any environment is different. Whatever
 * cannot be taken over so is named with the reason; nothing is ever guessed.
 */
export async function adopt(live: readonly LiveProperty[], workshop: Workshop): Promise<Adoption> {
  const [known, open] = [live.filter(isSaid(workshop)), live.filter((property) => !isSaid(workshop)(property))];
  const { changes, notAdopted } = fieldChanges(open, workshop);
  const state: State = { live, workshop, texts: new Map(), accepted: [], refused: [] };
  await settle(changes, state);
  return {
    adopted: state.accepted.flatMap(({ properties, document, field, file }) =>
      properties.map((property) => ({ ...property, document, field, file })),
    ),
    notAdopted: [
      ...known.map((property) =>
        without(property, 'the head of the branch says so already, and only has to be applied'),
      ),
      ...notAdopted,
      ...state.refused,
    ],
    files: [...state.texts].map(([path, after]) => ({ path, before: workshop.files.get(path) ?? '', after })),
  };
}

function isSaid({ desired, known }: Workshop): (property: LiveProperty) => boolean {
  return (property) => saysLive(property, desired, known);
}

interface State {
  readonly live: readonly LiveProperty[];
  readonly workshop: Workshop;
  texts: Texts;
  readonly accepted: (FieldChange & { readonly file: string })[];
  readonly refused: NotAdopted[];
}

/** All at once where that is right, else each half by itself: few compilations where few are wrong. */
async function settle(changes: readonly FieldChange[], state: State): Promise<void> {
  const [first, ...more] = changes;
  if (first === undefined) return;
  const because = await attempt(changes, 0, state);
  if (because === undefined) return;
  if (more.length > 0) {
    const half = Math.ceil(changes.length / 2);
    await settle(changes.slice(0, half), state);
    return settle(changes.slice(half), state);
  }
  for (let choice = 1; choice < first.candidates.length; choice += 1) {
    if ((await attempt(changes, choice, state)) === undefined) return;
  }
  state.refused.push(...first.properties.map((property) => without(property, because, first.document)));
}

/** Edits and compiles; accepts the changes, or says why not. */
async function attempt(changes: readonly FieldChange[], choice: number, state: State): Promise<string | undefined> {
  const { workshop, live, accepted } = state;
  const texts = edited(changes, choice, state);
  if (texts === undefined) return 'the text of the file cannot be edited there without rewriting it';
  const { desired, problem, others } = await workshop.compile(texts);
  if (desired === undefined) return `the registry would not load: ${problem ?? 'it has errors'}`;
  const other = [...others].find(([name, digest]) => workshop.others.get(name) !== digest);
  if (other !== undefined) return `it would also change the environment ${other[0]}`;
  const all = [...accepted, ...changes];
  const because = whyNot({
    ...{ before: workshop.desired, after: desired, live, known: workshop.known },
    wanted: all.flatMap(({ properties }) => properties),
    following: all.flatMap(({ properties, document, followers }) =>
      properties.map((property) => ({ ...property, document, followers })),
    ),
  });
  if (because !== undefined) return because;
  state.texts = texts;
  accepted.push(...changes.map((change) => ({ ...change, file: change.candidates[choice]?.file ?? '' })));
  return undefined;
}

function edited(changes: readonly FieldChange[], choice: number, { texts, workshop }: State): Texts | undefined {
  const result = new Map(texts);
  for (const { candidates } of changes) {
    const candidate = candidates[choice];
    if (candidate === undefined) return undefined;
    const { file, index, path, value } = candidate;
    const after = editValue(result.get(file) ?? workshop.files.get(file) ?? '', index, path, value);
    if (after === undefined) return undefined;
    result.set(file, after);
  }
  return result;
}

function without(property: LiveProperty, because: string, document?: string): NotAdopted {
  const { stack, logicalId, type, physicalId, path } = property;
  return { stack, logicalId, type, physicalId, path, because, ...(document !== undefined && { document }) };
}
