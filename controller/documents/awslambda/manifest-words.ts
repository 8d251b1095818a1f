import { snakeCase } from '../../../registry/kinds/function/manifest.ts';
import { writtenPath } from '../origins.ts';
import { formatPath, type Path } from '../path.ts';
import type { Problem } from '../problem.ts';
import type { Origin } from '../registry.ts';

/** A dotted path in a message, such as `spec.layerArns[0].valueFrom`. */
const DOTTED = /\b(?:spec|metadata)(?:\.[A-Za-z]\w*|\[\d+\])+/g;

/** The name of a field of several words in a hint, such as `` `roleArn` ``. */
const FIELD = /`([a-z]+(?:[A-Z][a-z0-9]*)+)`/g;

/** A problem of the Function that a manifest stands for, at the place and in the words of the manifest. */
export function inManifestWords(problem: Problem, origins: readonly Origin[]): Problem {
  const { message, hint, meant, related, path } = problem;
  return {
    ...problem,
    path: writtenPath(path, origins),
    message: reworded(message, origins),
    ...(hint !== undefined && { hint: reworded(hint, origins) }),
    ...(meant !== undefined && { meant: writtenPath(meant, origins) }),
    ...(related !== undefined && { related: related.map((place) => writtenPath(place, origins)) }),
  };
}

/** A text that names fields of the Function, with the names of the manifest in their place. */
function reworded(text: string, origins: readonly Origin[]): string {
  const isSnake = origins.some(({ path }) => String(path.at(-1)).includes('_'));
  const dotted = text
    .replace('`architecture: x86_64`', '`architecture: X86_64`')
    .replaceAll(DOTTED, (name) => formatPath(writtenPath(pathOf(name), origins)));
  return isSnake ? dotted.replaceAll(FIELD, (_, name: string) => `\`${snakeCase(name)}\``) : dotted;
}

function pathOf(dotted: string): Path {
  return [...dotted.matchAll(/[A-Za-z]\w*|\[(\d+)\]/g)].map(([name, index]) =>
    index === undefined ? name : Number(index),
  );
}
