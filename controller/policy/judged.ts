import type { Statement } from '../../registry/kinds/function/statement.ts';
import type { DesiredStack } from '../compile/desired.ts';
import type { AnyDocument, RegistryDocument } from '../documents/registry.ts';
import type { JsonObject } from '../lib/json.ts';

/** A resource that would be applied, and the team's document that asks for it. */
export interface JudgedResource {
  readonly document: AnyDocument;
  readonly type: string;
  readonly properties: JsonObject;
}

/** A statement that a team declares, and where it stands in its document. */
export interface JudgedStatement {
  readonly document: AnyDocument;
  readonly path: readonly ['spec', 'statements', number];
  readonly statement: Statement;
}

/** What a document of a team costs a month, in millionths of a US dollar. */
export interface JudgedCost {
  readonly document: AnyDocument;
  readonly micros: number;
}

/** Everything that guard rails look at: documents after overlays, and the templates made of them (I6). */
export interface Judged {
  readonly platform: RegistryDocument<'Platform'>;
  readonly documents: readonly AnyDocument[];
  readonly resources: readonly JudgedResource[];
  readonly statements: readonly JudgedStatement[];
  readonly costs: readonly JudgedCost[];
}

/** The estimated cost of a resource, as far as guard rails need it. */
export interface ResourceCost {
  readonly stack: string;
  readonly logicalId: string;
  readonly micros: number;
}

/** Brings together what is judged. Resources of the platform itself are left out: its own team writes them. */
export function judgedOf(
  platform: RegistryDocument<'Platform'>,
  documents: readonly AnyDocument[],
  stacks: readonly DesiredStack[],
  costs: readonly ResourceCost[],
): Judged {
  const byPlace = new Map(documents.map((document) => [placeOf(document.source.file, labelOf(document)), document]));
  const owners = new Map<string, AnyDocument>();
  const resources = stacks.flatMap(({ name, template, sources }) =>
    Object.entries(template.Resources).flatMap(([id, { Type: type, Properties: properties = {} }]) => {
      const document = byPlace.get(placeOf(sources[id]?.file ?? '', sources[id]?.document ?? ''));
      if (document?.metadata.team === undefined) return [];
      owners.set(placeOf(name, id), document);
      return [{ document, type, properties }];
    }),
  );
  const paid = costs.flatMap(({ stack, logicalId, micros }) => {
    const document = owners.get(placeOf(stack, logicalId));
    return document === undefined ? [] : [{ document, micros }];
  });
  return { platform, documents, resources, statements: documents.flatMap(statementsOf), costs: paid };
}

function statementsOf(document: AnyDocument): readonly JudgedStatement[] {
  if (document.kind !== 'Function') return [];
  return (document.spec.statements ?? []).map((statement, index) => ({
    document,
    path: ['spec', 'statements', index],
    statement,
  }));
}

/** `Function/charge`. */
export function labelOf({ kind, metadata }: AnyDocument): string {
  return `${kind}/${metadata.name}`;
}

function placeOf(first: string, second: string): string {
  return `${first} ${second}`;
}
