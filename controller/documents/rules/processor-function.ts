import { objectOf } from '../raw.ts';
import { access } from './access.ts';
import { embedded } from './embedded.ts';
import { functionCode } from './function-code.ts';
import { BLOCK_RULES } from './function-rules.ts';
import type { Rule } from './rule.ts';

const PATH = ['spec', 'function'];
const OF_OWN_CODE = embedded([...BLOCK_RULES, access], PATH);
const OF_THE_CORE = embedded(
  BLOCK_RULES.filter((rule) => rule !== functionCode),
  PATH,
);

/** The function of an EventProcessor: like any other, but without code where the core does the actions. */
export const processorFunction: Rule = (document) =>
  objectOf(document.spec).actions === undefined ? OF_OWN_CODE(document) : OF_THE_CORE(document);
