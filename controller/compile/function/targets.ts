import { KINDS } from '../../../registry/kinds/kinds.ts';
import type { OutputSort } from '../../../registry/kinds/outputs.ts';
import { literalOf, referenceOf, type ValueOrRef } from '../../../registry/kinds/value-or-ref.ts';
import { isTeamDocument, type TeamDocument } from '../../documents/registry.ts';
import type { Json, JsonObject } from '../../lib/json.ts';
import type { UseSite } from '../context.ts';
import { keyGrant } from '../key-grant.ts';
import { documentAt, outputOf, resolveOne } from '../references.ts';
import { callableArn } from './callable.ts';
import { actionsOn, sortOfArn, type TargetUse } from './target-actions.ts';

/** A document that is meant as a whole. */
export interface NamedDocument {
  readonly kind: string;
  readonly name: string;
  readonly team?: string;
}

/** What a field that takes a document or an ARN leads to: the ARN, and what the function's role needs for it. */
export interface Target {
  readonly arn: Json;
  readonly statements: readonly JsonObject[];
}

/** The target of a field that takes a document, or the ARN of what it makes. */
export function targetAt(field: NamedDocument | ValueOrRef, use: TargetUse, site: UseSite): Target {
  return typeof field === 'object' && 'kind' in field ? documentTarget(field, use, site) : arnTarget(field, use, site);
}

function documentTarget(named: NamedDocument, use: TargetUse, site: UseSite): Target {
  const target = documentAt(named, site);
  if (!isTeamDocument(target)) return { arn: '', statements: [] };
  const arn = arnOf(target, site);
  return { arn, statements: statementsFor(target, use, arn, site) };
}

/** Output with the ARN that Lambda takes, by kind. */
const ARN_OUTPUTS: Readonly<Record<string, string>> = {
  Queue: 'queueArn',
  Topic: 'topicArn',
  Bucket: 'bucketArn',
  Table: 'streamArn',
};

function arnOf(target: TeamDocument, site: UseSite): Json {
  return target.kind === 'Function'
    ? callableArn(target, site)
    : outputOf(target, ARN_OUTPUTS[target.kind] ?? '', site);
}

/**
 * The document's own kind says what access to it takes. Only the stream is no part of what a Table grants, and of a Bucket Lambda needs other
 * actions than those who write to it.
 */
function statementsFor(target: TeamDocument, use: TargetUse, arn: Json, site: UseSite): readonly JsonObject[] {
  if (target.kind === 'Table') return actionsOn('stream ARN', use, arn);
  if (target.kind === 'Bucket')
    return [...actionsOn('bucket ARN', use, arn), ...keyGrant(target, 's3', ['kms:GenerateDataKey'], site)];
  const level = target.kind === 'Function' ? 'invoke' : use === 'send' ? 'write' : 'read';
  return site.context.grantsOf(target, { level }, site);
}

function arnTarget(field: ValueOrRef, use: TargetUse, site: UseSite): Target {
  const arn = resolveOne(field, site);
  return { arn, statements: actionsOn(sortOf(field), use, arn) };
}

function sortOf(field: ValueOrRef): OutputSort | undefined {
  const reference = referenceOf(field);
  if (reference === undefined) return sortOfArn(literalOf(field) ?? '');
  const kind = KINDS.find(({ name }) => name === reference.kind);
  const outputs: Readonly<Record<string, OutputSort>> = kind?.outputs ?? {};
  return outputs[reference.output];
}
