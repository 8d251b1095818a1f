import { adopt, type Compiled, type Texts } from './adopt/adopt.ts';
import type { Adoption, LiveProperty } from './adopt/adoption.ts';
import { liveProperties } from './adopt/live-properties.ts';
import type { Placed } from './compile/divide.ts';
import { HoldfastError } from './diagnostics/error.ts';
import { partAt, valueIn } from './documents/edit/edit-value.ts';
import { environmentOfOverlay } from './documents/overlay/read-overlay.ts';
import type { AnyDocument } from './documents/registry.ts';
import type { DriftResult } from './drift/drift.ts';
import { type KnownValues, knownValuesOf } from './drift/resolve.ts';
import { digestOf } from './lib/digest.ts';
import { compileSnapshot, placedIn, readCommit } from './plan-commit.ts';
import type { LoadedSnapshot } from './source/load-snapshot.ts';
import type { SweepWorld } from './sweep.ts';
import { sweptStacks } from './swept-stacks.ts';

/** Live values taken into the registry, and names that nothing that drifted has. */
export interface DraftedAdoption extends Adoption {
  readonly unknown: readonly string[];
}

/**
 * Takes what a sweep found into the registry files of a commit, and gives the edited files; writes nothing. `names` leaves out what nobody asked
 * for. Throws `RegistryHasErrors` when the commit itself does not compile.
 */
export async function draftAdoption(
  result: DriftResult,
  names: readonly string[],
  sha: string,
  world: SweepWorld,
): Promise<DraftedAdoption> {
  const { live, notAdopted, unknown } = await liveProperties(result, names, async (functionName) => {
    const found = await world.functions.readFunction(functionName);
    const environment = found?.properties.Environment;
    return JSON.parse(JSON.stringify(environment ?? {})).Variables;
  });
  const drafted = live.length === 0 ? NOTHING : await draft(live, sha, world);
  return { ...drafted, notAdopted: [...drafted.notAdopted, ...notAdopted], unknown };
}

const NOTHING: Adoption = { adopted: [], notAdopted: [], files: [] };

async function draft(live: readonly LiveProperty[], sha: string, world: SweepWorld): Promise<Adoption> {
  const loaded = await readCommit(sha, world);
  const placed = placedIn(await world.ledger.readStacks());
  const { compile, environment } = compilerOf(loaded, world, placed);
  const { documents, desired, problem, others } = await compile(new Map());
  if (desired === undefined) throw registryHasErrors(problem);
  const stacks = new Map((await sweptStacks(world.ledger, new Map())).map((stack) => [stack.record.name, stack]));
  const { files } = loaded.snapshot;
  const overlay = files.find(({ path }) => environmentOfOverlay(path) === environment)?.path;
  return adopt(live, {
    files: new Map(files.map(({ path, text }) => [path, text])),
    ...{ documents, desired, others, compile },
    ...(overlay !== undefined && { overlay: { file: overlay } }),
    known: (name) => {
      const stack = stacks.get(name);
      return stack === undefined ? NOTHING_KNOWN : knownValuesOf(stack);
    },
  });
}

const NOTHING_KNOWN: KnownValues = { ref: () => undefined, attribute: () => undefined };

/** Compiles the files with some of them edited: for the environment itself, and for each other one that they describe. */
function compilerOf(loaded: LoadedSnapshot, world: SweepWorld, placed: Placed) {
  // What is only thought of is not remembered, and code is not looked up: it does not change.
  const { artifacts: _, ...given } = world;
  const compiling = { ...given, documents: new Map(world.documents) };
  const own = ownEnvironment(loaded);
  const environment = world.environment ?? own;
  const overlays = loaded.snapshot.files.flatMap(({ path }) => environmentOfOverlay(path) ?? []);
  const otherNames = [...new Set([own, ...overlays])].filter((name) => name !== environment);
  const compile = async (texts: Texts): Promise<Compiled & { readonly documents: readonly AnyDocument[] }> => {
    const edited = withTexts(loaded, texts);
    const { registry, desired, findings } = await compileSnapshot(edited, compiling, placed);
    const problem = findings.find(({ severity }) => severity === 'error')?.message;
    const others = new Map<string, string>();
    for (const name of desired === undefined ? [] : otherNames) {
      const other = await compileSnapshot(edited, { ...compiling, environment: name });
      others.set(name, other.desired?.stacks.map(({ digest }) => digest).join() ?? '');
    }
    return {
      documents: registry.documents,
      others,
      ...(desired !== undefined && { desired }),
      ...(problem !== undefined && { problem }),
    };
  };
  return { compile, environment };
}

/** The environment that the Platform names in its own file. */
function ownEnvironment({ snapshot }: LoadedSnapshot): string {
  const text = snapshot.files.find(({ path }) => path === 'platform.yaml')?.text ?? '';
  const name = partAt(valueIn(text, 0), ['spec', 'environment']);
  return typeof name === 'string' ? name : '';
}

/** The files with other texts, under the ids that git would give them. */
function withTexts({ snapshot, findings }: LoadedSnapshot, texts: Texts): LoadedSnapshot {
  const files = snapshot.files.map((file) => {
    const text = texts.get(file.path);
    return text === undefined ? file : { ...file, text, blobSha: digestOf(text) };
  });
  return { snapshot: { ...snapshot, files }, findings };
}

function registryHasErrors(problem = 'see holdfast/plan'): HoldfastError {
  const message = `The registry has errors, so that nothing can be written into it: ${problem}`;
  return new HoldfastError(message, { code: 'RegistryHasErrors', source: 'user', retryable: false });
}
