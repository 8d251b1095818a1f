/** What a cron expression says, as far as anybody but AWS needs it. */
export interface Cron {
  /** How often it fires in a month of average length; rounded, since days of the week and month lengths vary. */
  readonly timesPerMonth: number;
  /** The last year in which it can fire. */
  readonly lastYear: number;
}

/** One of the six fields of a cron expression. */
interface Field {
  /** What the field takes, in words that follow "must have". */
  readonly takes: string;
  readonly min: number;
  readonly max: number;
  readonly names?: readonly string[];
  /** What the field may hold besides numbers, ranges, lists and steps: the pattern, and how many values it stands for. */
  readonly special?: RegExp;
}

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const WEEKDAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
const DAYS_PER_MONTH = 365 / 12;

/** Source of fields, ranges and wildcards: https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#cron-based */
const MINUTES: Field = { takes: 'minutes of 0 to 59', min: 0, max: 59 };
const HOURS: Field = { takes: 'hours of 0 to 23', min: 0, max: 23 };
const DAYS: Field = {
  takes: 'days of the month of 1 to 31, L for the last one, 15W for the weekday nearest to the 15th, or ?',
  min: 1,
  max: 31,
  special: /^(?:L|(?:[1-9]|[12]\d|3[01])W)$/,
};
const MONTHS_OF_YEAR: Field = { takes: 'months of 1 to 12 or JAN to DEC', min: 1, max: 12, names: MONTHS };
const DAYS_OF_WEEK: Field = {
  takes:
    'days of the week of 1 to 7 or SUN to SAT, 6L for the last Friday of the month, 3#2 for the second Tuesday, or ?',
  min: 1,
  max: 7,
  names: WEEKDAYS,
  special: /^(?:[1-7]?L|(?:[1-7]|SUN|MON|TUE|WED|THU|FRI|SAT)#[1-5])$/,
};
const YEARS: Field = { takes: 'years of 1970 to 2199', min: 1970, max: 2199 };

const FIELDS: readonly Field[] = [MINUTES, HOURS, DAYS, MONTHS_OF_YEAR, DAYS_OF_WEEK, YEARS];
const ORDINALS = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth'];

/** Reads the inside of `cron(…)`. Gives what is wrong, in words that follow the field's name ("must …"), or what it says. */
export function parseCron(text: string): Cron | { readonly problem: string } {
  const parts = text.split(' ');
  if (parts.length !== FIELDS.length) return { problem: SIX_FIELDS };
  const sets = FIELDS.map((field, index) => valuesOf(parts[index] ?? '', field));
  const wrong = sets.indexOf(undefined);
  if (wrong !== -1) return { problem: `must have ${FIELDS[wrong]?.takes} as its ${ORDINALS[wrong]} field` };
  const [minutes, hours, days, months, weekdays, years] = sets.map((set) => set ?? []);
  if ((parts[2] === ANY) === (parts[4] === ANY)) return { problem: ONE_ANY };
  const perMonth = parts[2] === ANY ? daysByWeekday(parts[4] ?? '', weekdays ?? []) : daysByDate(days ?? []);
  const times = size(minutes) * size(hours) * perMonth * (size(months) / MONTHS.length);
  return { timesPerMonth: Math.ceil(times), lastYear: Math.max(...(years ?? [])) };
}

const ANY = '?';
const SIX_FIELDS =
  'must have six fields with single spaces between them: minutes, hours, day of the month, month, day of the week, year';
const ONE_ANY =
  'must have ? as exactly one of its third and fifth fields, the day of the month and the day of the week';

function size(values: readonly number[] | undefined): number {
  return values?.length ?? 0;
}

/** All days of a month are 30 or 31 in the average of a year; single ones count once. */
function daysByDate(days: readonly number[]): number {
  return days.length === DAYS.max ? DAYS_PER_MONTH : days.length;
}

/** A weekday comes 4.3 times a month, `6L` and `3#2` once. */
function daysByWeekday(text: string, weekdays: readonly number[]): number {
  return /[#]|\dL/.test(text) ? 1 : (weekdays.length * DAYS_PER_MONTH) / WEEKDAYS.length;
}

/** The values that a field stands for, a special one as its own single value; `undefined` if it is not well formed. */
function valuesOf(text: string, field: Field): readonly number[] | undefined {
  if (field.special !== undefined && (text === ANY || field.special.test(text))) return [field.min];
  if (text === '*') return range(field.min, field.max, 1);
  const values = new Set<number>();
  for (const item of text.split(',')) {
    const found = itemValues(item, field);
    if (found === undefined) return undefined;
    for (const value of found) values.add(value);
  }
  return [...values];
}

const ITEM = /^(?:(\*)|([0-9A-Z]+)(?:-([0-9A-Z]+))?)(?:\/(\d{1,3}))?$/;

/** `5`, `MON`, `1-5`, `0/15`, `10-40/5`, or `*` with a step. */
function itemValues(item: string, field: Field): readonly number[] | undefined {
  const [, all, first = '', last, step] = ITEM.exec(item) ?? [];
  if (all === undefined && first === '') return undefined;
  if (all !== undefined && step === undefined) return undefined;
  const from = all === undefined ? numberOf(first, field) : field.min;
  const to = last === undefined ? (step === undefined ? from : field.max) : numberOf(last, field);
  const every = Number(step ?? 1);
  if (from === undefined || to === undefined || to < from || every < 1 || every > field.max) return undefined;
  return range(from, to, every);
}

function numberOf(text: string, { min, max, names = [] }: Field): number | undefined {
  const index = names.indexOf(text);
  if (index !== -1) return min + index;
  const value = /^\d{1,4}$/.test(text) ? Number(text) : Number.NaN;
  return value >= min && value <= max ? value : undefined;
}

function range(from: number, to: number, step: number): readonly number[] {
  return Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, index) => from + index * step);
}
