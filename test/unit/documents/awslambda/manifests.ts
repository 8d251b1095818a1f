import { compile } from '../../../../controller/compile/compile.ts';
import { loadDocuments } from '../../../../controller/documents/load-documents.ts';
import { buildGraph } from '../../../../controller/graph/build-graph.ts';
import { filesOf, platform, team, type Written } from '../../compile/registry-of.ts';

/** A block of fields. */
export type Fields = Readonly<Record<string, unknown>>;

/** A manifest with the least that upstream takes; `spec` overrides, and `undefined` leaves out. */
export function manifest(spec: Fields = {}, head: Fields = {}): Written & Fields {
  const needed = {
    function_name: 'charge',
    role_arn: { value: 'arn:aws:iam::123456789012:role/lambda' },
    code_source_type: 'CODE_SOURCE_TYPE_S3',
    runtime: 'nodejs24.x',
    handler: 'index.handler',
    s3: { bucket: 'acme-artifacts', key: 'charge.zip', object_version: '1' },
  };
  return {
    apiVersion: 'aws.openmcf.org/v1',
    kind: 'AwsLambda',
    metadata: { name: 'charge' },
    ...head,
    spec: { ...needed, ...spec },
  };
}

/** The same with an image; no zip file. */
export function imageManifest(spec: Fields = {}): Written & Fields {
  const image = { code_source_type: 'CODE_SOURCE_TYPE_IMAGE', image_uri: IMAGE };
  return manifest({ runtime: undefined, handler: undefined, s3: undefined, ...image, ...spec });
}

/** An image that is pinned. */
export const IMAGE = `123456789012.dkr.ecr.us-east-1.amazonaws.com/name@sha256:${'0'.repeat(64)}`;

/** What one registry with these manifests says and compiles to. */
export function load(...manifests: readonly Written[]) {
  const files = filesOf(platform(), { web: [team('web'), ...manifests] });
  const { registry, findings } = loadDocuments({ sha: 'local', files }, { today: '2026-11-20' });
  const { graph, findings: wrong } = buildGraph(registry);
  return { registry, graph, findings: [...findings, ...wrong] };
}

/** Errors as `Code path`, in reading order. */
export function errorsOf(...manifests: readonly Written[]): readonly string[] {
  return load(...manifests)
    .findings.filter(({ severity }) => severity === 'error')
    .map(({ code, path }) => `${code} ${path}`);
}

/** The stack of the team that has these manifests. Throws where they have errors. */
export function templateOf(...manifests: readonly Written[]) {
  const { graph, findings } = load(...manifests);
  const errors = findings.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) throw new Error(JSON.stringify(errors));
  const stack = compile(graph, {}).desired.stacks.find(({ owner }) => owner === 'team/web');
  return { body: stack?.body ?? '', resources: stack?.template.Resources ?? {} };
}
