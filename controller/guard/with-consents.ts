import { answers, CONSENT_KINDS, type Consent, type ConsentKind, type ConsentNeeded } from '../diagnostics/consent.ts';
import type { Finding } from '../diagnostics/finding.ts';

const VIA = {
  comment: 'a comment',
  button: 'a button',
  label: 'a label',
  'command-line': 'the command line',
} as const satisfies Readonly<Record<Consent['via'], string>>;

/** Findings to which somebody agreed explain instead of stopping the revision, and say who, when and how. Pure. */
export function withConsents(findings: readonly Finding[], consents: readonly Consent[]): readonly Finding[] {
  return findings.map((finding) => {
    const need = finding.consent;
    const consent = need && consents.find((one) => answers(one, need));
    if (consent === undefined) return finding;
    const { hint: _, ...rest } = finding;
    return { ...rest, severity: 'info', message: `${finding.message} ${agreed(consent)}` };
  });
}

/** The same kinds are asked for once each, in a fixed order; only what still stops the revision counts. */
export function missingConsents(findings: readonly Finding[]): readonly ConsentKind[] {
  const asked = new Set(needsOf(findings).map(({ what }) => what));
  return CONSENT_KINDS.filter((kind) => asked.has(kind));
}

/** What has to be agreed to before the revision can be applied. */
export function needsOf(findings: readonly Finding[]): readonly ConsentNeeded[] {
  return findings.flatMap(({ severity, consent }) => (severity === 'error' && consent !== undefined ? [consent] : []));
}

/** True when a consent is all that a revision lacks. */
export function lacksOnlyConsent(findings: readonly Finding[]): boolean {
  const errors = findings.filter(({ severity }) => severity === 'error');
  return errors.length > 0 && errors.every(({ consent }) => consent !== undefined);
}

function agreed({ by, at, via, number }: Consent): string {
  const place = number === undefined ? '' : ` on #${number}`;
  return `Agreed by ${by} at ${new Date(at).toISOString()} via ${VIA[via]}${place}.`;
}
