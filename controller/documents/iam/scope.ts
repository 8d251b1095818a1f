import type { ArnForm } from './names.ts';

/** Whose resources statements may name: those of one team of one platform. */
export interface Scope {
  readonly project: string;
  readonly team: string;
  readonly account: string;
  readonly region: string;
  readonly partition: string;
  /** Where the functions of all teams get their code from. */
  readonly artifactBucket: string;
}

/** What stands before the name of a Lambda function in the name of its log group. */
export const LOG_GROUP = '/aws/lambda/';

/** What every name of a team begins with, and no other name of the platform: no team's name covers another's. */
export function ownPrefix({ project, team }: Scope): string {
  return `${project}-${team}-`;
}

/** An ARN of the team's own resources of a form, to show. */
export function exampleArn({ service, region, account, head, name }: ArnForm, scope: Scope): string {
  const owner = { own: scope.account, aws: 'aws', none: '' }[account];
  const own = `${service === 'logs' ? LOG_GROUP : ''}${ownPrefix(scope)}*`;
  const last = { chosen: own, made: '<id>', none: '' }[name];
  return `arn:${scope.partition}:${service}:${region ? scope.region : ''}:${owner}:${head}${last}`;
}
