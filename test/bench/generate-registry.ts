import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** One file of a generated registry. */
export interface GeneratedFile {
  readonly path: string;
  readonly text: string;
}

/** Functions of one team, and so of one stack. */
export const FUNCTIONS_PER_TEAM = 10;

const MEMORY_MB = [128, 256, 512, 1024] as const;
const METHODS = ['GET', 'POST', 'PUT', 'DELETE'] as const;

/** Plain words, as people name functions; as many as a team has functions. */
const VERBS = [
  'accept',
  'cancel',
  'charge',
  'confirm',
  'expire',
  'notify',
  'pack',
  'refund',
  'reserve',
  'ship',
] as const;

/**
 * A registry of `count` functions, each with a route, in a file of its own of about 40 lines and 1 KB; ten to a team. The same
 * arguments give the same bytes. `edited` numbers the edit of the very first function: a new memory size and a new code object.
 */
export function generateRegistry(count: number, edited = 0): readonly GeneratedFile[] {
  const teams = Array.from({ length: Math.ceil(count / FUNCTIONS_PER_TEAM) }, (_, team) => teamFile(team));
  const functions = Array.from({ length: count }, (_, index) => functionFile(index, index === 0 ? edited : 0));
  return [PLATFORM, ...teams, ...functions];
}

/** Path of the file that an edit changes. */
export const EDITED_PATH = functionFile(0, 0).path;

/** Writes files under `folder`. */
export function writeFiles(folder: string, files: readonly GeneratedFile[]): void {
  const made = new Set<string>();
  for (const { path, text } of files) {
    const parent = dirname(join(folder, path));
    if (!made.has(parent)) mkdirSync(parent, { recursive: true });
    made.add(parent);
    writeFileSync(join(folder, path), text);
  }
}

const PLATFORM: GeneratedFile = {
  path: 'platform.yaml',
  text: `# The infrastructure that all teams share.
apiVersion: holdfast/v1
kind: Platform
metadata:
  name: shared
spec:
  project: bench-platform
  organization: acme
  environment: dev
  account: "123456789012"
  region: us-east-1
  network:
    cidr: 10.0.0.0/16
  api:
    type: http
    throttle:
      rate: 100
      burst: 200
  sync:
    mode: auto
    prune: true
  # Thousands of functions cost more than the default of 50.
  cost:
    monthlyBudgetUsd: 100000
`,
};

function teamName(team: number): string {
  return `unit-${String(team).padStart(4, '0')}`;
}

function teamFile(team: number): GeneratedFile {
  const name = teamName(team);
  return {
    path: `teams/${name}/team.yaml`,
    text: `apiVersion: holdfast/v1
kind: Team
metadata:
  name: ${name}
spec:
  owner: ${name}-engineering
  contacts: ["#${name}"]
  pathPrefix: /${name}
  tags:
    cost-center: cc-${String(team).padStart(4, '0')}
`,
  };
}

function functionFile(index: number, edit: number): GeneratedFile {
  const team = teamName(Math.floor(index / FUNCTIONS_PER_TEAM));
  const name = `${VERBS[index % FUNCTIONS_PER_TEAM]}-order`;
  const memory = (MEMORY_MB[index % MEMORY_MB.length] ?? 128) + 64 * edit;
  return {
    path: `teams/${team}/${name}.yaml`,
    text: `# Handles step ${index} of the order flow; the code comes from the team's own pipeline.
apiVersion: holdfast/v1
kind: Function
metadata:
  name: ${name}
  labels:
    tier: backend
spec:
  description: Step ${index} of the order flow, called by the shop and by the warehouse
  runtime: nodejs24.x
  handler: index.handler
  s3:
    bucket: bench-platform-artifacts-123456789012-us-east-1
    key: ${team}/${name}-${edit}.zip
    objectVersion: "3"
  architecture: arm64
  memoryMb: ${memory}
  timeoutSeconds: ${5 + (index % 25)}
  environment:
    LOG_LEVEL: info
    TABLE_NAME: orders-${index % 100}
    FLOW_STEP: "${index}"
  statements:
    - Effect: Allow
      Action: [dynamodb:GetItem, dynamodb:PutItem]
      Resource: arn:aws:dynamodb:us-east-1:123456789012:table/bench-platform-${team}-table-orders-${index % 100}
    - Effect: Allow
      Action: sqs:SendMessage
      Resource: arn:aws:sqs:us-east-1:123456789012:bench-platform-${team}-queue-orders-${index % 100}
  logRetentionDays: 30
---
apiVersion: holdfast/v1
kind: Route
metadata:
  name: ${name}
spec:
  method: ${METHODS[index % METHODS.length]}
  path: /${team}/${name}/{orderId}
  function: ${name}
`,
  };
}
