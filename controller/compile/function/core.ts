import { CORE_CODE_KEY } from '../../../registry/kinds/event-processor/core.ts';
import type { JsonObject } from '../../lib/json.ts';
import { keyGrant } from '../key-grant.ts';
import { documentAt, outputOf } from '../references.ts';
import type { Site } from '../site.ts';
import { allow } from '../statement.ts';

/**
 * What the event-processing core needs besides what its processor's fields say: it puts messages aside with the reason, where SQS alone would move
 * them without.
 */
export function coreStatements(site: Site<'Function'>): readonly JsonObject[] {
  const { s3, eventSources = [] } = site.document.spec;
  if (s3?.key !== CORE_CODE_KEY) return [];
  return eventSources.flatMap((source) => {
    const queue = 'kind' in source ? documentAt(source, site) : undefined;
    if (queue?.kind !== 'Queue') return [];
    const deadLetters = outputOf(queue, 'deadLetterQueueArn', site);
    return [allow(['sqs:SendMessage'], deadLetters), ...keyGrant(queue, 'sqs', ['kms:GenerateDataKey'], site)];
  });
}
