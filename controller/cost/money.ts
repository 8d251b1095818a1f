/** Millionths of a US dollar in a cent. Amounts are whole millionths, so that sums are exact. */
const MICROS_PER_CENT = 10_000;

/** What a quantity costs, in whole millionths of a US dollar. */
export function microsOf(quantity: number, usd: number, per: number): number {
  return Math.round((quantity / per) * usd * 1_000_000);
}

/** An amount as a number of US dollars, for JSON. */
export function usdOf(micros: number): number {
  return micros / 1_000_000;
}

/** An amount in whole cents. Adding 0 makes 0 of a -0. */
export function centsOf(micros: number): number {
  return Math.round(micros / MICROS_PER_CENT) + 0;
}

/**
 * Parts of a total in whole cents that add up to `total` cents: each is rounded down, and the cents that are left go to those that
 * lost most (largest remainder). A reader can add what is shown and finds what is shown. `total` may be a cent off the sum, because
 * it is itself a difference or a part of something rounded.
 */
export function shareCents(parts: readonly number[], total: number): readonly number[] {
  const cents = parts.map((micros) => Math.floor(micros / MICROS_PER_CENT));
  const lost = (index: number) => (parts[index] ?? 0) - (cents[index] ?? 0) * MICROS_PER_CENT;
  const byLoss = parts.map((_, index) => index).sort((a, b) => lost(b) - lost(a));
  const left = total - cents.reduce((sum, value) => sum + value, 0);
  const step = Math.sign(left);
  const chosen = new Set(left < 0 ? byLoss.slice(left) : byLoss.slice(0, left));
  return cents.map((value, index) => value + (chosen.has(index) ? step : 0));
}

/** Cents as people write dollars: `1,234.50`. */
export function dollars(cents: number): string {
  return (cents / 100).toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
}

/** A change in cents with its sign: `+0.35`, `-1.20`, `0.00`. */
export function signedDollars(cents: number): string {
  return cents > 0 ? `+${dollars(cents)}` : dollars(cents);
}
