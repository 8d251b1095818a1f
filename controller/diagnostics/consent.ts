/**
 * What a person can agree to, in the words of `/holdfast confirm` and of `sync.confirm` (K3, K4, K5, V2). Everything else that a guard
 * refuses stays refused whatever anybody says.
 */
export const CONSENT_KINDS = ['data-loss', 'mass-delete', 'iam', 'budget', 'rename', 'unseen'] as const;

/** One of {@link CONSENT_KINDS}. */
export type ConsentKind = (typeof CONSENT_KINDS)[number];

/** How a consent was given. */
export type ConsentVia = 'comment' | 'button' | 'label' | 'command-line';

/** Which consent a finding asks for. */
export interface ConsentNeeded {
  readonly what: ConsentKind;
  /** GitHub logins of which one has to agree (G6); left out where anybody with write access but the author may. */
  readonly owners?: readonly string[];
}

/** That somebody agreed to one kind of thing in one plan. */
export interface Consent {
  readonly what: ConsentKind;
  /** GitHub login, or for the command line the IAM principal. */
  readonly by: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly via: ConsentVia;
  /** The pull request on which it was given. */
  readonly number?: number;
}

/** True for a word that names something to agree to. */
export function isConsentKind(word: string): word is ConsentKind {
  return CONSENT_KINDS.some((kind) => kind === word);
}

/**
 * Whether a consent answers a need. Logins are compared as GitHub does, without case. Who may use the command line is decided in IAM, not
 * by lists of logins.
 */
export function answers({ what, by, via }: Pick<Consent, 'what' | 'by' | 'via'>, need: ConsentNeeded): boolean {
  if (what !== need.what) return false;
  const { owners } = need;
  return via === 'command-line' || owners === undefined || isOneOf(by, owners);
}

/** True when the login is in the list, whatever its case. */
export function isOneOf(login: string, logins: readonly string[]): boolean {
  return logins.some((one) => one.toLowerCase() === login.toLowerCase());
}
