import type { Finding } from '../diagnostics/finding.ts';
import { locateFinding } from '../documents/locate.ts';
import { formatPath, type Path } from '../documents/path.ts';
import type { AnyDocument } from '../documents/registry.ts';

/**
 * Names that make CloudFormation evaluate the map they stand in, wherever that is (S6):
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html
 * There is no way to escape them, so an author's map with such a name is refused. Values are safe: no template of ours puts
 * them into `Fn::Sub`, and the loader refuses `{{resolve:`.
 */
function isIntrinsic(name: string): boolean {
  return name === 'Ref' || name.startsWith('Fn::');
}

/** Finds names in a document's maps that CloudFormation would take for functions of its own. */
export function checkUserText(document: AnyDocument): readonly Finding[] {
  const paths: Path[] = [];
  search(document.spec, ['spec'], paths);
  return paths.map((path) => ({
    code: 'IntrinsicFunction',
    severity: 'error',
    message: `${formatPath(path)} is a name that CloudFormation would evaluate instead of passing it on.`,
    ...locateFinding(document.source, path, 'key'),
    hint: 'Choose another name.',
  }));
}

function search(value: unknown, path: Path, found: Path[]): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [name, inner] of Object.entries(value)) {
    const list = Array.isArray(value);
    if (!list && isIntrinsic(name)) found.push([...path, name]);
    if (typeof inner === 'object') search(inner, [...path, list ? Number(name) : name], found);
  }
}
