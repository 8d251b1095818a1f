import { HoldfastError } from './diagnostics/error.ts';
import type { CorePublisher } from './outputs/port.ts';
import type { OutputsByStack } from './plan/parameters.ts';

/** What the head of the record says of the event-processing core. */
export interface CoreHead {
  /** Digest of the code that is in the platform's bucket. */
  readonly core?: string;
  /** Why it is not the one that it should be. */
  readonly problem?: string;
}

/** The output of the platform's stack that names the bucket of function code. */
const BUCKET_OUTPUT = 'ArtifactBucketName';

/**
 * Puts the code of the event-processing core into the platform's artifact bucket, once there is one and whenever it is another code than the last time;
 * processors' functions take it from there. A failure is a sentence and no error: everything else is as it should be, and it is tried again.
 */
export async function publishCore(
  known: string | undefined,
  stacks: OutputsByStack,
  publisher: CorePublisher | undefined,
): Promise<CoreHead> {
  const bucket = Object.values(stacks).find((outputs) => outputs[BUCKET_OUTPUT] !== undefined)?.[BUCKET_OUTPUT];
  if (publisher === undefined || bucket === undefined || !isOld(known, publisher)) {
    return known === undefined ? {} : { core: known };
  }
  try {
    await publisher.publish(bucket);
    return { core: publisher.digest };
  } catch (error) {
    if (!(error instanceof HoldfastError)) throw error;
    const problem = `The event-processing core could not be stored: ${error.message}`;
    return { ...(known !== undefined && { core: known }), problem };
  }
}

/** Whether another code than the known one is at hand. */
export function isOld(known: string | undefined, publisher: CorePublisher | undefined): boolean {
  return publisher !== undefined && known !== publisher.digest;
}
