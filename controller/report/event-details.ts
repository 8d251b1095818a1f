import * as z from 'zod';
import { HEALTHS } from '../health/health.ts';

/** A commit id. */
const sha = z.string().describe('The commit of the registry.');
const run = z.string().describe('Id of the run, as `holdfast history` shows it.');
const purpose = z
  .enum(['apply', 'revert', 'rollback', 'rescue'])
  .describe(
    'Whether a commit was applied, drift put back, the environment taken back to an earlier commit, or a stuck stack got out.',
  );
const health = z.enum(HEALTHS).describe('Of the environment.');
const count = (what: string) => z.int().min(0).describe(what);

const by = z.string().describe('GitHub login, or ARN of who asked from a command line.');
const named = (what: string) =>
  z.array(z.string()).max(50).readonly().describe(`\`<stack>/<logical id>\` of ${what}, at most 50.`);

const summary = z
  .object({
    create: count('Resources to create.'),
    update: count('Resources to update.'),
    replace: count('Resources to replace.'),
    delete: count('Resources to delete.'),
    noop: count('Resources that stay as they are.'),
  })
  .readonly();

/**
 * Every event on the bus `holdfast`, by its EventBridge `detail-type`: when it is published, what its `detail` holds, and one as an example.
 * Closed: subscribers write rules on these words. Values of the platform are never sent (S3).
 */
