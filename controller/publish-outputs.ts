import type { DeclaredOutputs } from './compile/declared-outputs.ts';
import { digestOf } from './lib/digest.ts';
import { publish } from './outputs/publish.ts';
import { publishedOutputs } from './outputs/published.ts';
import type { OutputsByStack } from './plan/parameters.ts';
import { publishCore } from './publish-core.ts';
import type { EnvironmentRecord, Lease } from './record/port.ts';
import type { RunWorld } from './world.ts';

/** What the head of the record says of publishing. */
export type PublishedHead = Pick<EnvironmentRecord, 'published' | 'unpublished' | 'core'>;

/** Time kept back at the end of an invocation for recording and reporting (C12). */
const HAND_OVER_MS = 20_000;

/** What is to be published. */
export interface PublishRequest {
  /** Left out: what was published last, which other stacks' outputs may have changed. */
  readonly declared?: DeclaredOutputs | undefined;
  readonly stacks: OutputsByStack;
  /** Looks at what is there even if nothing changed since the last time. */
  readonly verify?: boolean | undefined;
}

/**
 * Publishes the outputs of the applied stacks, only the changed ones, and the code that its processors run, and gives what the head of the record has
 * to say of it. What cannot be published is a sentence there and no error: the platform is as it should be. Only who holds the lease comes
 * here, so there is one writer (C1).
 */
export async function publishOutputs(
  request: PublishRequest,
  head: PublishedHead,
  world: Pick<RunWorld, 'ledger' | 'outputStores' | 'remainingMs' | 'core'>,
  lease: Lease,
): Promise<PublishedHead> {
  const { core, problem } = await publishCore(head.core, request.stacks, world.core);
  const { unpublished, ...outputs } = await publishDeclared(request, head, world, lease);
  const problems = [unpublished, problem].filter((words) => words !== undefined);
  return {
    ...outputs,
    ...(core !== undefined && { core }),
    ...(problems.length > 0 && { unpublished: problems.join(' ') }),
  };
}

async function publishDeclared(
  { declared, stacks, verify = false }: PublishRequest,
  head: PublishedHead,
  world: Pick<RunWorld, 'ledger' | 'outputStores' | 'remainingMs'>,
  lease: Lease,
): Promise<Pick<PublishedHead, 'published' | 'unpublished'>> {
  const known = declared === undefined ? await world.ledger.readOutputs() : undefined;
  const chosen = declared ?? known?.declared;
  if (chosen === undefined) return headOf(head);
  const outputs = publishedOutputs(chosen, stacks);
  const digest = digestOf(JSON.stringify(outputs));
  if (head.published === digest && !verify) return { published: digest };

  const { publication: last } = known ?? (await world.ledger.readOutputs()) ?? {};
  const outOfTime = () => world.remainingMs() < HAND_OVER_MS;
  const { publication, problems } = await publish(outputs, { last, verify }, world.outputStores, outOfTime);
  await world.ledger.writeOutputs({ declared: chosen, publication }, lease);
  return problems.length === 0 ? { published: digest } : { unpublished: problems.join(' ') };
}

function headOf({ published, unpublished }: PublishedHead): Pick<PublishedHead, 'published' | 'unpublished'> {
  return { ...(published !== undefined && { published }), ...(unpublished !== undefined && { unpublished }) };
}
