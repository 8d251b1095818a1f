import { GetQueueAttributesCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { until } from '../../../bootstrap/local/demo/until.ts';
import { requestReconcile } from '../../../controller/adapters/controller-api.ts';
import { routeTrigger } from '../../../controller/trigger/route-trigger.ts';
import type { ScheduleTrigger } from '../../../controller/trigger/trigger.ts';
import type { Story } from './story.ts';

/** Messages that wait in the controller's queues or are being worked on; timers that have not fired are not among them. */
export async function countMessages({ controller, clients }: Story): Promise<number> {
  const { PlannerQueueUrl, ApplierQueueUrl, TimerQueueUrl } = controller.outputs;
  const counts = await Promise.all(
    [PlannerQueueUrl, ApplierQueueUrl, TimerQueueUrl].map(async (QueueUrl) => {
      const { Attributes } = await clients.sqs.send(
        new GetQueueAttributesCommand({
          QueueUrl,
          AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
        }),
      );
      const { ApproximateNumberOfMessages: waiting, ApproximateNumberOfMessagesNotVisible: held } = Attributes ?? {};
      return Number(waiting) + Number(held);
    }),
  );
  return counts.reduce((sum, count) => sum + count, 0);
}

/** Waits until the controller has worked off everything it was told. */
export async function untilQuiet(story: Story): Promise<void> {
  await until('That all messages are worked off', 60, async () =>
    (await countMessages(story)) === 0 ? true : undefined,
  );
}

/** Puts into the queue what a schedule puts there. */
export async function fireSchedule({ clients, controller }: Story, task: ScheduleTrigger['task']): Promise<void> {
  const { PlannerQueueUrl, ApplierQueueUrl } = controller.outputs;
  const { role, group } = routeTrigger({ type: 'schedule', task });
  await clients.sqs.send(
    new SendMessageCommand({
      QueueUrl: role === 'planner' ? PlannerQueueUrl : ApplierQueueUrl,
      MessageBody: JSON.stringify({ type: 'schedule', task, at: new Date().toISOString() }),
      MessageGroupId: group,
    }),
  );
}

/** Asks the deployed controller to look for drift now, as an authorized person. */
export async function askForSweep({ clients, controller }: Story): Promise<void> {
  await requestReconcile(controller.reconcileUrl, { action: 'drift' }, clients.cloudFormation);
}
