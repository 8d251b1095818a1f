import type { IRole } from 'aws-cdk-lib/aws-iam';
import { EventSourceMapping, type Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { ControllerFunction, type FunctionCode } from './controller-function.ts';
import { type Queues, RECONCILER_TIMEOUT } from './queues.ts';

export interface ReconcilerSettings {
  readonly prefix: string;
  readonly code: FunctionCode;
  readonly plannerRole: IRole;
  readonly applierRole: IRole;
  readonly queues: Queues;
  readonly environment: Readonly<Record<string, string>>;
  /** Only the applier knows it: the role with which CloudFormation works. */
  readonly executionRoleArn: string;
  readonly protect: boolean;
}

/**
 * One bundle as two functions, because a plan must be a different credential, not a flag (P1): the planner's role can
 * change nothing, so neither can anything that a pull request makes the planner do.
 */
export class Reconciler extends Construct {
  readonly planner: LambdaFunction;
  readonly applier: LambdaFunction;

  constructor(scope: Construct, id: string, settings: ReconcilerSettings) {
    super(scope, id);
    const { queues } = settings;
    this.planner = this.reconciler('Planner', settings, {
      description: 'Plans pull requests and finds drift; reads only',
      role: settings.plannerRole,
      environment: { HOLDFAST_ROLE: 'planner' },
    });
    this.applier = this.reconciler('Applier', settings, {
      description: 'Applies commits of the registry branch, step by step',
      role: settings.applierRole,
      environment: { HOLDFAST_ROLE: 'applier', HOLDFAST_EXECUTION_ROLE_ARN: settings.executionRoleArn },
    });

    // Pull requests are planned side by side, but a burst of them may not eat GitHub's rate limit or the account's functions.
    consume(this, 'PlannerQueue', this.planner, queues.planner.queue, 10);
    consume(this, 'ApplierQueue', this.applier, queues.applier.queue);
    consume(this, 'TimerQueue', this.applier, queues.timer.queue, 2);
  }

  private reconciler(id: 'Planner' | 'Applier', settings: ReconcilerSettings, own: Own): LambdaFunction {
    return new ControllerFunction(this, id, {
      functionName: `${settings.prefix}-${id.toLowerCase()}`,
      description: own.description,
      code: settings.code,
      role: own.role,
      timeout: RECONCILER_TIMEOUT,
      memoryMb: 1024,
      environment: { ...settings.environment, ...own.environment },
      protect: settings.protect,
    }).function;
  }
}

/** In what the two functions differ. */
interface Own {
  readonly description: string;
  readonly role: IRole;
  readonly environment: Readonly<Record<string, string>>;
}

/** One message at a time: each is a whole reconcile, and one that fails must not take others with it (C5). */
function consume(scope: Construct, id: string, target: LambdaFunction, queue: Queue, maxConcurrency?: number): void {
  new EventSourceMapping(scope, id, {
    target,
    eventSourceArn: queue.queueArn,
    batchSize: 1,
    reportBatchItemFailures: true,
    ...(maxConcurrency ? { maxConcurrency } : {}),
  });
}
