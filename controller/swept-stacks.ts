import type { DesiredStack } from './compile/desired.ts';
import type { Template } from './compile/template.ts';
import type { SweptStack } from './drift/swept-stack.ts';
import type { Ledger } from './record/port.ts';

/** Every recorded stack with the template that was applied to it, and the registry lines of its resources where known. */
export async function sweptStacks(
  ledger: Pick<Ledger, 'readStacks' | 'readTemplate'>,
  sources: ReadonlyMap<string, DesiredStack['sources']>,
): Promise<readonly SweptStack[]> {
  const records = await ledger.readStacks();
  return Promise.all(
    records.map(async (record) => {
      const digest = record.applied?.templateDigest;
      const body = digest === undefined ? undefined : await ledger.readTemplate(digest);
      const template = body === undefined ? {} : { template: JSON.parse(body) as Template };
      return { record, sources: sources.get(record.name) ?? {}, ...template };
    }),
  );
}
