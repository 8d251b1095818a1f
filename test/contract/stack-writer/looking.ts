import { expect } from 'vitest';
import type { ContractTest } from '../stack-writer.ts';
import { driver, queue, request, TAGS, template, uniqueName } from './subject.ts';

/** What the reading half promises. */
export const LOOKING: readonly ContractTest[] = [
  {
    id: 'L1',
    name: 'a stack that does not exist is undefined, its change sets absent, its events none',
    run: async ({ writer }) => {
      const name = uniqueName();
      expect(await writer.describeStack(name)).toBeUndefined();
      expect(await writer.describeChangeSet(name, 'none')).toEqual({ kind: 'absent' });
      expect(await writer.recentEvents(name, 5)).toEqual([]);
      await expect(writer.readTemplate(name)).rejects.toMatchObject({ code: 'StackNotFound', retryable: false });
      await expect(writer.listResources(name)).rejects.toMatchObject({ code: 'StackNotFound', retryable: false });
    },
  },
  {
    id: 'L2',
    name: 'C7: what was created is read back: template byte for byte, parameters, tags, outputs, resources',
    run: async (subject) => {
      const name = uniqueName();
      const { apply } = driver(subject);
      const body = {
        ...template({ Jobs: queue(30, `${name}-jobs`) }, { Name: { Value: { 'Fn::GetAtt': ['Jobs', 'QueueName'] } } }),
        Parameters: { Team: { Type: 'String' } },
      };
      const wanted = request(name, 'create', body, { type: 'CREATE', parameters: { Team: 'payments' } });
      const spaced = { ...wanted, templateBody: `${JSON.stringify(body, null, 2)}\n` };
      expect(await apply(spaced)).toBe('CREATE_COMPLETE');
      const { writer } = subject;
      const stack = await writer.describeStack(name);
      expect(stack).toMatchObject({ name, status: 'CREATE_COMPLETE', parameters: { Team: 'payments' }, tags: TAGS });
      expect(stack?.stackId).toMatch(new RegExp(`^arn:aws:cloudformation:us-east-1:123456789012:stack/${name}/`));
      expect(await writer.readTemplate(name)).toBe(spaced.templateBody);
      const [resource, ...others] = await writer.listResources(name);
      expect(resource).toMatchObject({ logicalId: 'Jobs', type: 'AWS::SQS::Queue' });
      expect(resource?.physicalId).toContain(`${name}-jobs`);
      expect(others).toEqual([]);
      expect(Object.keys(stack?.outputs ?? {})).toEqual(['Name']);
      expect(await writer.describeStack(stack?.stackId ?? '')).toEqual(stack);
    },
  },
  {
    id: 'L3',
    name: 'events come newest first, and no more than asked for',
    run: async (subject) => {
      const name = uniqueName();
      await driver(subject).create(name, template({ Jobs: queue(30) }));
      const events = await subject.writer.recentEvents(name, 100);
      const own = events.filter((event) => event.logicalId === name).map((event) => event.status);
      expect(own).toEqual(['CREATE_COMPLETE', 'CREATE_IN_PROGRESS', 'REVIEW_IN_PROGRESS']);
      const jobs = events.filter((event) => event.logicalId === 'Jobs').map((event) => event.status);
      expect(jobs[0]).toBe('CREATE_COMPLETE');
      expect(jobs.at(-1)).toBe('CREATE_IN_PROGRESS');
      expect(await subject.writer.recentEvents(name, 2)).toEqual(events.slice(0, 2));
    },
  },
];
