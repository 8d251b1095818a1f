import { idempotencyTableName, processorQueueName } from '../../documents/expansions/processor-names.ts';
import type { RegistryDocument } from '../../documents/registry.ts';
import type { OutputValues, UseSite } from '../context.ts';
import type { KindCompiler } from '../kind-compiler.ts';
import { partOutput } from '../part-output.ts';

/** An EventProcessor: nothing but its parts, which are compiled as what they are. Its outputs are theirs. */
export const eventProcessorCompiler: KindCompiler<'EventProcessor'> = { compile: () => undefined, outputs };

function outputs({ metadata, spec }: RegistryDocument<'EventProcessor'>, site: UseSite) {
  const { name } = metadata;
  const lambda = partOutput('Function', name, site);
  const queue = partOutput('Queue', processorQueueName(name), site);
  const table = partOutput('Table', idempotencyTableName(name), site);
  return {
    functionArn: lambda('functionArn'),
    functionName: lambda('functionName'),
    queueArn: queue('queueArn'),
    queueUrl: queue('queueUrl'),
    deadLetterQueueArn: queue('deadLetterQueueArn'),
    deadLetterQueueUrl: queue('deadLetterQueueUrl'),
    ...(spec.idempotency.table === undefined && { tableArn: table('tableArn'), tableName: table('tableName') }),
  } satisfies Partial<OutputValues>;
}
