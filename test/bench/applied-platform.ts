import { hash } from 'node:crypto';
import type { StackRecord } from '../../controller/apply/progress.ts';
import type { DesiredStack } from '../../controller/compile/desired.ts';
import type { StackReader } from '../../controller/observe/port.ts';
import { type OutputsByStack, parameterValues } from '../../controller/plan/parameters.ts';
import type { TreeEntry, TreeReader } from '../../controller/source/port.ts';
import type { GeneratedFile } from './generate-registry.ts';

const SHA = 'a'.repeat(40);

/** Files as a repository would give them, held in memory. The id of a commit is not looked at: there is only this one. */
export function repositoryOf(files: readonly GeneratedFile[]): TreeReader {
  const blobs = new Map<string, Uint8Array>();
  const entries = files.map(({ path, text }): TreeEntry => {
    const bytes = Buffer.from(text);
    const sha = hash('sha1', Buffer.concat([Buffer.from(`blob ${bytes.byteLength}\0`), bytes]), 'hex');
    blobs.set(sha, bytes);
    return { path, mode: '100644', sha, size: bytes.byteLength };
  });
  return {
    readTree: async () => ({ entries, truncated: false }),
    readBlob: async (sha) => blobs.get(sha) ?? Buffer.of(),
  };
}

/** The record of a platform on which exactly these stacks are applied, every output and resource with a name of its own. */
export function recordOf(stacks: readonly DesiredStack[]): readonly StackRecord[] {
  const outputs: OutputsByStack = Object.fromEntries(stacks.map((stack) => [stack.name, outputsOf(stack)]));
  return stacks.map((stack) => ({
    name: stack.name,
    stackId: idOf(stack.name),
    attempted: { sha: SHA, templateDigest: stack.digest },
    applied: { sha: SHA, templateDigest: stack.digest },
    outputs: outputs[stack.name] ?? {},
    parameters: Object.fromEntries(
      Object.entries(parameterValues(stack.parameters, outputs)).map(([name, value]) => [
        name,
        value.kind === 'known' ? value.value : '',
      ]),
    ),
    tags: stack.tags,
    resources: resourcesOf(stack),
    codeDigests: {},
  }));
}

/** CloudFormation as those stacks left it, answering at once: what is measured is our own time. */
export function readerOf(stacks: readonly DesiredStack[], records: readonly StackRecord[]): StackReader {
  const bodies = new Map(stacks.map((stack) => [stack.name, stack.body]));
  const found = new Map(records.map((record) => [record.name, record]));
  return {
    describeStack: async (name) => {
      const record = found.get(name);
      if (record === undefined) return undefined;
      const { parameters, outputs, tags } = record;
      return {
        name,
        stackId: idOf(name),
        status: 'UPDATE_COMPLETE',
        parameters,
        outputs,
        tags,
        updatedAt: 0,
        isProtected: true,
      };
    },
    readTemplate: async (name) => bodies.get(name) ?? '',
    listResources: async (name) => found.get(name)?.resources ?? [],
  };
}

function outputsOf({ name, template }: DesiredStack): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.keys(template.Outputs ?? {}).map((output) => [output, `${name}/${output}`]));
}

function resourcesOf({ name, template }: DesiredStack): StackRecord['resources'] {
  return Object.entries(template.Resources).map(([logicalId, { Type }]) => ({
    logicalId,
    type: Type,
    physicalId: `${name}-${logicalId}`,
  }));
}

function idOf(name: string): string {
  return `arn:aws:cloudformation:us-east-1:123456789012:stack/${name}/00000000-0000-4000-8000-000000000000`;
}
