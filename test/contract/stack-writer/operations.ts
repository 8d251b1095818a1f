import { expect } from 'vitest';
import type { ContractTest } from '../stack-writer.ts';
import { driver, queue, request, type StackWriterSubject, template, uniqueName } from './subject.ts';

/** Deletes a stack and gives the status in which that ended. */
async function remove(subject: StackWriterSubject, name: string): Promise<string | undefined> {
  const { stackId, settled, until } = driver(subject);
  const id = await stackId(name);
  await subject.writer.deleteStack(id, `delete-${name}`);
  await until(
    () => subject.writer.describeStack(id),
    (stack) => stack?.status !== 'CREATE_COMPLETE' && stack?.status !== 'UPDATE_COMPLETE',
  );
  return settled(id);
}

function bucket(BucketName: string) {
  return { Type: 'AWS::S3::Bucket', Properties: { BucketName } };
}

/** What stack operations promise. */
export const OPERATIONS: readonly ContractTest[] = [
  {
    id: 'O1',
    name: 'an update changes in place, adds and removes',
    run: async (subject) => {
      const name = uniqueName();
      const { create, apply } = driver(subject);
      await create(name, template({ Jobs: queue(30), Gone: queue(30) }));
      const before = await subject.writer.listResources(name);
      expect(await apply(request(name, 'update', template({ Jobs: queue(60), New: queue(30) })))).toBe(
        'UPDATE_COMPLETE',
      );
      const after = await subject.writer.listResources(name);
      expect(after.map((resource) => resource.logicalId).toSorted()).toEqual(['Jobs', 'New']);
      const jobs = (resource: { logicalId: string }) => resource.logicalId === 'Jobs';
      expect(after.find(jobs)).toEqual(before.find(jobs));
    },
  },
  {
    id: 'O2',
    name: 'C9: a failed creation ends in ROLLBACK_COMPLETE with its reason, and can be deleted and made anew',
    run: async (subject) => {
      const name = uniqueName();
      const { create, stackId } = driver(subject);
      const broken = template({ Jobs: queue(30, `${name}-jobs`), Broken: subject.failing(['Jobs']) });
      expect(await create(name, broken)).toBe('ROLLBACK_COMPLETE');
      expect(await subject.writer.listResources(name)).toEqual([]);
      const failed = (await subject.writer.recentEvents(name, 100)).filter((event) => event.status === 'CREATE_FAILED');
      expect(failed.map((event) => event.logicalId)).toContain('Broken');
      expect(failed.find((event) => event.logicalId === 'Broken')?.reason).toMatch(/\w/);
      const old = await stackId(name);
      expect(await remove(subject, name)).toBeUndefined();
      expect(await create(name, template({ Jobs: queue(30, `${name}-jobs`) }))).toBe('CREATE_COMPLETE');
      expect(await stackId(name)).not.toBe(old);
    },
  },
  {
    id: 'O3',
    name: 'a failed creation takes back what it made itself, also what should be retained',
    run: async (subject) => {
      const name = uniqueName();
      const data = {
        Type: 'AWS::S3::Bucket',
        Properties: { BucketName: `${name}-data` },
        DeletionPolicy: 'Retain',
      } as const;
      const broken = template({ Data: data, Broken: subject.failing(['Data']) });
      expect(await driver(subject).create(name, broken)).toBe('ROLLBACK_COMPLETE');
      expect(await subject.bucketExists(`${name}-data`)).toBe(false);
    },
  },
  {
    id: 'O4',
    name: 'a failed update brings everything back, and the next one works',
    run: async (subject) => {
      const name = uniqueName();
      const { create, apply } = driver(subject);
      const good = template({ Jobs: queue(30) }, { Version: { Value: 'one' } });
      await create(name, good);
      const resources = await subject.writer.listResources(name);
      const bad = template({ Jobs: queue(60), Broken: subject.failing(['Jobs']) }, { Version: { Value: 'two' } });
      expect(await apply(request(name, 'bad', bad))).toBe('UPDATE_ROLLBACK_COMPLETE');
      expect(await subject.writer.readTemplate(name)).toBe(JSON.stringify(good));
      expect((await subject.writer.describeStack(name))?.outputs).toEqual({ Version: 'one' });
      expect(await subject.writer.listResources(name)).toEqual(resources);
      expect(await apply(request(name, 'better', template({ Jobs: queue(60) })))).toBe('UPDATE_COMPLETE');
    },
  },
  {
    id: 'O5',
    name: 'K4: a deletion lets go what is to be retained',
    run: async (subject) => {
      const name = uniqueName();
      const bucket = (suffix: string) => ({ Type: 'AWS::S3::Bucket', Properties: { BucketName: `${name}-${suffix}` } });
      const kept = { ...bucket('kept'), DeletionPolicy: 'Retain' } as const;
      await driver(subject).create(name, template({ Kept: kept, Dropped: bucket('dropped') }));
      expect(await remove(subject, name)).toBeUndefined();
      expect(await subject.bucketExists(`${name}-kept`)).toBe(true);
      expect(await subject.bucketExists(`${name}-dropped`)).toBe(false);
    },
  },
  {
    id: 'O6',
    name: 'C3, K6: a deletion by id can be repeated and never hits a namesake made later',
    run: async (subject) => {
      const name = uniqueName();
      const { create, stackId, settled } = driver(subject);
      await create(name, template({ Jobs: queue(30) }));
      const first = await stackId(name);
      expect(await remove(subject, name)).toBeUndefined();
      expect(await subject.writer.describeStack(first)).toBeUndefined();
      await create(name, template({ Jobs: queue(30) }));
      await subject.writer.deleteStack(first, `delete-${name}`);
      await subject.writer.deleteStack(first, 'another-token');
      expect(await settled(name)).toBe('CREATE_COMPLETE');
    },
  },
  {
    id: 'O7',
    name: 'K4: a protected stack is not deleted until the protection is taken away',
    run: async (subject) => {
      const name = uniqueName();
      const { create, stackId } = driver(subject);
      await create(name, template({ Jobs: queue(30) }));
      await subject.writer.setTerminationProtection(name, true);
      await subject.writer.setTerminationProtection(name, true);
      const refused = subject.writer.deleteStack(await stackId(name), 'early');
      await expect(refused).rejects.toMatchObject({ code: 'TerminationProtected', retryable: false });
      expect(await subject.writer.describeStack(name)).toMatchObject({ isProtected: true });
      const id = await stackId(name);
      await subject.writer.setTerminationProtection(id, false);
      expect(await subject.writer.describeStack(name)).toMatchObject({ isProtected: false });
      expect(await remove(subject, name)).toBeUndefined();
      await subject.writer.setTerminationProtection(id, false);
    },
  },
  {
    id: 'O8',
    name: 'C1: while an operation runs, a second one is refused for now',
    run: async (subject) => {
      const name = uniqueName();
      const { create, prepare, until } = driver(subject);
      await create(name, template({ Jobs: queue(30) }));
      const slow = request(name, 'slow', template({ Jobs: queue(60), ...subject.slow(name) }));
      expect(await prepare(slow)).toEqual({ kind: 'ready' });
      await subject.writer.executeChangeSet(name, 'slow', 'token-slow');
      await until(
        () => subject.writer.describeStack(name),
        (stack) => stack?.status === 'UPDATE_IN_PROGRESS',
      );
      expect(await subject.writer.describeChangeSet(name, 'slow')).toEqual({ kind: 'executing' });
      await subject.writer.executeChangeSet(name, 'slow', 'token-slow');
      const second = subject.writer.createChangeSet(request(name, 'second', template({ Jobs: queue(90) })));
      await expect(second).rejects.toMatchObject({ code: 'StackBusy', retryable: true });
    },
  },
  {
    id: 'O9',
    name: 'C9: only a stuck rollback can be continued',
    run: async (subject) => {
      const name = uniqueName();
      await driver(subject).create(name, template({ Jobs: queue(30) }));
      const continued = subject.writer.continueUpdateRollback(name, 'token');
      await expect(continued).rejects.toMatchObject({ code: 'StackNotUpdatable', retryable: false });
    },
  },
  {
    id: 'O11',
    name: 'C9: only a stack that stopped half-way can be rolled back',
    run: async (subject) => {
      const name = uniqueName();
      await driver(subject).create(name, template({ Jobs: queue(30) }));
      const rolledBack = subject.writer.rollbackStack(name, 'token');
      await expect(rolledBack).rejects.toMatchObject({ code: 'StackNotUpdatable', retryable: false });
    },
  },
  {
    id: 'O12',
    name: 'C9: resources are kept only when a deletion failed; then the stack goes and they stay',
    run: async (subject) => {
      const name = uniqueName();
      const { create, stackId, settled, until } = driver(subject);
      await create(name, template({ Jobs: queue(30, `${name}-jobs`), Full: bucket(`${name}-full`) }));
      const id = await stackId(name);
      await expect(subject.writer.deleteStack(id, 'early', undefined, ['Full'])).rejects.toMatchObject({
        retryable: false,
      });
      await subject.undeletable(name, 'Full');
      expect(await remove(subject, name)).toBe('DELETE_FAILED');
      await subject.writer.deleteStack(id, 'keep', undefined, ['Full']);
      await until(
        () => subject.writer.describeStack(id),
        (stack) => stack?.status !== 'DELETE_FAILED',
      );
      expect(await settled(id)).toBeUndefined();
      expect(await subject.bucketExists(`${name}-full`)).toBe(true);
    },
  },
  {
    id: 'O10',
    name: 'C3: a call whose reply is lost can be repeated, and its effect happens once',
    run: async (subject) => {
      const name = uniqueName();
      const { settled, stackId, until } = driver(subject);
      const repeat = (call: () => Promise<void>) => until(() => call().then(() => true), Boolean);
      const wanted = request(name, 'create', template({ Jobs: queue(30) }), { type: 'CREATE' });
      subject.loseReply('CreateChangeSet');
      await repeat(() => subject.writer.createChangeSet(wanted));
      await until(
        () => subject.writer.describeChangeSet(name, 'create'),
        (state) => state.kind === 'ready',
      );
      subject.loseReply('ExecuteChangeSet');
      await repeat(() => subject.writer.executeChangeSet(name, 'create', 'token'));
      await until(
        () => subject.writer.describeStack(name),
        (stack) => stack?.status === 'CREATE_COMPLETE',
      );
      const starts = (await subject.writer.recentEvents(name, 100)).filter(
        (event) => event.logicalId === name && event.status === 'CREATE_IN_PROGRESS',
      );
      expect(starts).toHaveLength(1);
      const id = await stackId(name);
      subject.loseReply('DeleteStack');
      await repeat(() => subject.writer.deleteStack(id, 'delete'));
      await until(
        () => subject.writer.describeStack(id),
        (stack) => stack === undefined,
      );
      expect(await settled(name)).toBeUndefined();
    },
  },
];
