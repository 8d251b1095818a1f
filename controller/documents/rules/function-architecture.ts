import { X86_ONLY_RUNTIMES } from '../../../registry/kinds/function/runtimes.ts';
import type { JsonObject } from '../../lib/json.ts';
import type { Problem } from '../problem.ts';
import { objectOf } from '../raw.ts';

/** Old runtimes have no arm64, which is what a function runs on when nothing is said. */
export function functionArchitecture(document: JsonObject): readonly Problem[] {
  const { runtime, architecture = 'arm64' } = objectOf(document.spec);
  if (architecture !== 'arm64' || typeof runtime !== 'string' || !X86_ONLY_RUNTIMES.has(runtime)) return [];
  const message = `${runtime} runs on x86_64 only.`;
  return [{ code: 'ConflictingFields', path: ['spec', 'runtime'], message, hint: 'Write `architecture: x86_64`.' }];
}
