import type { FakeFiles } from '../fakes/github.ts';

/** A small registry, as files. Two teams, so that something can fail while something else goes on. */
export const PLATFORM = `apiVersion: holdfast/v1
kind: Platform
metadata: { name: shared }
spec:
  project: acme
  organization: acme
  environment: dev
  account: "123456789012"
  region: us-east-1
  network: { cidr: 10.0.0.0/16 }
`;

/** A Team document. */
export function teamFile(name: string): string {
  return `apiVersion: holdfast/v1\nkind: Team\nmetadata: { name: ${name} }\nspec: { owner: ${name}-engineering }\n`;
}

/** A Function and the Route to it, for one team. */
export function functionFile(team: string, name: string, memoryMb = 256): string {
  return `apiVersion: holdfast/v1
kind: Function
metadata: { name: ${name} }
spec:
  runtime: nodejs24.x
  handler: index.handler
  s3: { bucket: acme-code, key: ${team}/${name}.zip, objectVersion: "1" }
  memoryMb: ${memoryMb}
---
apiVersion: holdfast/v1
kind: Route
metadata: { name: ${name} }
spec: { method: GET, path: /${team}/${name}, function: ${name} }
`;
}

/** Platform and two teams with a function each. */
export const REGISTRY: FakeFiles = {
  'platform.yaml': PLATFORM,
  'teams/orders/team.yaml': teamFile('orders'),
  'teams/orders/status.yaml': functionFile('orders', 'status'),
  'teams/payments/team.yaml': teamFile('payments'),
  'teams/payments/charge.yaml': functionFile('payments', 'charge'),
};
