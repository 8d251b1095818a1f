import * as z from 'zod';
import { type Cron, parseCron } from './cron.ts';

/** A schedule that fires once. */
export interface Once {
  readonly fires: 'once';
  /** `YYYY-MM-DDThh:mm:ss`, in the schedule's time zone. */
  readonly at: string;
}

/** A schedule that fires again and again. */
export type Repeated =
  | { readonly fires: 'at intervals'; readonly minutes: number }
  | ({ readonly fires: 'by calendar' } & Cron);

/** What a schedule expression says. */
export type Expression = Once | Repeated;

/** Scheduler's limit: https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateSchedule.html */
const MAX_LENGTH = 256;

/** Minutes of a unit of `rate(…)`. */
const UNITS = { minute: 1, hour: 60, day: 1440 } as const;

const MINUTES_PER_MONTH = (365 / 12) * UNITS.day;

const FORMS = 'must be rate(5 minutes), cron(0 6 ? * MON-FRI *), at(2027-01-31T06:00:00) or the like';
const RATE = /^(\d+) (minute|hour|day)(s?)$/;
const RATE_FORM = 'must be a rate of a whole number from 1 on and minutes, hours or days, such as rate(5 minutes)';
const AT = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})$/;
const AT_FORM = 'must be a time that exists, without a time zone, such as at(2027-01-31T06:00:00)';

/**
 * Reads a schedule expression as EventBridge Scheduler does, strictly: what it does not document is refused. Gives what is wrong, in words
 * that follow the field's name ("must …"), or what the expression says.
 * Source: https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
 */
export function parseExpression(text: string): Expression | { readonly problem: string } {
  const [, form, inside = ''] = /^(rate|cron|at)\((.*)\)$/.exec(text) ?? [];
  if (form === 'rate') return parseRate(inside);
  if (form === 'at') return isTime(inside) ? { fires: 'once', at: inside } : { problem: AT_FORM };
  if (form !== 'cron') return { problem: FORMS };
  const cron = parseCron(inside);
  return 'problem' in cron ? cron : { fires: 'by calendar', ...cron };
}

/** 1 may go with either form of the unit, any other number with the plural only. Numbers are those of a 32-bit integer. */
function parseRate(inside: string): Expression | { readonly problem: string } {
  const [, digits = '', unit, plural] = RATE.exec(inside) ?? [];
  const count = Number(digits);
  if (unit === undefined || count < 1 || count >= 2 ** 31) return { problem: RATE_FORM };
  if (count > 1 && plural === '') return { problem: `must have the plural ${unit}s after ${count}` };
  return { fires: 'at intervals', minutes: count * UNITS[unit as keyof typeof UNITS] };
}

function isTime(text: string): boolean {
  if (!AT.test(text)) return false;
  const time = new Date(`${text}Z`);
  return !Number.isNaN(time.getTime()) && time.toISOString().startsWith(text);
}

/** How often an expression fires in an average month; 1 for one that fires once. For the cost estimate. */
export function timesPerMonth(text: string): number {
  const expression = parseExpression(text);
  if ('problem' in expression || expression.fires === 'once') return 1;
  if (expression.fires === 'by calendar') return expression.timesPerMonth;
  return Math.ceil(MINUTES_PER_MONTH / expression.minutes);
}

/** The last day on which an expression can fire, `YYYY-MM-DD`, whatever the time zone; `undefined` for one without an end. */
export function lastDay(text: string): string | undefined {
  const expression = parseExpression(text);
  if ('problem' in expression || expression.fires === 'at intervals') return undefined;
  return expression.fires === 'once' ? expression.at.slice(0, 10) : `${expression.lastYear}-12-31`;
}

/** A schedule expression. */
export const expressionSchema = z
  .string()
  .max(MAX_LENGTH)
  .superRefine((text, context) => {
    const parsed = parseExpression(text);
    if ('problem' in parsed) context.addIssue({ code: 'custom', message: parsed.problem });
  });

/**
 * `UTC`, or a name of the IANA database in its form `Area/Place`; the short names of old (`EST`) are left out, because not every reader of
 * the database knows them. Source: API_CreateSchedule, ScheduleExpressionTimezone (up to 50 characters).
 */
const ZONE = /^(?:UTC|[A-Z][A-Za-z]+(?:\/[A-Z][A-Za-z0-9_+-]*){1,2})$/;

/** A time zone that this Node knows: names are only ever added to the database. */
export const timezoneSchema = z
  .string()
  .max(50)
  .refine(isZone, 'must be UTC or an IANA time zone such as Europe/Berlin');

/** Node takes names in any case, EventBridge does not. */
function isZone(name: string): boolean {
  const known = Intl.supportedValuesOf('timeZone').find((zone) => zone.toLowerCase() === name.toLowerCase());
  if (!ZONE.test(name) || (known !== undefined && known !== name)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
