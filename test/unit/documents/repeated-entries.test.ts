import { describe, expect, test } from 'vitest';
import { loadWith, team, VALID } from './registry-files.ts';

/** Where and what: every finding of a registry in which a team has these documents, and the platform these lines of `spec` more. */
function said(own: string, platform = ''): readonly string[] {
  const files = {
    'platform.yaml': `${VALID['platform.yaml']}${platform}`,
    'teams/shop/team.yaml': team('shop'),
    'teams/shop/own.yaml': own,
  };
  return loadWith(files).findings.map(({ code, line, column, message }) => `${code} ${line}:${column} ${message}`);
}

/** A document whose spec stands on its fifth line. */
function document(kind: string, spec: string, name = 'one'): string {
  return `apiVersion: holdfast/v1\nkind: ${kind}\nmetadata: {name: ${name}}\nspec:\n  ${spec}\n`;
}

const queue = document('Queue', 'fifo: false', 'work');

describe('an entry that a list has already', () => {
  test.each([
    [
      'Table',
      'partitionKey: {name: id}\n  indexes: [{name: all, partitionKey: {name: a}, projection: {include: [b, b]}}]',
      '6:76',
      'spec.indexes[0].projection.include[0]',
    ],
  ])('of a %s: %s', (kind, spec, place, first) => {
    expect(said(document(kind, spec))).toEqual([
      `DuplicateEntry ${place} The entry is already in ${first}; AWS takes it once.`,
    ]);
  });

  test.each([
    ['usagePlan: {keys: [mobile, mobile]}', '11:48', 'spec.api.usagePlan.keys[0]'],
    ['cors: {allowOrigins: [https://a.example, https://a.example]}', '11:62', 'spec.api.cors.allowOrigins[0]'],
    ['cors: {allowOrigins: ["*"], allowMethods: [GET, GET]}', '11:69', 'spec.api.cors.allowMethods[0]'],
  ])('of the API: %s', (api, place, first) => {
    const findings = said(queue, `  api: {type: rest, ${api}}\n`);
    expect(findings).toEqual([`DuplicateEntry ${place} The entry is already in ${first}; AWS takes it once.`]);
  });
});

describe('a document of the own team that is named with its team and without', () => {
  const twice = '{kind: Queue, name: work}, {kind: Queue, name: work, team: shop}';

  test('gets the messages of a topic once', () => {
    expect(said(`${document('Topic', `subscriptions: [${twice}]`)}---\n${queue}`)).toEqual([
      'DuplicateEntry 5:78 Queue work of the own team is named already; AWS takes it once.',
    ]);
  });

  test('is a target of a rule once', () => {
    expect(said(`${document('EventRule', `pattern: {source: [a]}\n  targets: [${twice}]`)}---\n${queue}`)).toEqual([
      'DuplicateEntry 6:72 Queue work of the own team is named already; AWS takes it once.',
    ]);
  });

  test('is not mixed up with a namesake of another team', () => {
    const files = {
      'teams/shop/team.yaml': team('shop'),
      'teams/shop/own.yaml': `${document('Topic', 'subscriptions: [{kind: Queue, name: work}, {kind: Queue, name: work, team: payments}]')}---\n${queue}`,
      'teams/payments/work.yaml':
        'apiVersion: holdfast/v1\nkind: Queue\nmetadata: {name: work, sharedWith: [{team: shop, level: write}]}\nspec: {}\n',
    };
    expect(loadWith(files).findings).toEqual([]);
  });
});
