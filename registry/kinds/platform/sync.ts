import * as z from 'zod';
import { selfHealSchema } from './self-heal.ts';
import { parseWindowSchedule } from './window-schedule.ts';

/** What may need a second person, and what does so unless the registry says otherwise. */
const CONFIRM = ['data-loss', 'mass-delete', 'iam', 'budget', 'rename'] as const;

/** Few enough for CloudFormation's rates, which are per account, and enough that a large registry does not queue for hours. */
export const DEFAULT_PARALLEL_STACKS = 10;

/** A week: a window that is longer is two, or none. */
const MAX_WINDOW_MINUTES = 7 * 24 * 60;

const timezone = z
  .string()
  .max(64)
  .refine(isTimezone, 'must be a time zone of the IANA database such as Europe/Berlin or UTC');

const windowSchema = z.strictObject({
  kind: z
    .enum(['allow', 'deny'])
    .describe('`allow`: with any such window, commits are begun only inside one. `deny`: none is begun inside it.'),
  schedule: z
    .string()
    .max(120)
    .superRefine((text, context) => {
      const read = parseWindowSchedule(text);
      if ('problem' in read) context.addIssue({ code: 'custom', message: read.problem });
    })
    .describe('When it opens: minute, hour, day of the month, month, day of the week, as in cron.'),
  durationMinutes: z.int().min(1).max(MAX_WINDOW_MINUTES).describe('How long it stays open, 1 to 10080 minutes.'),
  timezone: timezone.default('UTC').describe('Time zone of `schedule`.'),
  reason: z.string().min(1).max(200).exactOptional().describe('Why; shown to those who wait.'),
});

/** How a registry is applied. None of it reaches a template. */
export const syncSchema = z.strictObject({
  mode: z
    .enum(['auto', 'manual'])
    .default('auto')
    .describe('`auto` applies every commit of the branch; `manual` waits for a person.'),
  prune: z.boolean().default(true).describe('Whether what leaves the registry is deleted.'),
  selfHeal: selfHealSchema
    .default(false)
    .describe('Which drift is reverted without asking: all, none, or classes of resources. See drift.md.'),
  rollback: z
    .enum(['none', 'auto', 'unhealthy'])
    .default('none')
    .describe(
      '`auto` goes back to what was applied before when a commit fails after it changed a stack; `unhealthy` does so too, and also when what it applied turns out unhealthy, and goes back to the last healthy commit.',
    ),
  deployment: z
    .enum(['standard', 'express'])
    .default('standard')
    .describe('CloudFormation deployment mode. `express` reports complete before resources are ready.'),
  parallelStacks: z
    .int()
    .min(1)
    .max(100)
    .default(DEFAULT_PARALLEL_STACKS)
    .describe('Stacks that one run works on at once, 1 to 100.'),
  confirm: z
    .array(z.enum([...CONFIRM, 'team-iam', 'unseen']))
    .default([...CONFIRM])
    .describe(
      'What is applied only once a second person agreed: all but `team-iam`, which adds what roles of teams gain, and `unseen`, which adds what no plan showed before the merge. See concepts.md.',
    ),
  limits: z
    .strictObject({
      deletes: z.int().min(0).max(10_000).default(20).describe('Resources that one commit may delete unasked.'),
      share: z
        .int()
        .min(0)
        .max(100)
        .default(30)
        .describe('Percent of all resources that one commit may delete unasked.'),
    })
    .prefault({})
    .describe('A commit that deletes more than both needs somebody who agrees.'),
  windows: z.array(windowSchema).max(50).default([]).describe('When commits may be begun. Left out: always.'),
});

function isTimezone(name: string): boolean {
  try {
    return (
      new Intl.DateTimeFormat('en-US', { timeZone: name }).resolvedOptions().timeZone !== '' && !/^[+-]/.test(name)
    );
  } catch {
    return false;
  }
}
