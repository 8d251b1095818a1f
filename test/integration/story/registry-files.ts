import { PROJECT, type Story } from './story.ts';

/** What a test wants to say about a function; the rest is as in the starter registry. */
export interface FunctionFields {
  readonly team: string;
  readonly name: string;
  readonly memoryMb: number;
  readonly path: string;
  readonly objectVersion?: string;
}

/** Where a function's document stands in the registry, and its text: a Function and the Route to it. */
export function functionFile(story: Story, fields: FunctionFields): Readonly<Record<string, string>> {
  const { team, name, memoryMb, path, objectVersion } = fields;
  const version = objectVersion === undefined ? '' : `\n    objectVersion: "${objectVersion}"`;
  const text = `apiVersion: holdfast/v1
kind: Function
metadata:
  name: ${name}
spec:
  runtime: nodejs24.x
  handler: index.handler
  s3:
    bucket: ${story.bucket}
    key: ${team}/${name}.zip${version}
  memoryMb: ${memoryMb}
  timeoutSeconds: 5
  environment:
    LOG_LEVEL: info
---
apiVersion: holdfast/v1
kind: Route
metadata:
  name: ${name}
spec:
  method: GET
  path: ${path}
  function: ${name}
`;
  return { [`teams/${team}/${name}.yaml`]: text };
}

/** A new team's own document. */
export function teamFile(team: string): Readonly<Record<string, string>> {
  const text = `apiVersion: holdfast/v1
kind: Team
metadata:
  name: ${team}
spec:
  owner: ${team}-engineering
  tags:
    cost-center: cc-1003
`;
  return { [`teams/${team}/team.yaml`]: text };
}

/** What a function of a team is called in AWS. */
export function functionName(team: string, name: string): string {
  return `${PROJECT}-${team}-function-${name}`;
}

/** What the stack of a team is called. */
export function teamStack(team: string): string {
  return `${PROJECT}-team-${team}`;
}
