import { IDEMPOTENCY_TABLE } from '../../../registry/kinds/event-processor/core.ts';
import type { Finding } from '../../diagnostics/finding.ts';
import type { Problem } from '../problem.ts';
import type { RegistryDocument } from '../registry.ts';
import { lookupOf } from './lookup.ts';
import { documentsOf, type RegistryContext, teamOfPath } from './registry-rule.ts';

/** A table that several processors share has the form that they need, and is their team's own: records are kept apart by processors' names. */
export function idempotencyTables(context: RegistryContext): readonly Finding[] {
  const tableAt = lookupOf(context, 'Table');
  return documentsOf(context, 'EventProcessor').flatMap((processor) => {
    const { table: place } = processor.spec.idempotency;
    const table = place && tableAt(place, processor);
    if (place === undefined || table === undefined) return [];
    const problem = foreign(place.team, processor) ?? unfit(table);
    return problem === undefined ? [] : [context.finding(processor.source, problem)];
  });
}

function foreign(team: string | undefined, { source }: RegistryDocument<'EventProcessor'>): Problem | undefined {
  if (team === undefined || team === teamOfPath(source.file)) return undefined;
  const message = `A table of team ${team} would mix up processors of one name in both teams.`;
  const path = ['spec', 'idempotency', 'table', 'team'];
  return { code: 'UnfitDocument', path, message, hint: 'Share a Table of your own team, or leave `table` out.' };
}

function unfit({ metadata, spec }: RegistryDocument<'Table'>): Problem | undefined {
  const { partitionKey, sortKey, ttl } = spec;
  const { partitionKey: key, ttl: time } = IDEMPOTENCY_TABLE;
  const isFit =
    partitionKey.name === key.name && partitionKey.type === key.type && sortKey === undefined && ttl === time;
  if (isFit) return undefined;
  const message = `Table ${metadata.name} has not the form of an idempotency table.`;
  const hint = `It needs partitionKey: { name: ${key.name} }, ttl: ${time}, and no sortKey.`;
  return { code: 'UnfitDocument', path: ['spec', 'idempotency', 'table', 'name'], message, hint };
}
