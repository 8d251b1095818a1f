import { REPLACEMENT_RULES } from './replacement-table.ts';

/** Whether what a resource of this type holds is gone with it, by AWS's specification of the type. Pure. */
export function holdsData(type: string): boolean {
  return REPLACEMENT_RULES[type]?.stateful === true;
}
