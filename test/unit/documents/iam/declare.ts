import { readFileSync } from 'node:fs';
import type { Finding } from '../../../../controller/diagnostics/finding.ts';
import { statementProblems } from '../../../../controller/documents/iam/statement-problems.ts';
import type { Json } from '../../../../controller/lib/json.ts';
import { fn, loadWith, VALID } from '../registry-files.ts';

/** A known escalation path of the data file. */
export interface EscalationPath {
  readonly id: string;
  readonly actions: readonly string[];
}

interface PlatformPath extends EscalationPath {
  readonly alsoAny?: readonly string[];
  readonly when: string;
}

interface Privesc {
  readonly pathfinding: readonly EscalationPath[];
  readonly rhino: readonly { readonly n: number; readonly actions: readonly string[] }[];
  readonly credentialReturning: readonly string[];
  readonly readOnlyExfiltration: readonly string[];
  readonly platform: readonly PlatformPath[];
}

/** Known escalation paths: DataDog pathfinding.cloud (Apache-2.0), Rhino Security Labs and cloudsplaining (BSD-3-Clause); see NOTICE. */
export const PRIVESC: Privesc = readJson('privesc.json');

/** A data file of this folder. */
export function readJson<T>(file: string): T {
  return JSON.parse(readFileSync(new URL(file, import.meta.url), 'utf8'));
}

/** An `Allow` of these actions on every resource. */
export function allow(actions: string | readonly string[], resource: Json = '*'): Json {
  return { Effect: 'Allow', Action: actions, Resource: resource };
}

/** Codes, paths and messages of what is wrong with statements by themselves. */
export function problems(...statements: readonly Json[]): string[] {
  return statementProblems(statements, []).map(({ code, path, message }) => `${code} ${path.join('.')}: ${message}`);
}

/** Only the codes. */
export function codes(...statements: readonly Json[]): string[] {
  return statementProblems(statements, []).map(({ code }) => code);
}

/** All findings of a registry in which a function of the team payments of the project acme declares these statements. */
export function declare(statements: readonly Json[], files: Readonly<Record<string, string>> = {}): readonly Finding[] {
  const text = fn('charge', `statements: ${JSON.stringify(statements)}`);
  return loadWith({ ...VALID, 'teams/payments/charge.yaml': text, ...files }).findings;
}
