import type { PolicyRule, PolicySpec } from '../../registry/kinds/policy/schema.ts';
import type { Finding } from '../diagnostics/finding.ts';
import { locateFinding } from '../documents/locate.ts';
import { type AnyDocument, compareSources, type RegistryDocument } from '../documents/registry.ts';
import type { Judged } from './judged.ts';
import { type Breach, RULES } from './rules.ts';

type Policy = RegistryDocument<'Policy'>;
type Exception = NonNullable<PolicySpec['exceptions']>[number];

/** A broken rule with its name. */
interface NamedBreach extends Breach {
  readonly rule: PolicyRule;
}

/**
 * Judges what would be applied by every Policy of the registry. Runs after everything that can change a document or a template (I6). An
 * exception counts until the end of its last day; `today` is YYYY-MM-DD.
 */
export function judge(judged: Judged, today: string): readonly Finding[] {
  const policies = judged.documents.filter((document) => document.kind === 'Policy');
  return policies.flatMap((policy) => judgeBy(policy, judged, today));
}

function judgeBy(policy: Policy, judged: Judged, today: string): readonly Finding[] {
  const { environments, exceptions = [] } = policy.spec;
  if (environments !== undefined && !environments.includes(judged.platform.spec.environment)) return [];
  const breaches = breachesOf(policy, judged);
  const matching = exceptions.map((exception) => breaches.filter((breach) => covers(exception, breach)));
  const excused = new Set(matching.flatMap((own, index) => (isOver(exceptions[index], today) ? [] : own)));
  return [
    ...breaches
      .filter((breach) => !excused.has(breach))
      .sort((a, b) => compareSources(a.document.source, b.document.source))
      .map((breach) => sayBreach(policy, breach)),
    ...exceptions.flatMap((exception, index) => {
      const needed = (matching[index] ?? []).length > 0;
      if (isOver(exception, today)) return needed ? [sayExpired(policy, exception, index)] : [];
      return needed ? [] : [sayUnused(policy, index)];
    }),
  ];
}

function breachesOf({ spec }: Policy, judged: Judged): readonly NamedBreach[] {
  const rules = Object.keys(spec.rules) as PolicyRule[];
  return rules
    .flatMap((rule) => judgeRule(rule, spec, judged).map((breach) => ({ ...breach, rule })))
    .filter(({ document }) => spec.teams === undefined || spec.teams.some((team) => team === teamOf(document)));
}

/** TypeScript cannot see that the rule and its limit belong together, so the pair is looked up in one place. */
function judgeRule<R extends PolicyRule>(rule: R, { rules }: PolicySpec, judged: Judged): readonly Breach[] {
  const limit = rules[rule];
  return limit === undefined ? [] : RULES[rule](limit as Required<PolicySpec['rules']>[R], judged);
}

function teamOf({ kind, metadata }: AnyDocument): string | undefined {
  return kind === 'Team' ? metadata.name : metadata.team;
}

/** An exception for a larger document, such as an Agent, is one for its parts too. */
function covers({ team, kind, name, rules }: Exception, { document, rule }: NamedBreach): boolean {
  if (teamOf(document) !== team || !rules.includes(rule)) return false;
  const [wholeKind, wholeName] = document.partOf?.split('/') ?? [];
  const isNamed = (own: string | undefined, title: string | undefined) =>
    (kind === undefined || kind === own) && (name === undefined || name === title);
  return isNamed(document.kind, document.metadata.name) || (wholeKind !== undefined && isNamed(wholeKind, wholeName));
}

function isOver(exception: Exception | undefined, today: string): boolean {
  return exception !== undefined && exception.until < today;
}

function sayBreach({ metadata, spec }: Policy, { document, path, message, rule }: NamedBreach): Finding {
  return {
    code: 'PolicyViolation',
    severity: spec.mode === 'warn' ? 'warning' : 'error',
    message: `Policy ${metadata.name} (${rule}): ${message}.`,
    ...locateFinding(document.source, path),
    hint: 'Change it, or ask the platform team for an exception in that policy.',
  };
}

function sayExpired({ source, metadata }: Policy, { until, team, owner }: Exception, index: number): Finding {
  return {
    code: 'ExpiredException',
    severity: 'warning',
    message: `An exception of policy ${metadata.name} for team ${team} ended on ${until}; ${owner} answers for it.`,
    ...locateFinding(source, ['spec', 'exceptions', index, 'until']),
  };
}

function sayUnused({ source, metadata }: Policy, index: number): Finding {
  return {
    code: 'UnusedException',
    severity: 'info',
    message: `Nothing needs this exception of policy ${metadata.name}.`,
    ...locateFinding(source, ['spec', 'exceptions', index, 'rules']),
    hint: 'Remove it.',
  };
}