export const EVENTS = {
  'Plan Posted': {
    when: 'A commit was planned and its check written.',
    detail: z
      .object({
        sha,
        conclusion: z.enum(['success', 'failure']).describe('Of the check `holdfast/plan`.'),
        errors: count('Findings of severity error.'),
        summary: summary.exactOptional().describe('What applying would do. Left out when findings stopped the commit.'),
        digest: z.string().exactOptional().describe('Digest of the plan. Left out with `summary`.'),
      })
      .readonly(),
    example: {
      sha: '4b825dc642cb6eb9a060e54bf8d69288fbee4904',
      conclusion: 'success',
      errors: 0,
      summary: { create: 8, update: 0, replace: 0, delete: 0, noop: 45 },
      digest: 'sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    },
  },
  'Run Started': {
    when: 'Applying a commit, or putting drift back, begins.',
    detail: z
      .object({
        run,
        sha,
        purpose,
        stacks: z.array(z.string()).readonly().describe('Stacks that will be touched.'),
        shown: z
          .enum(['same', 'moved', 'none'])
          .exactOptional()
          .describe(
            'Whether the plan is the one that was shown before the merge, differs from it, or none was shown. Only for commits of the branch.',
          ),
        unseen: count('Changes that a `moved` plan does and no plan showed.').exactOptional(),
        requestedBy: z.string().exactOptional().describe('Who asked; `sync.selfHeal` for healing.'),
        heals: named('what is healed').exactOptional(),
      })
      .readonly(),
    example: {
      run: '4b825dc642cb6eb9a060e54bf8d69288fbee4904',
      sha: '4b825dc642cb6eb9a060e54bf8d69288fbee4904',
      purpose: 'apply',
      stacks: ['shared-lambda-infra-team-payments'],
      shown: 'same',
      unseen: 0,
    },
  },
  'Apply Step': {
    when: 'A stack reaches another step of a run.',
    detail: z
      .object({
        run,
        sha,
        stack: z.string().describe('Name of the stack.'),
        step: z
          .string()
          .describe('`change-set`, `executing`, `deleting`, `recovering`, `applied`, `failed` or `skipped`.'),
        reason: z.string().exactOptional().describe('Why it failed or was skipped.'),
      })
      .readonly(),
    example: {
      run: '4b825dc642cb6eb9a060e54bf8d69288fbee4904',
      sha: '4b825dc642cb6eb9a060e54bf8d69288fbee4904',
      stack: 'shared-lambda-infra-team-payments',
      step: 'applied',
    },
  },
  'Run Finished': {
    when: 'A run is over.',
    detail: z
      .object({
        run,
        sha,
        purpose,
        state: z
          .enum(['succeeded', 'failed', 'superseded', 'stopped'])
          .describe('`stopped`: it never began. `superseded`: a newer commit took over.'),
        seconds: z.number().min(0).describe('From its beginning to its end.'),
        problem: z.string().exactOptional().describe('Why it did not succeed, in a sentence.'),
      })
      .readonly(),
    example: {
      run: '4b825dc642cb6eb9a060e54bf8d69288fbee4904',
      sha: '4b825dc642cb6eb9a060e54bf8d69288fbee4904',
      purpose: 'apply',
      state: 'succeeded',
      seconds: 41.2,
    },
  },
  'Health Changed': {
    when: 'What was applied was looked at, and is not as well as at the last look, better, or broken by what was applied.',
    detail: z
      .object({
        run,
        sha,
        health,
        before: health.exactOptional().describe('What it was at the last look. Left out at the first one.'),
        unwell: count('Resources and routes that are not well.'),
        broken: count('Those of them that what was applied is to blame for.'),
        resources: z
          .array(z.string())
          .max(50)
          .readonly()
          .describe('`<stack>/<logical id>` of what is not well, at most 50.'),
      })
      .readonly(),
    example: {
      run: '4b825dc642cb6eb9a060e54bf8d69288fbee4904',
      sha: '4b825dc642cb6eb9a060e54bf8d69288fbee4904',
      health: 'Degraded',
      before: 'Healthy',
      unwell: 1,
      broken: 1,
      resources: ['shared-lambda-infra-team-payments/RouteCharge'],
    },
  },
  'Drift Checked': {
    when: 'Everything that is applied was looked at, whether anything had drifted or not.',
    detail: z
      .object({
        sha,
        modified: count('Resources that differ from Git.'),
        deleted: count('Resources that are gone.'),
        added: count('Things made by hand inside something of ours.'),
        accepted: count('Resources of the registry that differ only in what is left, some of it accepted by somebody.'),
        ignored: count('Resources of the registry that differ only in what the registry ignores.'),
        inSync: count('Resources that are as Git says.'),
        unchecked: count('Resources that nobody looked at.'),
      })
      .readonly(),
    example: {
      sha: '4b825dc642cb6eb9a060e54bf8d69288fbee4904',
      modified: 0,
      deleted: 0,
      added: 0,
      accepted: 1,
      ignored: 0,
      inSync: 151,
      unchecked: 2,
    },
  },
  'Drift Found': {
    when: 'AWS is not what Git says.',
    detail: z
      .object({
        sha,
        modified: count('Resources that differ from Git.'),
        deleted: count('Resources that are gone.'),
        added: count('Things made by hand inside something of ours.'),
        unchecked: count('Resources that nobody looked at.'),
        resources: named('what drifted'),
      })
      .readonly(),
    example: {
      sha: '4b825dc642cb6eb9a060e54bf8d69288fbee4904',
      modified: 1,
      deleted: 0,
      added: 0,
      unchecked: 2,
      resources: ['shared-lambda-infra-team-payments/FunctionCharge'],
    },
  },
  'Missed Event Found': {
    when: 'Something is handled of which no webhook told in time. One that was delivered again is told of by the audit after it arrived.',
    detail: z
      .object({
        foundBy: z
          .enum(['resync', 'audit', 'deliveries'])
          .describe(
            'The schedule that looks at the branch, the one that looks at pull requests, or the one that reads GitHub’s deliveries.',
          ),
        what: z
          .string()
          .describe('`push`, `pull_request`, or GitHub’s event and action, such as `issue_comment.created`.'),
        sha: sha.exactOptional(),
        delivery: z.string().exactOptional().describe('`X-GitHub-Delivery` of the delivery that was missed.'),
        seconds: z
          .number()
          .min(0)
          .exactOptional()
          .describe(
            'From when it happened, or was to be delivered, until it was handled. Left out where GitHub does not say when it happened.',
          ),
      })
      .readonly(),
    example: {
      foundBy: 'resync',
      what: 'push',
      sha: '4b825dc642cb6eb9a060e54bf8d69288fbee4904',
      seconds: 212.4,
    },
  },
  'Drift Adopted': {
    when: 'A person had a pull request opened, or brought up to date, that writes live values into the registry.',
    detail: z
      .object({
        sha,
        number: z.int().min(1).describe('Number of the pull request.'),
        by,
        resources: named('what is adopted'),
      })
      .readonly(),
    example: {
      sha: '4b825dc642cb6eb9a060e54bf8d69288fbee4904',
      number: 12,
      by: 'mona',
      resources: ['shared-lambda-infra-team-payments/FunctionCharge'],
    },
  },
  'Drift Accepted': {
    when: 'Somebody accepted drift until a day. Until then it is no drift unless it changes again.',
    detail: z
      .object({
        sha,
        by,
        until: z.string().describe('The last day, `YYYY-MM-DD` in UTC.'),
        reason: z.string().exactOptional().describe('Why, where it was said.'),
        resources: named('what is accepted'),
      })
      .readonly(),
    example: {
      sha: '4b825dc642cb6eb9a060e54bf8d69288fbee4904',
      by: 'mona',
      until: '2026-12-24',
      reason: 'the load test runs until then',
      resources: ['shared-lambda-infra-team-payments/FunctionCharge'],
    },
  },
  'Acceptance Withdrawn': {
    when: 'Somebody took back that drift is accepted.',
    detail: z.object({ sha, by, resources: named('what is accepted no longer') }).readonly(),
    example: {
      sha: '4b825dc642cb6eb9a060e54bf8d69288fbee4904',
      by: 'mona',
      resources: ['shared-lambda-infra-team-payments/FunctionCharge'],
    },
  },
  'Self-Heal Stopped': {
    when: 'A resource was healed as often as it may be within a day, and differs again: a person has to look.',
    detail: z.object({ sha, resources: named('what is not healed any more') }).readonly(),
    example: {
      sha: '4b825dc642cb6eb9a060e54bf8d69288fbee4904',
      resources: ['shared-lambda-infra-team-payments/FunctionCharge'],
    },
  },
} as const satisfies Readonly<
  Record<string, { readonly when: string; readonly detail: z.ZodType; readonly example: object }>
>;

/** One of the event types. */
export type EventType = keyof typeof EVENTS;

/** What an event of a type holds. */
export type EventDetails = { readonly [T in EventType]: z.output<(typeof EVENTS)[T]['detail']> };

/** Something that was handled late. */
export type MissedEvent = EventDetails['Missed Event Found'];
