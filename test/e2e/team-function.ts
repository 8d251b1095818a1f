import { zipSync } from 'fflate';
import type { E2eConfig } from './config.ts';

/** The function of a team, for `transform`: it answers with what it was told of. */
export function packageTeamFunction(kind: E2eConfig['function']): Uint8Array {
  const source = `export const handler = async ({ id, object, detail }) => {
    if (${kind === 'fails-on-broken'} && (object?.key ?? '').includes('broken')) throw new Error('broken');
    return { about: object?.key ?? null, bytes: object?.bytes ?? null, detail };
  };`;
  return zipSync({ 'index.mjs': new TextEncoder().encode(source) });
}
