import { type EventBus, EventField, Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { SnsTopic } from 'aws-cdk-lib/aws-events-targets';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { HoldfastEvent } from '../../controller/report/events-port.ts';

export interface NewsSettings {
  readonly prefix: string;
  readonly bus: EventBus;
  /** How a message names the environment. */
  readonly environment: string;
}

const detail = (name: string) => EventField.fromPath(`$.detail.${name}`);

/**
 * What a person should hear of the platform, one sentence each, on a topic to subscribe mail, chat or an incident tool to. Like the alarms' topic not
 * encrypted at rest: EventBridge cannot publish under the AWS-managed key (https://repost.aws/knowledge-center/sns-not-getting-eventbridge-notification),
 * and no event holds a value of the platform (S3).
 */
export class News extends Construct {
  readonly topic: Topic;
  readonly #settings: NewsSettings;

  constructor(scope: Construct, id: string, settings: NewsSettings) {
    super(scope, id);
    this.#settings = settings;
    this.topic = new Topic(this, 'Topic', { topicName: `${settings.prefix}-news`, enforceSSL: true });
    const about = `Holdfast ${settings.environment}:`;
    this.#tell('Failed', 'Run Finished', { state: ['failed', 'stopped'] }, [
      `${about} ${detail('purpose')} of ${detail('sha')} ${detail('state')}. ${detail('problem')}`,
      `See: holdfast history --environment ${settings.environment}`,
    ]);
    this.#tell('Unhealthy', 'Health Changed', { health: ['Degraded', 'Missing'] }, [
      `${about} what was applied with ${detail('sha')} is ${detail('health')}: ${detail('unwell')} not well, ${detail('broken')} broken by it.`,
      `${detail('resources')}`,
      `See the check holdfast/apply, or: holdfast status --environment ${settings.environment}`,
    ]);
    this.#tell('Drifted', 'Drift Found', undefined, [
      `${about} AWS is not what Git says: ${detail('modified')} modified, ${detail('deleted')} deleted, ${detail('added')} added by hand.`,
      `${detail('resources')}`,
      `See the check holdfast/drift, or: holdfast drift --environment ${settings.environment}`,
    ]);
  }

  #tell(
    id: string,
    type: HoldfastEvent['type'],
    wanted: Readonly<Record<string, readonly string[]>> | undefined,
    lines: readonly string[],
  ): void {
    new Rule(this, id, {
      description: `Tells on a topic: ${type}`,
      eventBus: this.#settings.bus,
      eventPattern: { source: ['holdfast'], detailType: [type], ...(wanted !== undefined && { detail: wanted }) },
      targets: [new SnsTopic(this.topic, { message: RuleTargetInput.fromMultilineText(lines.join('\n')) })],
    });
  }
}
