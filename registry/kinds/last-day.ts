import * as z from 'zod';

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** The 31st of February is read as a day of March. What is no date at all is said once, by its pattern. */
function exists(day: string): boolean {
  if (!DAY.test(day)) return true;
  const time = Date.parse(day);
  return Number.isFinite(time) && new Date(time).toISOString().startsWith(day);
}

/** The last day on which something holds, in UTC. */
export const lastDaySchema = z
  .string()
  .regex(DAY, 'must be a date such as 2027-01-31')
  .refine(exists, 'must be a day that exists');
