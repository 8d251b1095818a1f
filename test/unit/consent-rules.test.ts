import { expect, test } from 'vitest';
import { ownersOfStacks, rulesOf, strictest } from '../../controller/consent-rules.ts';
import { platform, registryOf, team } from './compile/registry-of.ts';

/** The rules of a registry with this `sync` and these owners. */
function rulesWith(sync: object, owners: Readonly<Record<string, readonly string[]>> = {}) {
  const { '': own, ...teams } = owners;
  const shared = platform({ sync, ...(own !== undefined && { owners: own }) });
  const folders = Object.fromEntries(
    Object.entries(teams).map(([name, logins]) => [name, [team(name, { owners: logins })]]),
  );
  const { documents } = registryOf(shared, { web: [team('web')], ...folders });
  const found = documents.find((document) => document.kind === 'Platform');
  if (found === undefined) throw new Error('no platform');
  return rulesOf(found, documents);
}

test('a registry that says nothing asks everything, of anybody', () => {
  const { confirm, teamRoles, limits, owners } = rulesWith({});
  expect([...confirm]).toEqual(['data-loss', 'mass-delete', 'iam', 'budget', 'rename']);
  expect([teamRoles, limits, [...owners]]).toEqual([false, { resources: 20, share: 0.3 }, []]);
});

test('team-iam asks for the consent iam', () => {
  const { confirm, teamRoles } = rulesWith({ confirm: ['team-iam'] });
  expect([[...confirm], teamRoles]).toEqual([['iam'], true]);
});

test('between two registries the stricter word counts', () => {
  const lax = rulesWith({ confirm: ['budget'], limits: { deletes: 500, share: 10 } });
  const strict = rulesWith({ confirm: ['rename', 'team-iam'], limits: { deletes: 5, share: 90 } });
  for (const [wanted, applied] of [
    [lax, strict],
    [strict, lax],
  ] as const) {
    const rules = strictest(wanted, applied);
    expect([...rules.confirm].sort()).toEqual(['budget', 'iam', 'rename']);
    expect([rules.teamRoles, rules.limits]).toEqual([true, { resources: 5, share: 0.1 }]);
  }
});

test('owners are those that are applied; a team that is new brings its own', () => {
  const applied = rulesWith({}, { '': ['boss'], pay: ['mona'] });
  const wanted = rulesWith({}, { '': ['author'], pay: ['author'], web: ['author'], shop: ['octocat'] });
  const { owners } = strictest(wanted, applied);
  expect([...owners]).toEqual([
    ['', ['boss']],
    ['pay', ['mona']],
    ['shop', ['octocat']],
  ]);
  expect([...strictest(wanted, undefined).owners.keys()].sort()).toEqual(['', 'pay', 'shop', 'web']);
});

test('a stack belongs to the team of its tags, or to the platform, also when it is only still there', () => {
  const rules = rulesWith({}, { '': ['boss'], pay: ['mona'] });
  const stack = (name: string, tags: Readonly<Record<string, string>>) => ({
    ...{ name, tags, stackId: name, status: 'UPDATE_COMPLETE', parameters: {}, outputs: {}, resources: [] },
  });
  const observed = { stacks: [stack('acme-team-pay', { team: 'pay' }), stack('acme-network', {})] };
  const ownersOf = ownersOfStacks(rules, { project: 'acme', stacks: [] }, observed);
  expect([ownersOf('acme-team-pay'), ownersOf('acme-network'), ownersOf('acme-team-web')]).toEqual([
    ['mona'],
    ['boss'],
    ['boss'],
  ]);
});
