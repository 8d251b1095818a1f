import { describe, expect, test } from 'vitest';
import type { Json } from '../../../../controller/lib/json.ts';
import { loadWith, team } from '../registry-files.ts';
import { declare, readJson } from './declare.ts';

interface Example {
  readonly name: string;
  readonly statements: readonly Json[];
  readonly verdict: 'accept' | 'reject' | 'accept-or-reject';
}

const { cases } = readJson<{ readonly cases: readonly Example[] }>('policy-examples.json');

/** The examples' own names begin with `team-a-`, which is the prefix of the team a of a project called team. */
const PLATFORM = `apiVersion: holdfast/v1
kind: Platform
metadata: {name: shared}
spec:
  project: team
  organization: acme
  environment: dev
  account: "123456789012"
  region: eu-west-1
  network: {cidr: 10.0.0.0/16}
`;

function codesOf({ statements }: Example): string[] {
  const text = `apiVersion: holdfast/v1
kind: Function
metadata: {name: charge}
spec:
  runtime: nodejs24.x
  handler: index.handler
  s3: {bucket: acme-artifacts, key: f.zip}
  statements: ${JSON.stringify(statements)}
`;
  const files = { 'platform.yaml': PLATFORM, 'teams/a/team.yaml': team('a'), 'teams/a/charge.yaml': text };
  return loadWith(files).findings.map(({ code }) => code);
}

const verdict = (wanted: Example['verdict']) => cases.filter((example) => example.verdict === wanted);

describe('examples of declared statements', () => {
  test('there are 110 of them', () => {
    expect([verdict('accept').length, verdict('reject').length, verdict('accept-or-reject').length]).toEqual([
      11, 96, 3,
    ]);
  });

  test.each(verdict('accept'))('$name: accepted', (example) => {
    expect(codesOf(example)).toEqual([]);
  });

  test.each(verdict('reject'))('$name: refused', (example) => {
    expect(codesOf(example)).not.toEqual([]);
  });

  /** docs/reference/iam.md says why. */
  const CHOSEN: Readonly<Record<string, readonly string[]>> = {
    'region wildcard': ['OutsideScope'],
    'credential or exfil on star cognito-identity:GetOpenIdTokenForDeveloperIdentity': ['PrivilegeEscalation'],
    'credential or exfil on star ecr:GetAuthorizationToken': [],
  };

  test.each(verdict('accept-or-reject'))('$name: as documented', (example) => {
    expect(codesOf(example)).toEqual(CHOSEN[example.name]);
  });

  test.each(verdict('reject').filter(({ statements }) => /"Resource":"arn/.test(JSON.stringify(statements))))(
    '$name: refused for what it names, not for how it is written',
    (example) => {
      const expected = /Principal/.test(example.name)
        ? 'UnknownField'
        : /Effect/.test(example.name)
          ? 'InvalidValue'
          : 'OutsideScope';
      expect(codesOf(example)).toEqual([expected]);
    },
  );

  test('the same statements of another team of the same platform are refused', () => {
    const example = verdict('accept')[0]?.statements ?? [];
    expect(declare(example).map(({ code }) => code)).toEqual(['OutsideScope']);
  });
});
