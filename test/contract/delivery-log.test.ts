import { createFakeGithub } from '../fakes/github.ts';
import { deliveryLogContract } from './delivery-log.ts';

deliveryLogContract('in memory', async () => {
  const github = createFakeGithub();
  let answer: number | undefined;
  return {
    log: github.deliveries,
    tell: (event, action, status) => {
      answer = status;
      return github.webhooks.tell({ event, ...(action !== undefined && { action }) }, async () => answer ?? 502);
    },
    answer: (status) => {
      answer = status;
    },
    until: async () => undefined,
  };
});
