import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import type { Json } from '../event.ts';
import type { FunctionInvoker } from '../world.ts';

/** A team's function that failed. The message holds nothing of what it said. */
export class FunctionFailed extends Error {
  override readonly name = 'FunctionFailed';
}

/** Invokes functions and waits for them. Throws {@link FunctionFailed}, or what the SDK throws. */
export function createLambdaInvoker(lambda: LambdaClient): FunctionInvoker {
  return {
    invoke: async (functionName, payload) => {
      const command = new InvokeCommand({ FunctionName: functionName, Payload: Buffer.from(JSON.stringify(payload)) });
      const { FunctionError, Payload } = await lambda.send(command);
      if (FunctionError !== undefined) throw new FunctionFailed('The function failed.');
      const text = Buffer.from(Payload ?? []).toString();
      return text === '' ? null : (JSON.parse(text) as Json);
    },
  };
}
