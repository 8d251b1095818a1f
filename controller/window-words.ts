import type { Finding } from './diagnostics/finding.ts';
import { locateFinding } from './documents/locate.ts';
import type { RegistryDocument } from './documents/registry.ts';
import type { WindowState } from './policy/sync-window.ts';
import type { ManualTrigger } from './trigger/trigger.ts';

type Closed = Extract<WindowState, { readonly open: false }>;

/** What a commit waits for that came outside of the windows. */
export function sayWindow({ until, reason }: Closed): string {
  const because = reason === undefined ? '' : ` (${reason})`;
  if (until === undefined)
    return `No sync window ever opens${because}; \`holdfast reconcile\` applies it all the same.`;
  return `Waits for the window that opens at ${new Date(until).toISOString()}${because}.`;
}

/** That a person applied a commit outside of the windows all the same; it stays with the run and its check. */
export function overrideOf(
  { requestedBy }: ManualTrigger,
  window: Closed,
  platform: RegistryDocument<'Platform'> | undefined,
): Finding {
  const place = platform && locateFinding(platform.source, ['spec', 'sync', 'windows']);
  const { file, line, column, path } = { file: '', line: 1, column: 1, path: '', ...place };
  const opens = window.until === undefined ? 'never opens' : `opens at ${new Date(window.until).toISOString()}`;
  const message = `Begun outside of the sync window, which ${opens}, because ${requestedBy} asked for it.`;
  return { code: 'SyncWindow', severity: 'info', message, file, line, column, path };
}
