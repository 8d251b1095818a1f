import fc from 'fast-check';
import { ALPHABET, type Content, FIRST, filesOf, type Slot } from '../content.ts';
import { ancestor, type Commit, type Model } from '../model.ts';
import type { Simulation } from '../simulation.ts';
import { Step } from '../step.ts';
import type { WeightedStep } from '../step-arbitrary.ts';

type Edit = readonly [Slot, string];

const AUTHOR = 'ann';
const NO_COMMIT = '0'.repeat(40);

const edit = (slots: readonly Slot[]) =>
  fc.constantFrom<Edit[]>(
    ...slots.flatMap((slot) =>
      ALPHABET[slot].filter((value) => value !== 'missing').map((value): Edit => [slot, value]),
    ),
  );
const mistake: fc.Arbitrary<Edit> = fc.oneof(edit(['mistake']), fc.constant<Edit>(['platform', 'missing']));
/** Mostly functions change; mistakes are seldom. */
const edits: fc.Arbitrary<readonly Edit[]> = fc.oneof(
  { weight: 6, arbitrary: fc.array(edit(['orders', 'payments']), { minLength: 1, maxLength: 2 }) },
  {
    weight: 5,
    arbitrary: fc.array(edit(['orders', 'name', 'table', 'payments', 'queue', 'returns', 'platform']), {
      minLength: 1,
      maxLength: 3,
    }),
  },
  { weight: 2, arbitrary: fc.tuple(edit(['sync'])) },
  { weight: 1, arbitrary: fc.tuple(mistake) },
);

/** A team that goes, and whose stack cannot be made again by the same names before somebody tidies up. */
const removal = fc.constantFrom<(readonly Edit[])[]>([['orders', 'absent']], [['payments', 'absent']]);

/** Half of what is proposed takes somebody who agrees, as long as the registry is careful. */
const asking = fc.oneof(
  edits,
  fc.constantFrom<(readonly Edit[])[]>(
    [['name', 'state']],
    [['name', 'status']],
    [
      ['payments', 'absent'],
      ['sync', 'careful'],
    ],
  ),
);

