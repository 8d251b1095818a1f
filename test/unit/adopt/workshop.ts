import type { Compiled, Texts, Workshop } from '../../../controller/adopt/adopt.ts';
import type { LiveProperty } from '../../../controller/adopt/adoption.ts';
import { partsOf } from '../../../controller/adopt/live-properties.ts';
import { compile } from '../../../controller/compile/compile.ts';
import type { DesiredState } from '../../../controller/compile/desired.ts';
import { loadDocuments } from '../../../controller/documents/load-documents.ts';
import { API_PARTS } from '../../../controller/drift/check-api.ts';
import { compareProperties } from '../../../controller/drift/compare.ts';
import { type ExpectedObject, isExpectedObject } from '../../../controller/drift/expected.ts';
import { FUNCTION_RULES } from '../../../controller/drift/function-rules.ts';
import { normalise } from '../../../controller/drift/normalise.ts';
import { type KnownValues, resolve } from '../../../controller/drift/resolve.ts';
import { TYPE_RULES } from '../../../controller/drift/type-rules.ts';
import { buildGraph } from '../../../controller/graph/build-graph.ts';
import type { Json, JsonObject } from '../../../controller/lib/json.ts';
import { segmentsOf } from '../../../controller/lib/pointer.ts';

export type Files = Readonly<Record<string, string>>;

/** Every expression stands for itself. */
export const KNOWN: KnownValues = {
  ref: (name) => `ref-${name}`,
  attribute: (logicalId, attribute) => `attribute-${logicalId}-${attribute}`,
};

/** A registry that was compiled for an environment, with the documents that it was made of. */
export function compiled(files: Files, environment?: string) {
  const snapshot = {
    sha: 'local',
    files: Object.entries(files).map(([path, text]) => ({ path, blobSha: path, text })),
  };
  const { registry, findings } = loadDocuments(snapshot, {
    today: '2026-11-26',
    ...(environment !== undefined && { environment }),
  });
  const { graph, findings: graphFindings } = buildGraph(registry);
  const problem = [...findings, ...graphFindings].find(({ severity }) => severity === 'error')?.message;
  if (problem !== undefined) return { documents: registry.documents, problem };
  const { desired, findings: compileFindings } = compile(graph, {});
  const error = compileFindings.find(({ severity }) => severity === 'error')?.message;
  return error === undefined
    ? { documents: registry.documents, desired }
    : { documents: registry.documents, problem: error };
}

/** The registry at the head of the branch; `environments` are those that its files describe besides. */
export function workshopOf(files: Files, environments: readonly string[] = [], environment?: string): Workshop {
  const compileAll = async (texts: Texts): Promise<Compiled> => {
    const edited = { ...files, ...Object.fromEntries(texts) };
    const others = environments.map((name) => {
      const { desired } = compiled(edited, name);
      return [name, desired?.stacks.map(({ digest }) => digest).join() ?? ''] as const;
    });
    const { documents: _, ...rest } = compiled(edited, environment);
    return { ...rest, others: new Map(others) };
  };
  const { documents, desired, problem } = compiled(files, environment);
  if (desired === undefined) throw new Error(problem);
  const overlay = environment === undefined ? undefined : `overlays/${environment}.yaml`;
  const others = environments.map((name) => {
    const { desired: other } = compiled(files, name);
    return [name, other?.stacks.map(({ digest }) => digest).join() ?? ''] as const;
  });
  return {
    files: new Map(Object.entries(files)),
    ...{ documents, desired, others: new Map(others), known: () => KNOWN, compile: compileAll },
    ...(overlay !== undefined && overlay in files && { overlay: { file: overlay } }),
  };
}

/** What a sweep would find if AWS were as one registry says, and another one was applied. */
export function drift(applied: DesiredState, live: DesiredState): readonly LiveProperty[] {
  return live.stacks.flatMap((stack) => {
    const before = applied.stacks.find(({ name }) => name === stack.name)?.template.Resources ?? {};
    return Object.entries(stack.template.Resources).flatMap(([logicalId, resource]) => {
      const rules =
        resource.Type === 'AWS::Lambda::Function'
          ? FUNCTION_RULES
          : (API_PARTS[resource.Type]?.rules ?? TYPE_RULES.get(resource.Type));
      if (rules === undefined) throw new Error(resource.Type);
      const actual = resolved(resource.Properties);
      const compared = { expected: resolved(before[logicalId]?.Properties), actual: actual as JsonObject, rules };
      const { differences } = compareProperties({ ...compared, stackTags: {} });
      const normal = normalise(actual, rules);
      const unmasked = differences.map(({ path, expected }) => {
        const value = partOf(normal, segmentsOf(path).slice(1));
        return { path, ...(expected !== undefined && { expected }), ...(value !== undefined && { actual: value }) };
      });
      const named = { stack: stack.name, logicalId, type: resource.Type, physicalId: logicalId };
      return unmasked.flatMap(partsOf).map((part) => ({ ...named, ...part }));
    });
  });
}

function resolved(properties: JsonObject | undefined): ExpectedObject {
  const value = resolve(properties ?? {}, KNOWN);
  return isExpectedObject(value) ? value : {};
}

function partOf(value: unknown, segments: readonly string[]): Json | undefined {
  const [segment, ...rest] = segments;
  if (segment === undefined) return value as Json;
  return typeof value === 'object' && value !== null ? partOf(Reflect.get(value, segment), rest) : undefined;
}
