import type { EnvironmentRecord } from './record/port.ts';

/** The branch head over which the environment is held at an earlier commit, and so not applied until a person or a new commit comes. */
export function isHeld(head: string, { rolledBack }: EnvironmentRecord): boolean {
  return rolledBack?.over === head;
}

/** Why a head is left alone that was rolled back. */
export function whyHeld({ rolledBack }: EnvironmentRecord): string {
  return `rolled back to ${rolledBack?.to} by ${rolledBack?.by}; a new commit or \`holdfast reconcile\` goes forward`;
}
