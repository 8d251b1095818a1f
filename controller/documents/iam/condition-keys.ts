import { matchesPattern } from '../../lib/wildcards.ts';
import type { Declared } from './declared.ts';
import { globalConditionKeys, serviceOf } from './names.ts';

/** The keys that conditions and variables of a statement can have; `$` in them stands for any text. */
export interface Keys {
  /** Services of the statement's actions. */
  readonly services: readonly string[];
  readonly known: readonly string[];
}

/** The keys of a statement: those of its services, of every service, and of federated sessions; `undefined` where it names no service, or an unknown one. */
export function keysOf({ actions, notActions }: Declared): Keys | undefined {
  const prefixes = [...new Set(actions.map(({ text }) => (text.split(':')[0] ?? '').toLowerCase()))];
  const services = prefixes.flatMap((prefix) => serviceOf(prefix) ?? []);
  if (notActions.length > 0 || services.length < prefixes.length || services.length === 0) return undefined;
  const federated = serviceOf('sts')?.conditionKeys.filter((key) => !key.startsWith('sts:')) ?? [];
  const own = services.flatMap(({ conditionKeys }) => conditionKeys);
  return { services: services.map(({ name }) => name), known: [...globalConditionKeys(), ...own, ...federated] };
}

/** True for a key among them. Keys are compared without regard to case. */
export function isKey(key: string, { known }: Keys): boolean {
  if (known.includes(key)) return true;
  const text = key.toLowerCase();
  return known.some((one) => {
    const name = one.toLowerCase();
    return name === text || (name.includes('$') && matchesPattern(name.replaceAll('$', '?*'), text));
  });
}
