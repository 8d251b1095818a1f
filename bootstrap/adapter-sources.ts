import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const adapters = join(import.meta.dirname, '../controller/adapters');

/** The text of all adapters: what it does not name of an SDK, no function of ours uses. */
export function adapterSources(): string {
  const files = readdirSync(adapters).filter((file) => file.endsWith('.ts'));
  return files.map((file) => readFileSync(join(adapters, file), 'utf8')).join('\n');
}
