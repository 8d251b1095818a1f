import type { ManifestApiVersion } from '../../../registry/kinds/function/manifest.ts';
import type { Problem } from '../problem.ts';
import { type Block, blockOf, type Spelling } from './block.ts';
import { codeSourceAt, textAt } from './values.ts';

/** The blocks of a manifest. */
export interface ManifestBlocks {
  readonly root: Block;
  readonly metadata: Block;
  readonly spec: Block;
  readonly s3: Block;
}

/** Opens the blocks of a manifest. */
export function blocksOf(manifest: Parameters<typeof blockOf>[0], spelling: Spelling): ManifestBlocks {
  const root = blockOf(manifest, [], spelling);
  const metadata = blockOf(root.get('metadata'), ['metadata'], spelling);
  const spec = blockOf(root.get('spec'), ['spec'], spelling);
  return { root, metadata, spec, s3: blockOf(spec.get('s3'), spec.at('s3'), spelling) };
}

/** What upstream needs of every manifest (LE1, LE3, LE4, LF1, LF2, LF8, LC1), and a name, which Holdfast needs to tell functions apart. */
export function neededProblems(
  { root, metadata, spec }: ManifestBlocks,
  version: ManifestApiVersion,
): readonly Problem[] {
  const blocks = ['apiVersion', 'metadata', 'spec'].filter((name) => root.get(name) === undefined);
  if (blocks.length > 0) return blocks.map((name) => missing(root, name));
  return [
    ...(textAt(metadata, 'name') === undefined ? [missing(metadata, 'name')] : []),
    ...(textAt(spec, 'functionName') === undefined ? [missing(spec, 'functionName')] : []),
    ...(spec.get('roleArn') === undefined ? [missing(spec, 'roleArn')] : []),
    ...(version === 'aws.planton.dev/v1' && textAt(spec, 'region') === undefined ? [missing(spec, 'region')] : []),
    ...(codeSourceAt(spec) === 'CODE_SOURCE_TYPE_UNSPECIFIED' ? [unspecified(spec)] : []),
    ...idProblems(metadata),
  ];
}

function missing(block: Block, name: string, because = ''): Problem {
  const path = block.at(name);
  return { code: 'MissingField', path, message: `${path.join('.')} is missing${because}.` };
}

/** What a tag takes: the id becomes one. Source: https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html */
const TAG_VALUE = /^[A-Za-z0-9 _.:/=+@-]{1,256}$/;

function idProblems(metadata: Block): readonly Problem[] {
  const id = textAt(metadata, 'id');
  if (id === undefined || TAG_VALUE.test(id)) return [];
  const message = 'metadata.id becomes a tag: up to 256 letters, digits, spaces and _ . : / = + - @.';
  return [{ code: 'InvalidValue', path: metadata.at('id'), message }];
}

function unspecified(spec: Block): Problem {
  const path = spec.at('codeSourceType');
  const message = `${path.join('.')} must be CODE_SOURCE_TYPE_S3 or CODE_SOURCE_TYPE_IMAGE.`;
  return { code: spec.get('codeSourceType') === undefined ? 'MissingField' : 'InvalidValue', path, message };
}

/** LC2, LC3, LF5, LF6: the code that the type of code source promises, and no other. */
export function codeProblems({ spec, s3 }: ManifestBlocks): readonly Problem[] {
  const type = codeSourceAt(spec);
  const because = `: ${spec.at('codeSourceType').at(-1)} is ${type}`;
  const [zip, image] = [spec.get('s3') !== undefined, textAt(spec, 'imageUri') !== undefined];
  if (type === 'CODE_SOURCE_TYPE_S3') {
    const parts = zip ? ['bucket', 'key'].filter((name) => textAt(s3, name) === undefined) : [];
    return [
      ...(zip ? parts.map((name) => missing(s3, name)) : [missing(spec, 's3', because)]),
      ...(image ? [excluded(spec, 'imageUri', because)] : []),
    ];
  }
  if (type !== 'CODE_SOURCE_TYPE_IMAGE') return [];
  return [...(image ? [] : [missing(spec, 'imageUri', because)]), ...(zip ? [excluded(spec, 's3', because)] : [])];
}

function excluded(spec: Block, name: string, because: string): Problem {
  const path = spec.at(name);
  return { code: 'ConflictingFields', path, at: 'key', message: `${path.join('.')} has no place here${because}.` };
}
