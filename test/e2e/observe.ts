import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { GetObjectCommand, paginateListObjectsV2 } from '@aws-sdk/client-s3';
import { readManifest } from '../fakes/event-core/read-archive.ts';
import type { Cloud } from './cloud.ts';
import type { E2eConfig } from './config.ts';
import { countMessages, drain, peek } from './queues.ts';
import type { Stage } from './stage.ts';
import { keyIn } from './tell.ts';

/** An archive; what its manifest says of its content was found to be true. */
export interface SeenArchive {
  readonly key: string;
  readonly entries: readonly { readonly key: string; readonly bytes: number; readonly sha256: string }[];
}

/** What came out. */
export interface Seen {
  readonly archives: readonly SeenArchive[];
  readonly results: readonly { readonly key: string; readonly body: string }[];
  readonly forwarded: readonly { readonly detailType: string; readonly detail: Readonly<Record<string, unknown>> }[];
  readonly deadLetters: readonly { readonly reason: string; readonly about?: string }[];
  /** Sums, by name; of what the core logged so far. */
  readonly metrics: Readonly<Record<string, number>>;
  /** The most deliveries of one event. */
  readonly attempts: number;
}

/** Looks at what came out, again and again; what it has read once it does not read again. */
export interface Observer {
  look(): Promise<Seen>;
  /** Whether the queue of the core is empty, what is being worked on included. */
  isQuiet(): Promise<boolean>;
  /** The last warnings that the core logged, as it wrote them. */
  warnings(): Promise<readonly string[]>;
}

const MOST_WARNINGS = 4;

export function createObserver({ processor, expected }: E2eConfig, stage: Stage, cloud: Cloud): Observer {
  const read = new Map<string, Buffer>();
  const archives = new Map<string, SeenArchive>();
  const forwarded: Seen['forwarded'][number][] = [];
  const forwards = JSON.stringify(processor.actions ?? []).includes('"forward"');
  const readsLog = Object.keys(expected.metrics).length > 0 || expected.attempts !== undefined;

  const lookAtOutput = async () => {
    for (const key of await keysOf(stage.output, cloud)) {
      if (read.has(key) || archives.has(key)) continue;
      const bytes = await bytesOf(stage.output, key, cloud);
      if (!key.endsWith('.tar.gz')) read.set(key, bytes);
      else archives.set(key, { key, entries: (await readManifest(bytes)).entries });
    }
  };
  return {
    isQuiet: async () => (await countMessages(stage.queue, cloud)) === 0,
    warnings: async () => {
      const lines = (await logLines(stage.core, cloud)).filter(({ level }) => level === 'WARN' || level === 'ERROR');
      return lines.slice(-MOST_WARNINGS).map((line) => JSON.stringify(line));
    },
    look: async () => {
      await lookAtOutput();
      if (forwards) forwarded.push(...(await drain(stage.told, cloud)).map(({ Body = '' }) => eventOf(Body)));
      const letters = await peek(stage.deadLetters, cloud);
      return {
        archives: [...archives.values()],
        results: [...read].map(([key, bytes]) => ({ key, body: bytes.toString() })),
        forwarded,
        deadLetters: letters.map(({ Body = '', MessageAttributes }) => {
          const about = keyIn(Body);
          const reason = MessageAttributes?.['holdfast.reason']?.StringValue ?? 'moved by SQS';
          return { reason, ...(about !== undefined && { about }) };
        }),
        ...(readsLog ? await readLog(stage.core, cloud) : { metrics: {}, attempts: 0 }),
      };
    },
  };
}

async function keysOf(Bucket: string, { clients: { s3 } }: Cloud): Promise<readonly string[]> {
  const keys: string[] = [];
  for await (const { Contents = [] } of paginateListObjectsV2({ client: s3 }, { Bucket })) {
    keys.push(...Contents.map(({ Key = '' }) => Key));
  }
  return keys;
}

async function bytesOf(Bucket: string, Key: string, { clients: { s3 } }: Cloud): Promise<Buffer> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
  return Body instanceof Readable ? buffer(Body) : Buffer.alloc(0);
}

function eventOf(body: string): Seen['forwarded'][number] {
  const event = JSON.parse(body) as { 'detail-type': string; detail: Readonly<Record<string, unknown>> };
  return { detailType: event['detail-type'], detail: event.detail };
}

/** Metrics are log lines in the embedded metric format; so are the deliveries that an event took. */
async function readLog(functionName: string, cloud: Cloud): Promise<Pick<Seen, 'metrics' | 'attempts'>> {
  const metrics: Record<string, number> = {};
  let attempts = 0;
  for (const line of await logLines(functionName, cloud)) {
    for (const [name, value] of metricsIn(line)) metrics[name] = (metrics[name] ?? 0) + value;
    const { message, attempt } = line;
    if (message === 'Event handled' && typeof attempt === 'number') attempts = Math.max(attempts, attempt);
  }
  return { metrics, attempts };
}

type Line = Readonly<Record<string, unknown>>;

function metricsIn(line: Line): readonly (readonly [string, number])[] {
  const { CloudWatchMetrics = [] } = (line._aws ?? {}) as {
    CloudWatchMetrics?: readonly { readonly Metrics: readonly { readonly Name: string }[] }[];
  };
  return CloudWatchMetrics.flatMap(({ Metrics }) =>
    Metrics.map(({ Name }) => [Name, [line[Name]].flat().reduce<number>((sum, one) => sum + Number(one), 0)] as const),
  );
}

async function logLines(functionName: string, cloud: Cloud): Promise<readonly Line[]> {
  const lines: Line[] = [];
  let nextToken: string | undefined;
  do {
    const answer = (await cloud.logs('FilterLogEvents', {
      logGroupName: `/aws/lambda/${functionName}`,
      limit: 10_000,
      ...(nextToken !== undefined && { nextToken }),
    })) as { readonly events?: readonly { readonly message: string }[]; readonly nextToken?: string } | undefined;
    for (const { message } of answer?.events ?? []) lines.push(...message.split('\n').flatMap(parsed));
    nextToken = answer?.nextToken;
  } while (nextToken !== undefined);
  return lines;
}

function parsed(text: string): readonly Line[] {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? [value as Line] : [];
  } catch {
    return [];
  }
}
