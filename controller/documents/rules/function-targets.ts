import type { EventSource } from '../../../registry/kinds/function/event-source.ts';
import type { FunctionSpec } from '../../../registry/kinds/function/schema.ts';
import { literalOf, referenceOf, type ValueOrRef } from '../../../registry/kinds/value-or-ref.ts';
import type { Finding } from '../../diagnostics/finding.ts';
import { partitionOf } from '../../lib/partition.ts';
import { arnProblem } from '../iam/arns.ts';
import type { Path } from '../path.ts';
import type { Problem } from '../problem.ts';
import type { AnyDocument, RegistryDocument } from '../registry.ts';
import { fifoProblems } from './function-event-sources.ts';
import { documentsOf, type RegistryContext, teamOfPath } from './registry-rule.ts';

/** What Lambda runs a function for when the author says nothing: https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html */
export const DEFAULT_TIMEOUT_SECONDS = 3;

/** AWS's advice: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html */
const VISIBILITY_FACTOR = 6;

type FunctionDocument = RegistryDocument<'Function'>;

/** A field of a Function that leads to something which Lambda uses in the function's name, and the place of that field. */
interface Target {
  readonly field: { readonly kind: string; readonly name: string; readonly team?: string } | ValueOrRef;
  readonly path: Path;
}

/**
 * What a Function reads from and sends to has to fit it: queues that hide a message long enough (T6), tables with a stream, no FIFO queue or
 * topic for dead letters, and ARNs of the team's own, since the boundary of the function's role lets it reach no others (A2).
 */
export function functionTargets(context: RegistryContext): readonly Finding[] {
  const known = new Map(
    context.documents.map((document) => [keyOf(document.kind, document.metadata.name, document), document]),
  );
  return documentsOf(context, 'Function').flatMap((document) => {
    const find = (target: Target) => targetOf(target, document, known);
    return [
      ...(document.spec.eventSources ?? []).flatMap((source, index) =>
        sourceProblems(source, ['spec', 'eventSources', index], document, find),
      ),
      ...destinationsOf(document.spec).flatMap((target) => destinationProblems(target, find(target))),
      ...foreignTargets(document, context),
    ].map((problem) => context.finding(document.source, problem));
  });
}

function keyOf(kind: string, name: string, { source }: AnyDocument, team = teamOfPath(source.file)): string {
  return `${kind}/${team ?? ''}/${name}`;
}

function targetOf(
  { field }: Target,
  from: FunctionDocument,
  known: ReadonlyMap<string, AnyDocument>,
): AnyDocument | undefined {
  const named = typeof field === 'object' && 'kind' in field ? field : referenceOf(field);
  return named && known.get(keyOf(named.kind, named.name, from, named.team));
}

function sourceProblems(
  source: EventSource,
  path: Path,
  { spec, source: { file } }: FunctionDocument,
  find: (target: Target) => AnyDocument | undefined,
): readonly Problem[] {
  const [field, at] = 'arn' in source ? [source.arn, [...path, 'arn']] : [source, [...path, 'name']];
  const found = find({ field, path });
  if (found?.kind === 'Table') return streamProblems(found, at, teamOfPath(file));
  if (found?.kind !== 'Queue') return [];
  const { batchSize = 10, windowSeconds = 0 } = source;
  const fifo = found.spec.fifo ? fifoProblems({ batchSize, windowSeconds }, path) : [];
  return [...fifo, ...visibilityProblems(found, spec.timeoutSeconds ?? DEFAULT_TIMEOUT_SECONDS, at)];
}

/**
 * A stream bears no tags, so the boundary cannot let another team read it (A2): it has no condition key in
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html
 */
function streamProblems({ metadata, spec, source }: RegistryDocument<'Table'>, path: Path, team?: string): Problem[] {
  const { name } = metadata;
  const owner = teamOfPath(source.file);
  if (owner !== team) {
    const message = `The stream of Table ${name} can be read by team ${owner} alone, also where the table is shared.`;
    const hint = `Let a function of team ${owner} read the stream and send what it finds to a Queue, a Topic or its bus, and share that.`;
    return [{ code: 'CrossTeamReference', path, message, hint }];
  }
  if (spec.stream !== undefined) return [];
  const message = `Table ${name} has no stream to read from.`;
  return [{ code: 'UnknownOutput', path, message, hint: 'Add `stream: new-and-old-images` to the table.' }];
}

/** T6: Lambda refuses a queue that gives a message out again while the function may still work on it. */
function visibilityProblems({ metadata, spec }: RegistryDocument<'Queue'>, timeout: number, path: Path): Problem[] {
  const { visibilitySeconds: visible } = spec;
  const least = timeout * VISIBILITY_FACTOR;
  if (visible >= least) return [];
  const message = `Queue ${metadata.name} hides a message for ${visible} seconds; the function may take ${timeout}.`;
  const hint = `Raise visibilitySeconds of the queue to ${least}, six times the timeout.`;
  const severity = visible < timeout ? 'error' : 'warning';
  return [{ code: 'VisibilityTooShort', severity, path, message, hint }];
}

/** Where results, failed events and failed records go. */
function destinationsOf({ deadLetter, asyncInvoke, eventSources = [] }: FunctionSpec): readonly Target[] {
  const { onSuccess, onFailure } = asyncInvoke ?? {};
  const targets: readonly (readonly [Target['field'] | undefined, Path])[] = [
    [deadLetter, ['spec', 'deadLetter']],
    [onSuccess, ['spec', 'asyncInvoke', 'onSuccess']],
    [onFailure, ['spec', 'asyncInvoke', 'onFailure']],
    ...eventSources.map((source, index) => [source.onFailure, ['spec', 'eventSources', index, 'onFailure']] as const),
  ];
  return targets.flatMap(([field, path]) => (field === undefined ? [] : [{ field, path }]));
}

/** Lambda sends to standard queues and topics only. */
function destinationProblems({ path }: Target, found: AnyDocument | undefined): readonly Problem[] {
  if ((found?.kind !== 'Queue' && found?.kind !== 'Topic') || !found.spec.fifo) return [];
  const message = `${found.kind} ${found.metadata.name} is FIFO; Lambda sends to standard queues and topics only.`;
  return [{ code: 'ConflictingFields', path, message }];
}

/** Only for a role of the function's own: what another role may reach is not known here. */
function foreignTargets({ spec, source }: FunctionDocument, context: RegistryContext): readonly Problem[] {
  const platform = documentsOf(context, 'Platform')[0]?.spec;
  const team = teamOfPath(source.file);
  if (platform === undefined || team === undefined || spec.roleArn !== undefined) return [];
  const { project, account, region, storage } = platform;
  const scope = {
    project,
    account,
    region,
    team,
    partition: partitionOf(region),
    artifactBucket: storage.artifactBucket,
  };
  const sources = (spec.eventSources ?? []).flatMap((one, index) =>
    'arn' in one ? [{ field: one.arn, path: ['spec', 'eventSources', index, 'arn'] }] : [],
  );
  return [...sources, ...destinationsOf(spec)].flatMap(({ field, path }) => {
    const text = typeof field === 'object' && 'kind' in field ? undefined : literalOf(field);
    // What is in another region has a finding of its own.
    const inPlace = text !== undefined && [region, ''].includes(text.split(':')[3] ?? '');
    const outside = inPlace ? arnProblem(text, scope) : undefined;
    return outside === undefined ? [] : [{ code: 'OutsideScope', path, ...outside } as const];
  });
}
