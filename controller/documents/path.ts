import { secretIn } from './secrets.ts';

/** A place inside a document: field names and list indexes from the top. */
export type Path = readonly (string | number)[];

/** The dotted form that findings show: `spec.layerArns[0].valueFrom`. Names that are not plain words are quoted, credentials left out (S4). */
export function formatPath(path: Path): string {
  return path.map(formatSegment).join('').replace(/^\./, '');
}

function formatSegment(segment: string | number): string {
  if (typeof segment === 'number') return `[${segment}]`;
  if (secretIn(segment) !== undefined) return '[…]';
  return /^[\w-]+$/.test(segment) ? `.${segment}` : `[${JSON.stringify(segment)}]`;
}

/** True when `inner` is `outer` or lies inside it. */
export function isWithin(inner: Path, outer: Path): boolean {
  return outer.length <= inner.length && outer.every((segment, index) => segment === inner[index]);
}
