import * as z from 'zod';
import { isAddressRange } from '../event-rule/comparison.ts';

/** A number that SNS compares with. Source: https://docs.aws.amazon.com/sns/latest/dg/subscription-filter-policy-constraints.html */
const filterNumber = z.number().min(-1e9).max(1e9);

const filterText = z.string().max(1024);

/** Comparisons of a numeric condition and their bounds, in pairs: `[">", 0, "<=", 100]`. */
const numericCondition = z
  .array(z.union([z.enum(['=', '<', '<=', '>', '>=']), filterNumber]))
  .min(2)
  .max(4);

const textOrNumber = z.union([filterText, filterNumber]);

/** Source: https://docs.aws.amazon.com/sns/latest/dg/string-value-matching.html (IP address matching). */
const addressRange = filterText.refine(isAddressRange, 'must be a range such as 10.0.0.0/24');

/** SNS refuses two stars in a row. Source: the same page (wildcard matching). */
const wildcardText = filterText.refine((text) => !text.includes('**'), 'must not have two * in a row');

/** Operators that `anything-but` takes in place of values. */
const negatedSchema = z.strictObject({
  prefix: filterText.exactOptional(),
  suffix: filterText.exactOptional(),
  wildcard: wildcardText.exactOptional(),
});

/** An operator and what it takes; exactly one of them, which `topic-filters.ts` checks. */
const operatorSchema = z.strictObject({
  prefix: filterText.exactOptional(),
  suffix: filterText.exactOptional(),
  wildcard: wildcardText.exactOptional(),
  'equals-ignore-case': filterText.exactOptional(),
  cidr: addressRange.exactOptional(),
  exists: z.boolean().exactOptional(),
  numeric: numericCondition.exactOptional(),
  'anything-but': z.union([textOrNumber, z.array(textOrNumber).min(1).max(150), negatedSchema]).exactOptional(),
});

/**
 * One condition of a filter: a value, or an operator.
 * Source: https://docs.aws.amazon.com/sns/latest/dg/sns-subscription-filter-policies.html
 */
const conditionSchema = z.union([filterText, filterNumber, z.boolean(), z.null(), operatorSchema]);

const conditionsSchema = z.array(conditionSchema).min(1).max(150);

/** SNS's `$or` is not taken; as the name of an attribute SNS would refuse it. */
const filterName = z
  .string()
  .min(1)
  .max(256)
  .refine((name) => name !== '$or', 'is not taken: subscribe once for each alternative');

/** Conditions by name. Only a filter of message bodies is nested, and no deeper than four levels here. */
function levelOf(depth: number): z.ZodType<unknown> {
  const value = depth === 1 ? conditionsSchema : z.union([conditionsSchema, levelOf(depth - 1)]);
  return z.record(filterName, value);
}

/** Which messages a subscription takes: SNS's filter policy, in SNS's own words. */
export const filterSchema = levelOf(4);
