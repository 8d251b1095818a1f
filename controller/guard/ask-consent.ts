import type { ConsentKind } from '../diagnostics/consent.ts';
import type { Finding } from '../diagnostics/finding.ts';

/**
 * Leaves a question only where the platform wants one (`sync.confirm`): what need not be agreed to is a warning and is applied. Findings
 * that ask for nothing stay as they are. Pure.
 */
export function askConsent(findings: readonly Finding[], confirm: ReadonlySet<ConsentKind>): readonly Finding[] {
  return findings.map((finding) => {
    const { consent, ...rest } = finding;
    if (consent === undefined || confirm.has(consent.what)) return finding;
    return rest.severity === 'error' ? { ...rest, severity: 'warning' } : rest;
  });
}
