import { type CostChange, growthOf, type ResourceChange } from '../cost/change.ts';
import { centsOf, dollars, shareCents, signedDollars } from '../cost/money.ts';
import { PRICES_AS_OF } from '../cost/prices.ts';
import { shortType } from './change-lines.ts';
import { plural } from './counts.ts';
import { blocks, code, table } from './markdown.ts';
import type { Palette } from './palette.ts';
import { visible } from './visible.ts';

/** Changes that are listed one by one; the others stand in one line. */
const LARGEST = 10;

/** What a plan does to the monthly bill, in one Markdown line. */
export function costSentence(cost: CostChange): string {
  return `**Cost:** ${amountWords(cost)}, estimated with the prices of ${code(cost.region)} as known on ${PRICES_AS_OF}.`;
}

/** The largest changes of the bill as a Markdown table that adds up to the change in {@link costSentence}; empty when there is none. */
export function costSection(cost: CostChange): string {
  const rows = largest(cost).map(({ change, cents, words }) => {
    const name =
      change === undefined ? [words, ''] : [namesOf(change).map(code).join(' '), code(shortType(change.type))];
    return [...name, signedDollars(cents)];
  });
  return rows.length === 0 ? '' : blocks(['### Cost', table(['Resource', 'Type', 'USD a month'], rows)]);
}

/** The same for a terminal. */
export function costLines(cost: CostChange, palette: Palette): readonly string[] {
  const rows = largest(cost);
  const width = Math.max(0, ...rows.map(({ cents }) => signedDollars(cents).length));
  const lines = rows.map(({ change, cents, words }) => {
    const type = change === undefined ? '' : `  ${palette.dim(visible(shortType(change.type)))}`;
    const name = change === undefined ? words : visible(namesOf(change).join(' '));
    return `  ${signedDollars(cents).padStart(width)}  ${name}${type}`;
  });
  return [palette.bold(`Cost: ${amountWords(cost)}`), ...lines, ''];
}

/** `4.12 → 4.47 USD a month (+0.35)`, or the one amount when a reader would see no difference. */
function amountWords({ before, after }: CostChange): string {
  const [old, planned] = [centsOf(before), centsOf(after)];
  if (before === after) return `${dollars(planned)} USD a month, unchanged`;
  if (old === planned) return `${dollars(planned)} USD a month, changed by less than a cent`;
  return `${dollars(old)} → ${dollars(planned)} USD a month (${signedDollars(planned - old)})`;
}

/** A line of the list: a change, or in words all those that are not listed. */
interface Row {
  readonly change?: ResourceChange;
  readonly words: string;
  readonly cents: number;
}

/** The largest changes with their cents, which add up to those of the whole; what rounds to nothing is not listed by itself. */
function largest(cost: CostChange): readonly Row[] {
  const total = centsOf(cost.after) - centsOf(cost.before);
  const listed = cost.resources.slice(0, LARGEST).filter((change) => centsOf(growthOf(change)) !== 0);
  const others = cost.resources.slice(listed.length);
  const rest = others.reduce((sum, change) => sum + growthOf(change), 0);
  const parts = [...listed.map(growthOf), ...(others.length > 0 ? [rest] : [])];
  if (parts.length === 0) return [];
  const cents = shareCents(parts, total);
  const rows = listed.map((change, index) => ({ change, words: '', cents: cents[index] ?? 0 }));
  if (others.length === 0) return rows;
  return [...rows, { words: plural(others.length, 'smaller change'), cents: cents.at(-1) ?? 0 }];
}

function namesOf({ document, logicalId }: ResourceChange): readonly string[] {
  return document === undefined ? [logicalId] : [document, logicalId];
}
