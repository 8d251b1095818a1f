import { expect } from 'vitest';
import type { ContractTest } from '../stack-writer.ts';
import { driver, queue, request, TAGS, template, uniqueName } from './subject.ts';

/** What change sets promise. */
export const CHANGE_SETS: readonly ContractTest[] = [
  {
    id: 'CS1',
    name: 'C9: a stack in review takes another CREATE and keeps its id',
    run: async (subject) => {
      const name = uniqueName();
      const { prepare, stackId, apply } = driver(subject);
      const body = template({ Jobs: queue(30) });
      expect(await prepare(request(name, 'first', body, { type: 'CREATE' }))).toEqual({ kind: 'ready' });
      const id = await stackId(name);
      expect(await apply(request(name, 'second', body, { type: 'CREATE' }))).toBe('CREATE_COMPLETE');
      expect(await stackId(name)).toBe(id);
    },
  },
  {
    id: 'CS2',
    name: 'CREATE on an existing stack and UPDATE on a missing one are refused',
    run: async (subject) => {
      const name = uniqueName();
      const body = template({ Jobs: queue(30) });
      const missing = subject.writer.createChangeSet(request(name, 'update', body));
      await expect(missing).rejects.toMatchObject({ code: 'StackNotFound', retryable: false });
      await driver(subject).create(name, body);
      const again = subject.writer.createChangeSet(request(name, 'again', body, { type: 'CREATE' }));
      await expect(again).rejects.toMatchObject({ code: 'StackExists', retryable: false });
    },
  },
  {
    id: 'CS3',
    name: 'C3: making the same change set twice is making it once',
    run: async (subject) => {
      const name = uniqueName();
      const { prepare, execute } = driver(subject);
      const wanted = request(name, 'create', template({ Jobs: queue(30) }), { type: 'CREATE' });
      await prepare(wanted);
      expect(await prepare(wanted)).toEqual({ kind: 'ready' });
      expect(await execute(wanted)).toBe('CREATE_COMPLETE');
    },
  },
  {
    id: 'CS4',
    name: 'C3: executing twice, with the same token or another, runs one operation',
    run: async (subject) => {
      const name = uniqueName();
      const { apply, settled } = driver(subject);
      const wanted = request(name, 'create', template({ Jobs: queue(30) }), { type: 'CREATE' });
      await apply(wanted);
      const events = await subject.writer.recentEvents(name, 100);
      await subject.writer.executeChangeSet(name, 'create', 'token-create');
      await subject.writer.executeChangeSet(name, 'create', 'another-token');
      await settled(name);
      expect(await subject.writer.recentEvents(name, 100)).toEqual(events);
      expect(await subject.writer.describeChangeSet(name, 'create')).toEqual({ kind: 'executed' });
    },
  },
  {
    id: 'CS5',
    name: 'a change set without changes is empty, cannot be executed, and can be deleted twice',
    run: async (subject) => {
      const name = uniqueName();
      const { create, prepare } = driver(subject);
      const body = template({ Jobs: queue(30) });
      await create(name, body);
      const wanted = request(name, 'nothing', body);
      expect(await prepare(wanted)).toEqual({ kind: 'empty' });
      const executed = subject.writer.executeChangeSet(name, 'nothing', 'token');
      await expect(executed).rejects.toMatchObject({ code: 'InvalidChangeSetStatus', retryable: false });
      await subject.writer.deleteChangeSet(name, 'nothing');
      await subject.writer.deleteChangeSet(name, 'nothing');
      expect(await subject.writer.describeChangeSet(name, 'nothing')).toEqual({ kind: 'absent' });
    },
  },
  {
    id: 'CS6',
    name: 'other spacing and another description are no changes; the stack keeps the text it has',
    run: async (subject) => {
      const name = uniqueName();
      const { create, prepare } = driver(subject);
      const body = template({ Jobs: queue(30) });
      await create(name, body);
      const spaced = { ...body, Description: 'other' };
      const wanted = { ...request(name, 'spaced', spaced), templateBody: JSON.stringify(spaced, null, 2) };
      expect(await prepare(wanted)).toEqual({ kind: 'empty' });
      expect(await subject.writer.readTemplate(name)).toBe(JSON.stringify(body));
    },
  },
  {
    id: 'CS7',
    name: 'an output alone, and a tag alone, are changes',
    run: async (subject) => {
      const name = uniqueName();
      const { create, apply } = driver(subject);
      await create(name, template({ Jobs: queue(30) }));
      const withOutput = template({ Jobs: queue(30) }, { Answer: { Value: '42' } });
      expect(await apply(request(name, 'output', withOutput))).toBe('UPDATE_COMPLETE');
      expect((await subject.writer.describeStack(name))?.outputs).toEqual({ Answer: '42' });
      const tags = { ...TAGS, team: 'payments' };
      expect(await apply(request(name, 'tag', withOutput, { tags }))).toBe('UPDATE_COMPLETE');
      expect((await subject.writer.describeStack(name))?.tags).toEqual(tags);
    },
  },
  {
    id: 'CS8',
    name: 'executing one change set removes the others',
    run: async (subject) => {
      const name = uniqueName();
      const { create, prepare, apply } = driver(subject);
      await create(name, template({ Jobs: queue(30) }));
      await prepare(request(name, 'loser', template({ Jobs: queue(40) })));
      expect(await apply(request(name, 'winner', template({ Jobs: queue(50) })))).toBe('UPDATE_COMPLETE');
      expect(await subject.writer.describeChangeSet(name, 'loser')).toEqual({ kind: 'absent' });
      const late = subject.writer.executeChangeSet(name, 'loser', 'token');
      await expect(late).rejects.toMatchObject({ code: 'ChangeSetNotFound', retryable: false });
    },
  },
  {
    id: 'CS9',
    name: 'a template that CloudFormation cannot read is refused and leaves no stack behind',
    run: async (subject) => {
      const name = uniqueName();
      const wanted = request(name, 'create', template({ Jobs: queue(30) }), { type: 'CREATE' });
      const { Resources } = template({ Jobs: queue(30) });
      const needsValue = JSON.stringify({ Parameters: { Team: { Type: 'String' } }, Resources });
      for (const templateBody of ['{"Resources":', needsValue]) {
        const made = subject.writer.createChangeSet({ ...wanted, templateBody });
        await expect(made).rejects.toMatchObject({ code: 'InvalidTemplate', retryable: false });
      }
      expect(await subject.writer.describeStack(name)).toBeUndefined();
    },
  },
  {
    id: 'CS10',
    name: 'a reference to nothing is refused',
    run: async ({ writer }) => {
      const dangling = template({ Jobs: { Type: 'AWS::SQS::Queue', Properties: { QueueName: { Ref: 'Nothing' } } } });
      const made = writer.createChangeSet(request(uniqueName(), 'create', dangling, { type: 'CREATE' }));
      await expect(made).rejects.toMatchObject({ code: 'InvalidTemplate', retryable: false });
    },
  },
  {
    id: 'CS11',
    name: 'named IAM resources need the capability',
    run: async (subject) => {
      const name = uniqueName();
      const trust = {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } }],
      };
      const role = {
        Type: 'AWS::IAM::Role',
        Properties: { RoleName: `${name}-role`, AssumeRolePolicyDocument: trust },
      } as const;
      const wanted = request(name, 'create', template({ Role: role }), { type: 'CREATE' });
      const plain = subject.writer.createChangeSet({ ...wanted, capabilities: [] });
      await expect(plain).rejects.toMatchObject({ code: 'InsufficientCapabilities', retryable: false });
      expect(await driver(subject).apply(wanted)).toBe('CREATE_COMPLETE');
    },
  },
  {
    id: 'CS12',
    name: 'a template above 51,200 bytes arrives whole',
    run: async (subject) => {
      const name = uniqueName();
      const jobs = { ...queue(30), Metadata: { Note: 'é'.repeat(30_000) } };
      const body = template({ Jobs: jobs });
      expect(await driver(subject).create(name, body)).toBe('CREATE_COMPLETE');
      expect(await subject.writer.readTemplate(name)).toBe(JSON.stringify(body));
    },
  },
  {
    id: 'CS15',
    name: 'P6: a change set that is ready tells what it would do, without values; one that does not exist is an error',
    run: async (subject) => {
      const name = uniqueName();
      const { create, prepare } = driver(subject);
      await create(name, template({ Jobs: queue(30) }));
      await prepare(request(name, 'more', template({ Jobs: queue(49_152), Later: queue(30) })));
      const { arn, changes } = await subject.writer.readChangeSet(name, 'more');
      expect(arn).toMatch(/^arn:aws:cloudformation:[^:]+:\d{12}:changeSet\/more\//);
      const seen = changes.map(({ action, logicalId, type }) => `${action} ${logicalId} ${type}`).sort();
      expect(seen).toEqual(['add Later AWS::SQS::Queue', 'modify Jobs AWS::SQS::Queue']);
      expect(JSON.stringify(changes)).not.toContain('49152');
      const missing = subject.writer.readChangeSet(name, 'other');
      await expect(missing).rejects.toMatchObject({ code: 'ChangeSetNotFound', retryable: false });
    },
  },
  {
    id: 'CS16',
    name: 'P1: a rehearsal is made, read and deleted without the stack noticing',
    run: async (subject) => {
      const { rehearser, writer } = subject;
      const name = uniqueName();
      const { create, until } = driver(subject);
      const body = template({ Jobs: queue(30) });
      await create(name, body);
      const before = await writer.describeStack(name);
      const asked = { ...request(name, 'holdfast-plan-1', template({ Jobs: queue(40) })), type: 'UPDATE' } as const;
      await rehearser.createChangeSet(asked);
      await rehearser.createChangeSet(asked);
      const look = () => rehearser.describeChangeSet(name, asked.changeSetName);
      expect(await until(look, ({ kind }) => kind !== 'creating')).toEqual({ kind: 'ready' });
      const { arn, changes } = await rehearser.readChangeSet(name, asked.changeSetName);
      expect(changes.map(({ action, logicalId }) => [action, logicalId])).toEqual([['modify', 'Jobs']]);
      expect(await rehearser.failedChecks(arn)).toEqual([]);
      await rehearser.deleteChangeSet(name, asked.changeSetName);
      await rehearser.deleteChangeSet(name, asked.changeSetName);
      expect(await look()).toEqual({ kind: 'absent' });
      expect(await writer.describeStack(name)).toEqual(before);
      expect(await writer.readTemplate(name)).toBe(JSON.stringify(body));
    },
  },
  {
    id: 'CS14',
    name: 'C9: a stack in review answers UPDATE as if it were not there',
    run: async (subject) => {
      const name = uniqueName();
      const body = template({ Jobs: queue(30) });
      await driver(subject).prepare(request(name, 'first', body, { type: 'CREATE' }));
      const update = subject.writer.createChangeSet(request(name, 'update', body));
      await expect(update).rejects.toMatchObject({ code: 'StackNotFound', retryable: false });
    },
  },
  {
    id: 'CS13',
    name: 'F6: only a drift-aware change set sees what was changed past CloudFormation',
    run: async (subject) => {
      const name = uniqueName();
      const { create, prepare, apply } = driver(subject);
      const body = template({ Jobs: queue(30, `${name}-jobs`) });
      await create(name, body);
      await subject.drift(name, 'Jobs');
      expect(await prepare(request(name, 'blind', body))).toEqual({ kind: 'empty' });
      const revert = request(name, 'revert', body, { mode: 'revert-drift' });
      expect(await apply(revert)).toBe('UPDATE_COMPLETE');
    },
  },
  {
    id: 'CS17',
    name: 'K4: what an update let go is taken over where that is asked for',
    run: async (subject) => {
      const name = uniqueName();
      const { create, apply, prepare, execute } = driver(subject);
      const logs = {
        Type: 'AWS::Logs::LogGroup',
        DeletionPolicy: 'RetainExceptOnCreate',
        Properties: { LogGroupName: `/contract/${name}` },
      } as const;
      await create(name, template({ Jobs: queue(30), Logs: logs }));
      expect(await apply(request(name, 'without', template({ Jobs: queue(30) })))).toBe('UPDATE_COMPLETE');
      const again = request(name, 'again', template({ Jobs: queue(30), Logs: logs }), { importsExisting: true });
      expect(await prepare(again)).toEqual({ kind: 'ready' });
      const { changes } = await subject.writer.readChangeSet(name, 'again');
      expect(changes).toMatchObject([{ action: 'import', logicalId: 'Logs', type: 'AWS::Logs::LogGroup' }]);
      expect(await execute(again)).toBe('UPDATE_COMPLETE');
      const resources = await subject.writer.listResources(name);
      expect(resources.find(({ logicalId }) => logicalId === 'Logs')?.physicalId).toBe(`/contract/${name}`);
    },
  },
];
