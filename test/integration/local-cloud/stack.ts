import {
  type Capability,
  CloudFormationClient,
  CreateChangeSetCommand,
  type CreateChangeSetCommandInput,
  DeleteStackCommand,
  DescribeChangeSetCommand,
  type DescribeChangeSetCommandOutput,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  ExecuteChangeSetCommand,
  type Stack,
} from '@aws-sdk/client-cloudformation';
import { vi } from 'vitest';
import type { LocalAws } from '../../../bootstrap/local/aws.ts';

/** What every AWS SDK client of these tests is made with. */
export function clientConfig(aws: LocalAws) {
  const credentials = { accessKeyId: aws.account, secretAccessKey: 'local' };
  return { endpoint: aws.endpoint, region: aws.region, credentials };
}

export type Resources = Readonly<Record<string, object>>;
export type TemplateParts = Readonly<Record<string, unknown>>;

/** Drives CloudFormation the way the product does: change set, execute, wait for a final status. */
export class Stacks {
  readonly cfn: CloudFormationClient;
  #count = 0;

  constructor(aws: LocalAws) {
    this.cfn = new CloudFormationClient(clientConfig(aws));
  }

  /** Creates or updates a stack and gives it in its final status. */
  async deploy(
    name: string,
    resources: Resources,
    parts: TemplateParts = {},
    input: Partial<CreateChangeSetCommandInput> = {},
  ): Promise<Stack> {
    const changeSet = await this.changeSet(name, resources, parts, input);
    if (changeSet.Status !== 'CREATE_COMPLETE') throw new Error(`${changeSet.Status}: ${changeSet.StatusReason}`);
    return this.execute(name, changeSet);
  }

  /** Executes a change set and gives the stack in its final status. */
  async execute(name: string, changeSet: DescribeChangeSetCommandOutput, token?: string): Promise<Stack> {
    const ClientRequestToken = token ? { ClientRequestToken: token } : {};
    await this.cfn.send(new ExecuteChangeSetCommand({ ChangeSetName: changeSet.ChangeSetId, ...ClientRequestToken }));
    return this.settled(name);
  }

  /** Makes a change set and describes it. */
  async changeSet(
    name: string,
    resources: Resources,
    parts: TemplateParts = {},
    input: Partial<CreateChangeSetCommandInput> = {},
  ): Promise<DescribeChangeSetCommandOutput> {
    this.#count += 1;
    const exists = await this.find(name);
    const { Id } = await this.cfn.send(
      new CreateChangeSetCommand({
        StackName: name,
        ChangeSetName: `change-${this.#count}`,
        ChangeSetType: exists ? 'UPDATE' : 'CREATE',
        TemplateBody: JSON.stringify({ ...parts, Resources: resources }),
        Capabilities: ['CAPABILITY_NAMED_IAM'] satisfies Capability[],
        ...input,
      }),
    );
    return this.cfn.send(new DescribeChangeSetCommand({ ChangeSetName: Id }));
  }

  async find(name: string): Promise<Stack | undefined> {
    const found = await this.cfn.send(new DescribeStacksCommand({ StackName: name })).catch(() => undefined);
    return found?.Stacks?.[0];
  }

  /** Waits until no operation runs on the stack. */
  async settled(name: string): Promise<Stack> {
    return vi.waitFor(
      async () => {
        const stack = await this.find(name);
        if (!stack || stack.StackStatus?.endsWith('_IN_PROGRESS')) throw new Error(`${name} is ${stack?.StackStatus}`);
        return stack;
      },
      { timeout: 20_000, interval: 20 },
    );
  }

  /** Why the newest operation on the stack failed. */
  async firstFailure(name: string): Promise<string> {
    const { StackEvents = [] } = await this.cfn.send(new DescribeStackEventsCommand({ StackName: name }));
    const failed = StackEvents.findLast(({ ResourceStatus }) => ResourceStatus?.endsWith('_FAILED'));
    return `${failed?.LogicalResourceId}: ${failed?.ResourceStatusReason}`;
  }

  /** Deletes a stack and gives its final status. */
  async remove(name: string): Promise<string> {
    const stack = await this.find(name);
    await this.cfn.send(new DeleteStackCommand({ StackName: name }));
    const final = await this.settled(stack?.StackId ?? name);
    return final.StackStatus ?? '';
  }
}

/** A resource that cannot be made: fails the operation when its turn comes, after what it depends on. */
export function failing(dependsOn: readonly string[]): object {
  const PolicyDocument = { Version: '2012-10-17', Statement: [] };
  const Properties = { PolicyName: 'p', Roles: ['no-such-role'], PolicyDocument };
  return { Type: 'AWS::IAM::Policy', DependsOn: dependsOn, Properties };
}

/** Calls an API of the AWS Query protocol (IAM, EC2, ...) for which there is no SDK client here; gives the XML. */
export async function query(
  aws: LocalAws,
  service: string,
  parameters: Readonly<Record<string, string>>,
): Promise<string> {
  const scope = `${aws.account}/20260101/${aws.region}/${service}/aws4_request`;
  const response = await fetch(aws.endpoint, {
    method: 'POST',
    headers: { Authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0` },
    body: new URLSearchParams(parameters),
  });
  return response.text();
}
