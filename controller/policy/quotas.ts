import type { TeamSpec } from '../../registry/kinds/team/schema.ts';
import type { Finding } from '../diagnostics/finding.ts';
import { locateFinding } from '../documents/locate.ts';
import type { RegistryDocument } from '../documents/registry.ts';
import type { JsonObject } from '../lib/json.ts';
import { actionBreaches } from './action-rules.ts';
import { type Judged, labelOf } from './judged.ts';

type Team = RegistryDocument<'Team'>;
type Quota = Exclude<keyof NonNullable<TeamSpec['quotas']>, 'monthlyUsd'>;

/** What each quota counts of a function, and in which words. */
const COUNTED: Readonly<Record<Quota, { readonly words: string; readonly of: (properties: JsonObject) => number }>> = {
  functions: { words: 'functions', of: () => 1 },
  memoryMb: { words: 'MB of memory', of: ({ MemorySize }) => numberOf(MemorySize) },
  concurrency: {
    words: 'reserved concurrency',
    of: ({ ReservedConcurrentExecutions }) => numberOf(ReservedConcurrentExecutions),
  },
};

/** What each Team document allows its team: how much of everything, which kinds, which actions. The cost is judged with the plan. */
export function judgeTeams(judged: Judged): readonly Finding[] {
  const teams = judged.documents.filter((document) => document.kind === 'Team');
  const resources = Map.groupBy(judged.resources, ({ document }) => document.metadata.team);
  const documents = Map.groupBy(judged.documents, ({ metadata }) => metadata.team);
  const statements = Map.groupBy(judged.statements, ({ document }) => document.metadata.team);
  return teams.flatMap((team) => {
    const { name } = team.metadata;
    return [
      ...quotaFindings(team, resources.get(name) ?? []),
      ...kindFindings(team, documents.get(name) ?? []),
      ...actionFindings(team, statements.get(name) ?? []),
    ];
  });
}

function quotaFindings(team: Team, resources: Judged['resources']): readonly Finding[] {
  const own = resources.filter(({ type }) => type === 'AWS::Lambda::Function');
  const quotas = team.spec.quotas ?? {};
  return (Object.keys(COUNTED) as Quota[]).flatMap((quota): Finding[] => {
    const most = quotas[quota];
    const used = own.reduce((sum, { properties }) => sum + COUNTED[quota].of(properties), 0);
    if (most === undefined || used <= most) return [];
    const message = `Team ${team.metadata.name} has ${used} ${COUNTED[quota].words}; its quota is ${most}.`;
    const place = locateFinding(team.source, ['spec', 'quotas', quota]);
    return [{ code: 'QuotaExceeded', severity: 'error', message, ...place }];
  });
}

function kindFindings(team: Team, documents: Judged['documents']): readonly Finding[] {
  const kinds = team.spec.allowed?.kinds;
  if (kinds === undefined) return [];
  return documents
    .filter((document) => document.kind !== 'Team')
    .filter((document) => document.partOf === undefined && !kinds.includes(document.kind))
    .map((document) => ({
      code: 'KindNotAllowed',
      severity: 'error',
      message: `Team ${team.metadata.name} may not use ${labelOf(document)}; it may use ${kinds.join(', ')}.`,
      ...locateFinding(document.source, ['kind']),
    }));
}

function actionFindings(team: Team, statements: Judged['statements']): readonly Finding[] {
  const allowed = team.spec.allowed?.actions;
  if (allowed === undefined) return [];
  return actionBreaches({ statements }, { allowed }).map(({ document, path, message }) => ({
    code: 'PolicyViolation',
    severity: 'error',
    message: `Team ${team.metadata.name} (allowed.actions): ${message}.`,
    ...locateFinding(document.source, path),
  }));
}

function numberOf(value: JsonObject[string] | undefined): number {
  return typeof value === 'number' ? value : 0;
}
