import type { Readable } from 'node:stream';
import type { Json, ObjectReference } from './event.ts';
import type { Spooled } from './spool.ts';

/** Reads and writes objects. Errors that are no PoisonError are worth another try. */
export interface ObjectStore {
  /**
   * Opens exactly this version, or this content. `bytes` is what the stream will give. Throws `object-gone` where there is none, and
   * `object-changed` where another one is there now. Whoever opens reads to the end or destroys.
   */
  open(object: ObjectReference): Promise<{ readonly body: Readable; readonly bytes: number }>;
  /** Reads a part; fewer bytes where the object ends earlier. Throws as `open` does. */
  readPart(object: ObjectReference, start: number, length: number): Promise<Uint8Array>;
  /** Writes an object whole or not at all, unless one is there already: that one stays. Gives the one that is there then. */
  writeOnce(place: Place, content: Spooled, about: About): Promise<StoredObject>;
  /** Whether there is an object, and which. */
  find(place: Place): Promise<StoredObject | undefined>;
}

/** What is kept with an object. */
export interface About {
  readonly contentType: string;
  /** Names in lower case. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** An object that is there, with what is kept with it. */
export interface StoredObject {
  readonly object: ObjectReference;
  readonly metadata: Readonly<Record<string, string>>;
}

/** Where an object is, whichever one is there. */
export interface Place {
  readonly bucket: string;
  readonly key: string;
}

/** Invokes the team's function and waits for its answer. Throws where it failed: whether that mends itself is not known. */
export interface FunctionInvoker {
  invoke(functionName: string, payload: Json): Promise<Json>;
}

/** An event for a bus. */
export interface ForwardedEvent {
  readonly bus: string;
  readonly source: string;
  readonly detailType: string;
  /** JSON. */
  readonly detail: string;
}

/** Publishes an event. A crash can make it twice: `detail` carries an id by which others can tell. */
export interface EventPublisher {
  publish(event: ForwardedEvent): Promise<void>;
}

/** All that an action may touch. */
export interface World {
  readonly processor: string;
  readonly objects: ObjectStore;
  readonly functions: FunctionInvoker;
  readonly events: EventPublisher;
  readonly input?: { readonly prefix: string };
  /** Where results go; absent where the processor has no output. */
  readonly output?: { readonly bucket: string; readonly prefix: string };
  readonly limits: Limits;
  /** Fires shortly before the time of the invocation is over: what is begun then is given up, and leaves nothing. */
  readonly signal: AbortSignal;
  /** Counts bytes that were read. */
  readonly countBytes: (bytes: number) => void;
  /** Counts bytes for which memory was not enough. */
  readonly countSpooled: (bytes: number) => void;
}

/** What is held and taken at most. */
export interface Limits {
  /** Held in memory before `/tmp` is used. */
  readonly memoryBytes: number;
  /** Of one object. */
  readonly objectBytes: number;
  /** What an archive may become when somebody unpacks it. */
  readonly expandedBytes: number;
  /** Where {@link memoryBytes} is not enough. */
  readonly directory: string;
}
