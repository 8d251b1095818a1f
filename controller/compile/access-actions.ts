import type { AccessLevel } from '../../registry/kinds/access.ts';

/** Actions that a level of access to a kind allows. */
export type LevelActions = Readonly<Record<'read' | 'write', readonly string[]>>;

/** The actions of a level, each once: `readwrite` is both lists, anything else than `read` is writing. */
export function actionsOf(level: AccessLevel, { read, write }: LevelActions): readonly string[] {
  if (level === 'readwrite') return [...new Set([...read, ...write])].sort();
  return level === 'read' ? read : write;
}
