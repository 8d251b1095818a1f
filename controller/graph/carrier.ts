import { agentFunctionName } from '../documents/expansions/agent-names.ts';
import type { AnyDocument } from '../documents/registry.ts';
import { nodeId } from './graph.ts';

/** Outputs of larger documents that come from their function, which waits for everything that it refers to. */
const OF_THE_FUNCTION: ReadonlySet<string | undefined> = new Set(['functionArn', 'functionName']);

/**
 * Graph id of the part that an output of a larger document comes from, where that part may wait for the one who asks: two functions that
 * are told of each other. Queues and tables wait for nobody, so that agents can talk to each other.
 */
export function carrierOf(document: AnyDocument | undefined, output: string | undefined): string | undefined {
  if (!OF_THE_FUNCTION.has(output)) return undefined;
  if (document?.kind === 'EventProcessor') return nodeId('Function', document.metadata.team, document.metadata.name);
  if (document?.kind !== 'Agent') return undefined;
  const { metadata, spec } = document;
  return nodeId('Function', metadata.team, agentFunctionName(metadata.name, spec.functions[0]?.name));
}
