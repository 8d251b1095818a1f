import { isShared, type SharedKind } from '../../../registry/kinds/kinds.ts';
import type { Finding } from '../../diagnostics/finding.ts';
import type { AnyDocument } from '../registry.ts';
import { documentsOf, type Outline, type RegistryContext, teamOfPath } from './registry-rule.ts';

/** Documents stand where their kind belongs, and claim no other team or environment than the place has (I3). */
export function placement(context: RegistryContext): readonly Finding[] {
  const environment = documentsOf(context, 'Platform')[0]?.spec.environment;
  return [
    ...context.outlines.flatMap((outline) => misplaced(outline, context)),
    ...context.documents.flatMap((document) => [
      ...teamClaim(document, context),
      ...environmentClaim(document, environment, context),
      ...manifestClaims(document, context),
    ]),
  ];
}

/** Where documents of the whole registry stand. */
const HOMES: Readonly<Record<SharedKind, string>> = { Platform: 'platform.yaml', Policy: 'policies/' };

function misplaced({ kind, team, source }: Outline, context: RegistryContext): Finding[] {
  const path = ['kind'];
  if (isShared(kind) && team !== undefined) {
    const message = `A ${kind} belongs to the whole registry, not to a team.`;
    return [context.finding(source, { code: 'MisplacedDocument', path, message, hint: `Move it to ${HOMES[kind]}.` })];
  }
  if (isShared(kind) || team !== undefined) return [];
  const message = `A ${kind} belongs to a team.`;
  return [context.finding(source, { code: 'MisplacedDocument', path, message, hint: 'Move it to teams/<team>/.' })];
}

function teamClaim({ kind, metadata, source }: AnyDocument, context: RegistryContext): Finding[] {
  const folder = teamOfPath(source.file);
  if (kind === 'Team' && folder !== undefined && metadata.name !== folder) {
    const message = `The Team in the folder ${folder} must be named ${folder}, but is ${metadata.name}.`;
    return [context.finding(source, { code: 'TeamMismatch', path: ['metadata', 'name'], message })];
  }
  if (metadata.team === undefined || metadata.team === folder) return [];
  const owner = folder === undefined ? 'no team' : `the team ${folder}`;
  const message = `The document belongs to ${owner} by its folder, but claims the team ${metadata.team}.`;
  return [context.finding(source, { code: 'TeamMismatch', path: ['metadata', 'team'], message })];
}

function environmentClaim(
  { metadata, source }: AnyDocument,
  environment: string | undefined,
  context: RegistryContext,
): Finding[] {
  if (environment === undefined || metadata.environment === undefined || metadata.environment === environment)
    return [];
  const message = `The document is for ${metadata.environment}, but this registry describes ${environment}.`;
  return [context.finding(source, { code: 'EnvironmentMismatch', path: ['metadata', 'environment'], message })];
}

/** What a manifest of another tool says about where it belongs has to be so: there is one organization and one region here. */
function manifestClaims({ metadata, source }: AnyDocument, context: RegistryContext): Finding[] {
  const platform = documentsOf(context, 'Platform')[0]?.spec;
  const { organization, region } = metadata.manifest ?? {};
  if (platform === undefined) return [];
  const claim = (part: 'organization' | 'region', code: 'OrganizationMismatch' | 'RegionMismatch', message: string) =>
    context.finding(source, { code, path: ['metadata', 'manifest', part], message });
  const other = `The manifest is of the organization ${organization}, but this registry is that of ${platform.organization}.`;
  const elsewhere = `The manifest is for ${region}, but the platform is in ${platform.region}.`;
  return [
    ...(organization === undefined || organization === platform.organization
      ? []
      : [claim('organization', 'OrganizationMismatch', other)]),
    ...(region === undefined || region === platform.region ? [] : [claim('region', 'RegionMismatch', elsewhere)]),
  ];
}
