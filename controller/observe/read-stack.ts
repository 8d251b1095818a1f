import type { Template } from '../compile/template.ts';
import { HoldfastError } from '../diagnostics/error.ts';
import { digestOf } from '../lib/digest.ts';
import type { ObservedStack, PhysicalResource } from './observed.ts';
import type { StackReader } from './port.ts';

/**
 * One stack as CloudFormation has it, or `undefined` when there is none. `digest` is given when its template is still the one
 * that we applied to this very stack; a template changed by hand has none, so that it never counts as unchanged (C10).
 */
export async function readStack(
  reader: StackReader,
  name: string,
  appliedDigest: string | undefined,
  recordedId: string | undefined,
): Promise<ObservedStack | undefined> {
  const found = await reader.describeStack(name);
  if (found === undefined) return undefined;
  const content = await readContent(reader, name, found.status);
  if (content === undefined) return undefined;
  const { stackId, status, parameters, outputs, tags } = found;
  const ours = recordedId === stackId && appliedDigest !== undefined && content.digest === appliedDigest;
  const digest = ours ? { digest: appliedDigest } : {};
  const { template, resources } = content;
  return { name, stackId, status, template, ...digest, parameters, outputs, tags, resources };
}

interface StackContent {
  readonly template: Template;
  readonly digest: string;
  readonly resources: readonly PhysicalResource[];
}

const EMPTY: StackContent = {
  template: { AWSTemplateFormatVersion: '2010-09-09', Resources: {} },
  digest: '',
  resources: [],
};

/** Template and resources of an existing stack; `undefined` when it disappeared in between. One in review has neither. */
async function readContent(reader: StackReader, name: string, status: string): Promise<StackContent | undefined> {
  if (status === 'REVIEW_IN_PROGRESS') return EMPTY;
  try {
    const [body, resources] = await Promise.all([reader.readTemplate(name), reader.listResources(name)]);
    const template = parseTemplate(body) ?? outline(resources);
    return { template, digest: digestOf(body), resources };
  } catch (error) {
    if (error instanceof HoldfastError && error.code === 'StackNotFound') return undefined;
    throw error;
  }
}

/** A template text as data, or `undefined` when it is not JSON with resources: ours always is, a foreign one may be YAML. */
function parseTemplate(body: string): Template | undefined {
  try {
    const parsed: unknown = JSON.parse(body);
    return isTemplate(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

function isTemplate(value: unknown): value is Template {
  if (typeof value !== 'object' || value === null || !('Resources' in value)) return false;
  return typeof value.Resources === 'object' && value.Resources !== null;
}

/** Stands in for a template that we cannot read: at least what it holds, so that nothing of it is overlooked. */
function outline(resources: readonly PhysicalResource[]): Template {
  const entries = resources.map((resource) => [resource.logicalId, { Type: resource.type }] as const);
  return { AWSTemplateFormatVersion: '2010-09-09', Resources: Object.fromEntries(entries) };
}
