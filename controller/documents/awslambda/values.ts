import { ARCHITECTURES, CODE_SOURCE_TYPES } from '../../../registry/kinds/function/manifest.ts';
import type { Json, JsonObject } from '../../lib/json.ts';
import type { Block } from './block.ts';

/** A text; empty is the same as absent in protobuf. */
export function textAt(block: Block, name: string): string | undefined {
  const value = block.get(name);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A whole number, or the text of one (LE5). */
export function numberAt(block: Block, name: string): number | undefined {
  const value = block.get(name);
  if (typeof value === 'number') return value;
  return typeof value === 'string' ? Number(value) : undefined;
}

/** A number for which 0 means that it was left out (LC4, LC5). */
export function positiveAt(block: Block, name: string): number | undefined {
  return numberAt(block, name) || undefined;
}

/** Where the code is, by name or number. Left out is the same as unspecified. */
export function codeSourceAt(block: Block): string {
  return nameAt(block.get('codeSourceType'), CODE_SOURCE_TYPES);
}

/** The architecture in CloudFormation's words. Unspecified is x86_64, as upstream has it (LF3); a Function of ours would be arm64. */
export function architectureAt(block: Block): 'arm64' | 'x86_64' {
  return nameAt(block.get('architecture'), ARCHITECTURES) === 'ARM64' ? 'arm64' : 'x86_64';
}

function nameAt(value: Json | undefined, names: readonly string[]): string {
  if (typeof value === 'string') return value;
  return (typeof value === 'number' ? names[value] : names[0]) ?? '';
}

/** The object without what is absent. */
export function present(fields: Readonly<Record<string, Json | undefined>>): JsonObject {
  return Object.fromEntries(Object.entries(fields).filter((entry): entry is [string, Json] => entry[1] !== undefined));
}
