import * as z from 'zod';
import type { StackAnswer } from '../rehearse/answer.ts';
import type { PlanReport } from '../report/report.ts';
import { parser } from './parse.ts';
import type { Rehearsal } from './rehearsal.ts';

const texts = z.record(z.string(), z.string());
const reportTop = z.looseObject({ kind: z.literal('plan'), sha: z.string(), findings: z.array(z.unknown()) });
const report = z.custom<PlanReport>((value) => reportTop.safeParse(value).success, 'not a report');
const answerTop = z.looseObject({ kind: z.enum(['confirmed', 'more', 'refused', 'none']) });
const answer = z.custom<StackAnswer['answer']>((value) => answerTop.safeParse(value).success, 'not an answer');

const rehearsal: z.ZodType<Rehearsal> = z.looseObject({
  sha: z.string(),
  number: z.exactOptional(z.int().positive()),
  at: z.number(),
  report,
  deployment: z.enum(['standard', 'express']),
  targets: z.array(
    z.looseObject({
      stack: z.string(),
      stackId: z.string(),
      changeSet: z.string(),
      templateDigest: z.string(),
      parameters: texts,
      tags: texts,
      retags: z.boolean(),
      made: z.boolean(),
      answer: z.exactOptional(answer),
    }),
  ),
  leftOut: z.array(z.looseObject({ stack: z.string(), answer })),
  over: z.boolean(),
  leftOver: z.array(z.looseObject({ stack: z.string(), changeSet: z.string() })),
  looks: z.int(),
  lookAt: z.number(),
});

/** Turns what was read into the rehearsal that it was. Throws `CorruptRecord`. */
export const parseRehearsal = parser(rehearsal);