/** What developers do in the repository. */
export const DEVELOPERS: readonly WeightedStep[] = [
  { weight: 8, arbitrary: edits.map((list) => new Step('push', `push ${say(list)}`, (real) => push(real, list))) },
  {
    weight: 2,
    arbitrary: fc.tuple(edits, fc.integer({ min: 1, max: 4 })).map(
      ([list, reads]) =>
        new Step('push shown late', `push ${say(list)}, which the branch shows only after ${reads} reads`, (real) => {
          push(real, list);
          real.loop.github.lagBranch('main', reads);
        }),
    ),
  },
  {
    weight: 1,
    arbitrary: edits.map(
      (list) =>
        new Step('push nobody hears of', `push ${say(list)}, and nobody hears of it`, (real) => push(real, list, true)),
    ),
  },
  {
    weight: 1,
    arbitrary: edits.map(
      (list) =>
        new Step('push listed in part', `push ${say(list)}, of which GitHub lists only a part`, (real) => {
          push(real, list);
          const { head } = real.model;
          if (head === undefined) return;
          real.loop.github.truncateTree(head);
          real.model.truncated.add(head);
        }),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(fc.oneof(edits, removal), fc.integer({ min: 1, max: 8 })).map(
      ([list, rounds]) =>
        new Step(
          'push taken back',
          `push ${say(list)}, and after ${rounds} rounds of work force-push it away`,
          async (real) => {
            push(real, list);
            await real.work(rounds);
            reset(real, 1);
          },
        ),
    ),
  },
  {
    weight: 2,
    arbitrary: fc
      .nat({ max: 2 })
      .map(
        (back) => new Step('force-push back', `force-push ${back + 1} commits back`, (real) => reset(real, back + 1)),
      ),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(edits, fc.nat({ max: 2 })).map(
      ([list, back]) =>
        new Step('force-push aside', `force-push ${say(list)} onto the commit ${back + 1} before`, (real) => {
          const base = real.model.head && ancestor(real.model, real.model.head, back + 1);
          moveTo(real, commit(real, edited(contentAt(real.model, base), list), parentsOf(base)).sha);
        }),
    ),
  },
  {
    weight: 1,
    arbitrary: edits.map(
      (list) =>
        new Step("push of a fork's commit", `a push tells of a fork's commit with ${say(list)}`, (real) =>
          forkPush(real, list),
        ),
    ),
  },
  {
    weight: 2,
    arbitrary: asking.map(
      (list) =>
        new Step('open pull request', `a pull request with ${say(list)} is opened and planned`, async (real) => {
          openPull(real, list);
          await real.work(3);
        }),
    ),
  },
  {
    weight: 1,
    arbitrary: edits.map(
      (list) =>
        new Step(
          'push to pull request',
          `push ${say(list)} to the pull request`,
          (real) => changePull(real, list),
          hasPull,
        ),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.constant(new Step('merge pull request', 'merge the pull request', mergePull, hasPull)),
  },
];

function hasPull({ pulls }: Model): boolean {
  return pulls.at(-1)?.open === true;
}

function say(list: readonly Edit[]): string {
  return list.map(([slot, value]) => `${slot}=${value}`).join(' ');
}

/** A later edit of a slot wins; what an edit does not name stays, but mistakes do not. */
function edited(content: Content, list: readonly Edit[]): Content {
  const platform = content.platform === 'missing' ? 'plain' : content.platform;
  return { ...content, platform, mistake: 'none', ...Object.fromEntries(list) } as Content;
}

function contentAt({ commits }: Model, sha: string | undefined): Content {
  return (sha === undefined ? undefined : commits.get(sha)?.content) ?? FIRST;
}

function parentsOf(sha: string | undefined): readonly string[] {
  return sha === undefined ? [] : [sha];
}

function commit({ model, loop }: Simulation, content: Content, parents: readonly string[]): Commit {
  const sha = loop.github.commit(filesOf(content), parents);
  loop.github.writtenBy(sha, AUTHOR);
  const made = { sha, parents, content };
  model.commits.set(sha, made);
  return made;
}

/** A commit on top of the branch. */
export function push(simulation: Simulation, list: readonly Edit[], isLost = false): void {
  const { model } = simulation;
  const { sha } = commit(simulation, edited(contentAt(model, model.head), list), parentsOf(model.head));
  moveTo(simulation, sha, isLost);
}

function reset(simulation: Simulation, back: number): void {
  const { model } = simulation;
  const to = model.head && ancestor(model, model.head, back);
  if (to !== undefined) moveTo(simulation, to);
}

function moveTo({ model, loop, post }: Simulation, sha: string, isLost = false): void {
  const before = model.head ?? NO_COMMIT;
  loop.github.moveBranch('main', sha);
  model.head = sha;
  model.heads.push({ sha, moment: model.moment });
  if (isLost) model.lost = true;
  else post.arrive({ type: 'push', delivery: `push-${model.moment}`, branch: 'main', before, after: sha }, 'applier');
}

function forkPush(simulation: Simulation, list: readonly Edit[]): void {
  const { model, post } = simulation;
  const { sha } = commit(simulation, edited(contentAt(model, model.head), list), parentsOf(model.head));
  const before = model.head ?? NO_COMMIT;
  post.arrive({ type: 'push', delivery: `push-${model.moment}`, branch: 'main', before, after: sha }, 'applier');
}

/** Opens a pull request on top of the branch. */
export function openPull(simulation: Simulation, list: readonly Edit[]): void {
  const { model, loop } = simulation;
  const { sha, content } = commit(simulation, edited(contentAt(model, model.head), list), parentsOf(model.head));
  const number = loop.github.openPull({ headSha: sha, author: AUTHOR });
  model.pulls.push({ number, head: sha, content, open: true });
  tellOfPull(simulation, number, sha);
}

function changePull(simulation: Simulation, list: readonly Edit[]): void {
  const { model, loop } = simulation;
  const pull = model.pulls.at(-1);
  if (pull === undefined) return;
  const { sha, content } = commit(simulation, edited(pull.content, list), [pull.head]);
  loop.github.changePull(pull.number, { headSha: sha });
  model.pulls[model.pulls.length - 1] = { ...pull, head: sha, content };
  tellOfPull(simulation, pull.number, sha);
}

function tellOfPull({ model, post }: Simulation, number: number, headSha: string): void {
  const delivery = `pull-${number}-${model.moment}`;
  post.arrive({ type: 'pull-request', delivery, number, headSha, fork: false }, 'planner');
}

/** As a squash would: the pull request's content, on top of the branch. */
function mergePull(simulation: Simulation): void {
  const { model, loop } = simulation;
  const pull = model.pulls.at(-1);
  if (pull === undefined) return;
  const { sha } = commit(simulation, pull.content, parentsOf(model.head));
  loop.github.changePull(pull.number, { open: false, mergeSha: sha });
  model.pulls[model.pulls.length - 1] = { ...pull, open: false };
  moveTo(simulation, sha);
  tellOfPull(simulation, pull.number, pull.head);
}
