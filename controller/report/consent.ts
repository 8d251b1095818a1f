import type { ConsentKind, ConsentNeeded } from '../diagnostics/consent.ts';
import { CONSENT_KINDS } from '../diagnostics/consent.ts';
import type { Finding } from '../diagnostics/finding.ts';
import { blocks, code, prose, table } from './markdown.ts';
import type { CheckAction } from './port.ts';

/** What can be agreed to, as titles say it. */
const WORDS: Readonly<Record<ConsentKind, string>> = {
  'data-loss': 'data loss',
  'mass-delete': 'mass delete',
  iam: 'wider permissions',
  budget: 'budget',
  rename: 'rename',
  unseen: 'changes that nobody was shown',
};

/** The button under a check of a plan, or of a merge that waits, by which a person agrees to everything that is asked there. */
export const CONFIRM_ACTION: CheckAction = {
  label: 'Confirm',
  description: 'Agree to what this plan asks',
  identifier: 'confirm',
};

/** What a label begins with that agrees to one thing. */
export const CONFIRM_LABEL = 'holdfast/confirm-';

/** A finding that somebody can agree to and nobody has. */
type OpenFinding = Finding & { readonly consent: ConsentNeeded };

/** Findings to which somebody has yet to agree. */
export function openConsents(findings: readonly Finding[]): readonly OpenFinding[] {
  return findings.filter(
    (finding): finding is OpenFinding => finding.severity === 'error' && finding.consent !== undefined,
  );
}

/** All other findings. */
export function withoutConsents(findings: readonly Finding[]): readonly Finding[] {
  const open = new Set<Finding>(openConsents(findings));
  return findings.filter((finding) => !open.has(finding));
}

/** `Needs consent: data loss, budget`; empty when nothing is asked. Plain text. */
export function consentTitle(findings: readonly Finding[]): string {
  const kinds = kindsOf(findings);
  return kinds.length === 0 ? '' : `Needs consent: ${kinds.map((kind) => WORDS[kind]).join(', ')}`;
}

/**
 * What has to be agreed to, why, by whom and how; empty when nothing is asked. On the branch the pull request is the one that was merged last.
 */
export function consentSection(
  findings: readonly Finding[],
  digest: string | undefined,
  where: 'pull-request' | 'branch',
  limit: number,
): string {
  const open = openConsents(findings);
  if (open.length === 0) return '';
  const rows = open
    .slice(0, limit)
    .map(({ consent, message }) => [code(consent.what), prose(message), whoMay(consent)]);
  const left = open.length - rows.length;
  return blocks([
    `### ${consentTitle(findings)}`,
    'This is applied only once somebody agrees who may write here and did not open the pull request.',
    table(['What', 'Why', 'Who may agree'], rows),
    left > 0 ? `… and ${left.toLocaleString('en-US')} more.` : '',
    'Any of these agrees to it:',
    waysToAgree(kindsOf(findings), where),
    digest === undefined ? '' : `It counts for the plan ${code(digest)} and no other.`,
  ]);
}

function kindsOf(findings: readonly Finding[]): readonly ConsentKind[] {
  const asked = new Set(openConsents(findings).map(({ consent }) => consent.what));
  return CONSENT_KINDS.filter((kind) => asked.has(kind));
}

function whoMay({ owners }: ConsentNeeded): string {
  return owners === undefined ? 'anybody else with write access' : owners.map(code).join(', ');
}

function waysToAgree(kinds: readonly ConsentKind[], where: 'pull-request' | 'branch'): string {
  const what = kinds.join(' ');
  const comment = `- comment ${code(`/holdfast confirm ${what}`)} on the pull request`;
  const terminal = `- run ${code(`holdfast reconcile --confirm ${kinds.join(',')}`)}`;
  const label = `- put the label ${kinds.map((kind) => code(`${CONFIRM_LABEL}${kind}`)).join(' and ')} on`;
  const button = '- press **Confirm** on this check';
  if (where === 'branch') return [`${comment} that was merged last`, button, `${label} it`, terminal].join('\n');
  return [comment, button, `${label} the pull request`, `${terminal} after it is merged`].join('\n');
}
