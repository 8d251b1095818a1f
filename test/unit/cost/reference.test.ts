import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { ASSUMPTIONS } from '../../../controller/cost/assumptions.ts';
import { renderCostReference } from '../../../controller/cost/generate-reference.ts';
import { PRICE_PAGES, PRICES } from '../../../controller/cost/prices.ts';

const PAGE = resolve(import.meta.dirname, '../../../docs/reference/cost.md');

test('docs/reference/cost.md is up to date; else run: node controller/cost/generate-reference.ts', () => {
  expect(readFileSync(PAGE, 'utf8')).toBe(renderCostReference());
});

test('docs/reference/cost.md: every link leads somewhere', () => {
  const links = [...readFileSync(PAGE, 'utf8').matchAll(/\]\(([^)#\s]+)[^)]*\)/g)].map(([, link = '']) => link);
  const files = links.filter((link) => !link.startsWith('https://'));
  expect(files.filter((link) => !existsSync(join(dirname(PAGE), link)))).toEqual([]);
});

test.each(Object.entries(ASSUMPTIONS))('the text of the assumption %s says its figure', (_, { value, text }) => {
  const words = [value.toLocaleString('en-US'), `${value * 100} %`, value === 730 ? 'once an hour' : ''].filter(
    Boolean,
  );
  expect(words.some((word) => text.includes(word))).toBe(true);
});

test('every price is above zero and names the page that states it; every page is used', () => {
  const amounts = Object.values(PRICES).flatMap(({ usd }) => (typeof usd === 'number' ? [usd] : usd));
  expect(amounts.filter((amount) => amount !== null && amount <= 0)).toEqual([]);
  expect(new Set(Object.values(PRICES).map(({ page }) => page)).size).toBe(Object.keys(PRICE_PAGES).length);
});

test('Lambda costs what the function specification says', () => {
  expect([PRICES.lambdaRequests.usd, PRICES.lambdaRequests.per]).toEqual([0.2, 1_000_000]);
  expect(PRICES.lambdaX86.usd).toBe(0.0000166667);
  // 20 % less: 0.0000166667 × 0.8
  expect(PRICES.lambdaArm.usd).toBeCloseTo(0.00001333336, 9);
  expect(PRICES.lambdaProvisionedX86.usd).toEqual([0.015]);
});
