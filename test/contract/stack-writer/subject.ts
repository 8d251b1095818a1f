import { expect, vi } from 'vitest';
import type { ChangeSetRequest, StackWriter } from '../../../controller/apply/port.ts';
import type { Template, TemplateResource } from '../../../controller/compile/template.ts';
import type { ChangeSetRehearser } from '../../../controller/rehearse/port.ts';

/** One implementation of the port, with what the suite needs to see and to do around it. */
export interface StackWriterSubject {
  readonly writer: StackWriter;
  /** The planner's side of the same cloud. */
  readonly rehearser: ChangeSetRehearser;
  /** How often to look while waiting. */
  readonly pollMs: number;
  /** Lets CloudFormation go on, where it does not by itself. */
  progress(): void;
  /** A resource whose creation fails after the given ones. */
  failing(dependsOn: readonly string[]): TemplateResource;
  bucketExists(name: string): Promise<boolean>;
  /** From now on a bucket of the stack cannot be deleted. */
  undeletable(stackName: string, logicalId: string): Promise<void>;
  /** Changes a queue of the stack past CloudFormation. */
  drift(stackName: string, logicalId: string): Promise<void>;
  /** Resources whose creation takes long enough to look at the stack meanwhile. */
  slow(stackName: string): Readonly<Record<string, TemplateResource>>;
  /** The next reply of the action, e.g. `ExecuteChangeSet`, is lost after it took effect. */
  loseReply(action: 'CreateChangeSet' | 'ExecuteChangeSet' | 'DeleteStack'): void;
}

/** A test that an implementation cannot pass, with the reason (never silently). Key: the test's number. */
export type Skips = Readonly<Record<string, string>>;

/** The tests of the suite share a cloud, so each works with names of its own. */
let counter = 0;

/** A stack name, and a prefix for resources, that no other test uses. */
export function uniqueName(): string {
  counter += 1;
  return `contract-${process.pid}-${counter}`;
}

export function template(resources: Template['Resources'], outputs?: Template['Outputs']): Template {
  return { AWSTemplateFormatVersion: '2010-09-09', Resources: resources, ...(outputs && { Outputs: outputs }) };
}

export function queue(seconds: number, name?: string): TemplateResource {
  const named = name === undefined ? {} : { QueueName: name };
  return { Type: 'AWS::SQS::Queue', Properties: { ...named, VisibilityTimeout: seconds } };
}

export const TAGS = { 'managed-by': 'holdfast', project: 'contract' };

/** A request to make `body` of the stack. `changeSetName` has to differ between change sets of one stack. */
export function request(
  stackName: string,
  changeSetName: string,
  body: Template,
  more: Partial<ChangeSetRequest> = {},
): ChangeSetRequest {
  return {
    stackName,
    changeSetName,
    type: 'UPDATE',
    templateBody: JSON.stringify(body),
    parameters: {},
    tags: TAGS,
    capabilities: ['CAPABILITY_NAMED_IAM'],
    mode: 'standard',
    ...more,
  };
}

/** Drives a subject the way an applier does: call, look, never sleep. */
export function driver(subject: StackWriterSubject) {
  const { writer } = subject;

  const until = <T>(look: () => Promise<T>, wanted: (seen: T) => boolean): Promise<T> =>
    vi.waitFor(
      async () => {
        subject.progress();
        const seen = await look();
        if (!wanted(seen)) throw new Error(`still ${JSON.stringify(seen)}`);
        return seen;
      },
      { timeout: 30_000, interval: subject.pollMs },
    );

  /** Waits for the end of what runs on the stack and gives its status, `undefined` when it is gone. */
  const settled = async (nameOrId: string): Promise<string | undefined> => {
    const found = await until(
      () => writer.describeStack(nameOrId),
      (stack) => !stack || stack.status === 'REVIEW_IN_PROGRESS' || !stack.status.endsWith('_IN_PROGRESS'),
    );
    return found?.status;
  };

  /** Makes a change set and gives what became of it. */
  const prepare = async (wanted: ChangeSetRequest) => {
    await writer.createChangeSet(wanted);
    return until(
      () => writer.describeChangeSet(wanted.stackName, wanted.changeSetName),
      (state) => state.kind !== 'creating',
    );
  };

  /** Executes a ready change set to its end and gives the status of the stack. */
  const execute = async (wanted: ChangeSetRequest): Promise<string | undefined> => {
    await writer.executeChangeSet(wanted.stackName, wanted.changeSetName, `token-${wanted.changeSetName}`);
    await until(
      () => writer.describeChangeSet(wanted.stackName, wanted.changeSetName),
      (state) => state.kind === 'executed',
    );
    return settled(wanted.stackName);
  };

  /** Both: the change set must be ready. */
  const apply = async (wanted: ChangeSetRequest): Promise<string | undefined> => {
    expect(await prepare(wanted)).toEqual({ kind: 'ready' });
    return execute(wanted);
  };

  const create = (stackName: string, body: Template) => apply(request(stackName, 'create', body, { type: 'CREATE' }));

  const stackId = async (name: string): Promise<string> => (await writer.describeStack(name))?.stackId ?? '';

  return { until, settled, prepare, execute, apply, create, stackId };
}
