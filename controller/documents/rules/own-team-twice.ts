import type { KindName } from '../../../registry/kinds/kinds.ts';
import type { Finding } from '../../diagnostics/finding.ts';
import type { Json } from '../../lib/json.ts';
import type { Path } from '../path.ts';
import { listOf, objectOf } from '../raw.ts';
import { documentsOf, type RegistryContext, teamOfPath } from './registry-rule.ts';

/** Lists that have each document once: what the rules of one document see of them is what is written. */
const LISTS: readonly (readonly [kind: KindName, field: string])[] = [
  ['Topic', 'subscriptions'],
  ['EventRule', 'targets'],
  ['Function', 'eventSources'],
];

/** A document that is named once without its team and once with it, which is the own one. */
export function ownTeamTwice(context: RegistryContext): readonly Finding[] {
  return LISTS.flatMap(([kind, field]) =>
    documentsOf(context, kind).flatMap(({ spec, source }) => {
      const own = teamOfPath(source.file);
      return repeated(listOf((spec as Readonly<Record<string, Json>>)[field]), own).map(({ index, name }) => {
        const path: Path = ['spec', field, index, 'team'];
        const message = `${name} of the own team is named already; AWS takes it once.`;
        return context.finding(source, { code: 'DuplicateEntry', path, message, hint: 'Remove one of them.' });
      });
    }),
  );
}

interface Repeated {
  readonly index: number;
  readonly name: string;
}

/** Entries that an earlier one means too, where the two are written differently. */
function repeated(entries: readonly Json[], own: string | undefined): readonly Repeated[] {
  const keys = entries.map((entry) => keyOf(entry, own));
  return entries.flatMap((entry, index) => {
    const first = keys.indexOf(keys[index]);
    const { kind, name, team } = objectOf(entry);
    if (keys[index] === undefined || first === index || objectOf(entries[first]).team === team) return [];
    return [{ index, name: `${String(kind)} ${String(name)}` }];
  });
}

function keyOf(entry: Json, own: string | undefined): string | undefined {
  const { kind, name, team = own } = objectOf(entry);
  return typeof kind === 'string' && typeof name === 'string' ? `${kind} ${String(team)} ${name}` : undefined;
}
