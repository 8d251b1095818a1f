import {
  GetFunctionCommand,
  LambdaClient,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
  waitUntilFunctionUpdatedV2,
} from '@aws-sdk/client-lambda';
import type { LocalAws } from '../aws.ts';
import { clientSettings } from '../platform.ts';

/** A function as it runs: memory in MiB and the digest of its code. */
export interface FunctionState {
  readonly memoryMb: number;
  readonly codeSha256: string;
}

/** What a function is right now, asked from Lambda itself. */
export async function functionState(aws: LocalAws, name: string): Promise<FunctionState> {
  const { Configuration } = await new LambdaClient(clientSettings(aws)).send(
    new GetFunctionCommand({ FunctionName: name }),
  );
  return { memoryMb: Configuration?.MemorySize ?? 0, codeSha256: Configuration?.CodeSha256 ?? '' };
}

/** Changes a function behind Git's back, as somebody does in the console at night: its memory, and its code where other code is given. */
export async function changeByHand(aws: LocalAws, name: string, memoryMb: number, code?: Uint8Array): Promise<void> {
  const client = new LambdaClient(clientSettings(aws));
  const updated = () =>
    waitUntilFunctionUpdatedV2({ client, maxWaitTime: 30, minDelay: 0.2, maxDelay: 1 }, { FunctionName: name });
  await client.send(new UpdateFunctionConfigurationCommand({ FunctionName: name, MemorySize: memoryMb }));
  await updated();
  if (code === undefined) return;
  await client.send(new UpdateFunctionCodeCommand({ FunctionName: name, ZipFile: code }));
  await updated();
}
