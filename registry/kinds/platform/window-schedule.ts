/** What a schedule of five fields says: every value that each field takes. */
export interface WindowSchedule {
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  readonly days: ReadonlySet<number>;
  readonly months: ReadonlySet<number>;
  /** 0 is Sunday. */
  readonly weekdays: ReadonlySet<number>;
  /** As in cron: where both days are limited, either of them is enough. */
  readonly eitherDay: boolean;
}

/** One of the five fields of crontab(5): https://man7.org/linux/man-pages/man5/crontab.5.html */
interface Field {
  readonly takes: string;
  readonly min: number;
  readonly max: number;
  readonly names?: readonly string[];
}

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const WEEKDAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

const FIELDS: readonly Field[] = [
  { takes: 'minutes of 0 to 59 as its first field', min: 0, max: 59 },
  { takes: 'hours of 0 to 23 as its second field', min: 0, max: 23 },
  { takes: 'days of the month of 1 to 31 as its third field', min: 1, max: 31 },
  { takes: 'months of 1 to 12 or JAN to DEC as its fourth field', min: 1, max: 12, names: MONTHS },
  { takes: 'days of the week of 0 to 7 or SUN to SAT as its fifth field', min: 0, max: 7, names: WEEKDAYS },
];

const FIVE_FIELDS =
  'must have five fields with single spaces between them: minutes, hours, day of the month, month, day of the week';

/** Reads a schedule, or says what is wrong with it in words that follow the field's name ("must …"). */
export function parseWindowSchedule(text: string): WindowSchedule | { readonly problem: string } {
  const parts = text.split(' ');
  if (parts.length !== FIELDS.length) return { problem: FIVE_FIELDS };
  const sets = FIELDS.map((field, index) => valuesOf(parts[index] ?? '', field));
  const wrong = sets.indexOf(undefined);
  if (wrong !== -1) return { problem: `must have ${FIELDS[wrong]?.takes}` };
  const [minutes = [], hours = [], days = [], months = [], weekdays = []] = sets.map((set) => set ?? []);
  return {
    minutes,
    hours,
    days: new Set(days),
    months: new Set(months),
    weekdays: new Set(weekdays.map((day) => day % WEEKDAYS.length)),
    eitherDay: parts[2]?.startsWith('*') === false && parts[4]?.startsWith('*') === false,
  };
}

/** The values that a field stands for, in order; `undefined` if it is not well formed. */
function valuesOf(text: string, field: Field): readonly number[] | undefined {
  const values = new Set<number>();
  for (const item of text.split(',')) {
    const found = itemValues(item, field);
    if (found === undefined) return undefined;
    for (const value of found) values.add(value);
  }
  return [...values].sort((a, b) => a - b);
}

const ITEM = /^(?:(\*)|([0-9A-Z]+)(?:-([0-9A-Z]+))?)(?:\/(\d{1,2}))?$/;

/** `*`, `5`, `MON`, `1-5`, with or without a step such as in `0-30/10`. */
function itemValues(item: string, field: Field): readonly number[] | undefined {
  const [, all, first = '', last, step] = ITEM.exec(item) ?? [];
  if (all === undefined && first === '') return undefined;
  const from = all === undefined ? numberOf(first, field) : field.min;
  const to = all === undefined ? (last === undefined ? from : numberOf(last, field)) : field.max;
  const every = Number(step ?? 1);
  if (from === undefined || to === undefined || to < from || every < 1) return undefined;
  if (step !== undefined && all === undefined && last === undefined) return undefined;
  return Array.from({ length: Math.floor((to - from) / every) + 1 }, (_, index) => from + index * every);
}

function numberOf(text: string, { min, max, names = [] }: Field): number | undefined {
  const index = names.indexOf(text);
  if (index !== -1) return index + (names === MONTHS ? 1 : 0);
  const value = /^\d{1,2}$/.test(text) ? Number(text) : Number.NaN;
  return value >= min && value <= max ? value : undefined;
}
