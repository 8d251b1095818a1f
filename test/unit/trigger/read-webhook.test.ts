import { describe, expect, test } from 'vitest';
import { type Audience, readWebhook } from '../../../controller/trigger/read-webhook.ts';
import { deepFreeze } from '../../fakes/deep-freeze.ts';
import { AUDIENCE, PUSH } from './signed-request.ts';

const HEAD = 'ec26c3e57ca3a959ca5aad62de7213c562f8c821';
const repository = { id: 186853002, full_name: 'octo-org/registry' };
const pull_request = {
  number: 7,
  head: { sha: HEAD, ref: 'change', repo: { id: 186853002 } },
  base: { ref: 'main', repo: { id: 186853002 } },
};
const check_run = { name: 'holdfast/plan', head_sha: HEAD, app: { id: 29310 } };
const sender = { login: 'mona', type: 'User' };

function read(event: string, payload: object, audience: Audience = AUDIENCE) {
  return readWebhook({ event, delivery: 'd-1', payload: deepFreeze(structuredClone(payload)) }, audience);
}

const ignored = (because: string) => ({ kind: 'ignored', because });
const pullTrigger = { type: 'pull-request', delivery: 'd-1', number: 7, headSha: HEAD, fork: false };

describe('merge_group', () => {
  const merge_group = { head_sha: HEAD, base_ref: 'refs/heads/main', base_sha: HEAD, head_ref: 'refs/heads/queue/7' };

  test('asks for a plan of the commit that the queue made', () => {
    expect(read('merge_group', { action: 'checks_requested', merge_group, repository, sender })).toEqual({
      kind: 'trigger',
      trigger: { type: 'merge-group', delivery: 'd-1', headSha: HEAD },
    });
  });

  test.each([
    [{ action: 'destroyed', merge_group }, 'nothing is done on this event'],
    [
      { action: 'checks_requested', merge_group: { ...merge_group, base_ref: 'refs/heads/release' } },
      'the group is not for our branch',
    ],
    [{ action: 'checks_requested', merge_group: {} }, 'it names no commit'],
  ])('otherwise does nothing', (payload, because) => {
    expect(read('merge_group', { ...payload, repository })).toEqual(ignored(because));
  });
});

describe('pull_request', () => {
  test.each(['opened', 'synchronize', 'reopened', 'closed'])('%s has its head looked at', (action) => {
    expect(read('pull_request', { action, number: 7, pull_request, repository, sender })).toEqual({
      kind: 'trigger',
      trigger: pullTrigger,
    });
  });

  test.each(['unlabeled', 'assigned', 'ready_for_review', 'review_requested', 'converted_to_draft', 'dequeued'])(
    'W14: %s does nothing',
    (action) => {
      const result = read('pull_request', { action, number: 7, pull_request, repository });
      expect(result).toEqual(ignored('nothing is done on this event'));
    },
  );

  test('an edit asks for a plan only when it moved the pull request to our branch', () => {
    const edited = { action: 'edited', number: 7, pull_request, repository };
    const moved = { ...edited, changes: { base: { ref: { from: 'release' } } } };
    expect(read('pull_request', moved)).toEqual({ kind: 'trigger', trigger: pullTrigger });
    const retitled = { ...edited, changes: { title: { from: 'old' } } };
    expect(read('pull_request', retitled)).toEqual(ignored('the base branch did not change'));
  });

  test('the number may stand inside only, or outside only', () => {
    const { number: _number, ...unnumbered } = pull_request;
    for (const payload of [{ pull_request }, { number: 7, pull_request: unnumbered }]) {
      expect(read('pull_request', { action: 'opened', repository, ...payload })).toMatchObject({
        trigger: { number: 7 },
      });
    }
  });

  test('a pull request for another branch does nothing', () => {
    const other = { ...pull_request, base: { ref: 'release' } };
    const result = read('pull_request', { action: 'opened', pull_request: other, repository });
    expect(result).toEqual(ignored('the pull request is not for our branch'));
  });

  test.each([
    ['another repository', { sha: HEAD, repo: { id: 4711 } }],
    ['a deleted repository', { sha: HEAD, repo: null }],
    ['no known repository', { sha: HEAD }],
    ['an id that is text', { sha: HEAD, repo: { id: '186853002' } }],
  ])('P3: a head in %s is a fork', (_name, head) => {
    const forked = { ...pull_request, head };
    const result = read('pull_request', { action: 'opened', pull_request: forked, repository });
    expect(result).toMatchObject({ kind: 'trigger', trigger: { type: 'pull-request', fork: true } });
  });

  test.each(['HEAD', 'ec26c3e', `${HEAD}\n`, HEAD.toUpperCase(), '../../etc/passwd', '', null, 7])(
    'W7: a head called %j is no commit',
    (sha) => {
      const payload = { action: 'opened', pull_request: { ...pull_request, head: { sha } }, repository };
      expect(read('pull_request', payload)).toEqual(ignored('it names no pull request number and head'));
    },
  );
});

describe('push', () => {
  test('to our branch asks for an apply; commits, head_commit and forced are not needed', () => {
    expect(read('push', PUSH)).toEqual({
      kind: 'trigger',
      trigger: { type: 'push', delivery: 'd-1', branch: 'main', before: PUSH.before, after: HEAD },
    });
  });

  test('of a SHA-256 repository is read as well', () => {
    const after = 'a'.repeat(64);
    expect(read('push', { ...PUSH, after })).toMatchObject({ kind: 'trigger', trigger: { after } });
  });

  test.each(['refs/heads/main-2', 'refs/heads/x/main', 'refs/tags/main', 'main', 'refs/heads/', '', null])(
    'to %j does nothing',
    (ref) => {
      expect(read('push', { ...PUSH, ref })).toEqual(ignored('it is a push to another ref'));
    },
  );

  test('that deletes the branch does nothing', () => {
    expect(read('push', { ...PUSH, after: '0'.repeat(40) })).toEqual(ignored('the branch was deleted'));
  });

  test('that creates the branch asks for an apply', () => {
    expect(read('push', { ...PUSH, before: '0'.repeat(40) })).toMatchObject({ kind: 'trigger' });
  });

  test('a branch name with slashes and pattern characters is compared letter by letter (W7)', () => {
    const audience = { ...AUDIENCE, branch: 'release/[a-z].*' };
    expect(read('push', { ...PUSH, ref: 'refs/heads/release/[a-z].*' }, audience)).toMatchObject({ kind: 'trigger' });
    expect(read('push', { ...PUSH, ref: 'refs/heads/release/b1' }, audience)).toMatchObject({ kind: 'ignored' });
  });
});

describe('checks', () => {
  const rerun = (run: object) => read('check_run', { action: 'rerequested', check_run: run, repository, sender });

  test('W8: a re-run of one of our checks is taken, of a foreign App is not', () => {
    expect(rerun(check_run)).toEqual({
      kind: 'trigger',
      trigger: { type: 'check-rerun', delivery: 'd-1', check: 'holdfast/plan', headSha: HEAD, sender: 'mona' },
    });
    for (const app of [{ id: 29311 }, { id: '29310' }, {}, 29310, [], true]) {
      expect(rerun({ ...check_run, app }), JSON.stringify(app)).toEqual(ignored('the check is of another App'));
    }
  });

  test('W13: a re-run names the person who pressed it, and no App', () => {
    const by = (who: object) =>
      read('check_run', { action: 'rerequested', check_run, repository, sender: { ...sender, ...who } });
    expect(by({})).toMatchObject({ trigger: { sender: 'mona' } });
    for (const who of [{ type: 'Bot' }, { login: 'renovate[bot]' }, { login: 'a b' }, { login: null }]) {
      expect(by(who), JSON.stringify(who)).toMatchObject({ kind: 'trigger' });
      expect(by(who), JSON.stringify(who)).not.toHaveProperty('trigger.sender');
    }
  });

  test('a re-run that names no App is known by the name of the check', () => {
    expect(rerun({ ...check_run, app: null })).toMatchObject({ kind: 'trigger' });
    expect(rerun({ ...check_run, app: null, name: 'lint' })).toEqual(ignored('it is not one of our checks'));
  });

  test.each([
    'holdfast',
    'holdfast/',
    'holdfast/Plan',
    'holdfast/plan\n',
    'x holdfast/plan',
    `holdfast/${'a'.repeat(33)}`,
  ])('a check called %j is not ours', (name) => {
    expect(rerun({ ...check_run, name })).toEqual(ignored('it is not one of our checks'));
  });

  test('W14: created and completed, which our own reports cause, do nothing', () => {
    for (const action of ['created', 'completed']) {
      const result = read('check_run', { action, check_run, repository });
      expect(result).toEqual(ignored('nothing is done on this event'));
    }
  });

  test('a button carries its identifier and who pressed it', () => {
    const pressed = {
      action: 'requested_action',
      check_run,
      repository,
      sender,
      requested_action: { identifier: 'revert' },
    };
    expect(read('check_run', pressed)).toEqual({
      kind: 'trigger',
      trigger: {
        type: 'check-action',
        delivery: 'd-1',
        check: 'holdfast/plan',
        action: 'revert',
        headSha: HEAD,
        sender: 'mona',
      },
    });
  });

  test('W8: a button needs our App by id, a known form and a person', () => {
    const pressed = {
      action: 'requested_action',
      check_run,
      repository,
      sender,
      requested_action: { identifier: 'revert' },
    };
    for (const app of [null, undefined, { id: 29311 }]) {
      const foreign = { ...pressed, check_run: { ...check_run, app } };
      expect(read('check_run', foreign)).toEqual(ignored('the check is of another App'));
    }
    for (const wrong of [
      { sender: null },
      { sender: { login: 'a b' } },
      { requested_action: undefined },
      { requested_action: { identifier: 'x'.repeat(21) } },
      { check_run: { ...check_run, head_sha: 'main' } },
    ]) {
      expect(read('check_run', { ...pressed, ...wrong })).toEqual(ignored('it is not one of our buttons'));
    }
  });

  test('a suite of ours is re-run as a whole', () => {
    const suite = (app: unknown) =>
      read('check_suite', { action: 'rerequested', check_suite: { head_sha: HEAD, app }, repository });
    expect(suite({ id: 29310 })).toEqual({
      kind: 'trigger',
      trigger: { type: 'check-rerun', delivery: 'd-1', check: '*', headSha: HEAD },
    });
    expect(suite({ id: 1 })).toEqual(ignored('the check suite is of another App'));
    expect(suite(null)).toEqual(ignored('the check suite is of another App'));
  });
});

describe('issue_comment', () => {
  const comment = {
    id: 4711,
    body: '/holdfast confirm data-loss budget\r\nbecause we agreed',
    created_at: '2026-11-26T12:00:05Z',
    user: { login: 'mona', type: 'User' },
    performed_via_github_app: null,
  };
  const issue = { number: 7, pull_request: { url: 'https://api.github.com/repos/octo-org/registry/pulls/7' } };
  const created = (change: object = {}, more: object = {}) =>
    read('issue_comment', {
      action: 'created',
      issue,
      comment: { ...comment, ...change },
      repository,
      sender,
      ...more,
    });

  test('is a command by its first line', () => {
    expect(created()).toEqual({
      kind: 'trigger',
      trigger: {
        type: 'command',
        delivery: 'd-1',
        number: 7,
        comment: 4711,
        sender: 'mona',
        verb: 'confirm',
        words: ['data-loss', 'budget'],
        at: 1_795_694_405_000,
      },
    });
  });

  test.each(['edited', 'deleted'])('W14: one that is %s does nothing', (action) => {
    const payload = { action, issue, comment, repository, sender };
    expect(read('issue_comment', payload)).toEqual(ignored('nothing is done on this event'));
  });

  test.each([
    'looks good',
    ' /holdfast plan',
    'please\n/holdfast apply',
    '/holdfastplan',
    '/Holdfast plan',
    '> /holdfast plan',
    '',
    null,
    7,
    undefined,
  ])('%j is no command', (body) => {
    expect(created({ body })).toEqual(ignored('it is no command'));
  });

  test('is only for pull requests', () => {
    for (const other of [{ number: 7 }, { number: 7, pull_request: null }, { number: 7, pull_request: 'yes' }]) {
      expect(created({}, { issue: other })).toEqual(ignored('it is not on a pull request'));
    }
  });

  test('is the word of a person: not of an App, not of another than who sends it', () => {
    for (const change of [
      { user: { login: 'other' } },
      { user: null },
      { performed_via_github_app: { id: 29310 } },
      { performed_via_github_app: { id: 1 } },
    ]) {
      expect(created(change), JSON.stringify(change)).toEqual(ignored('it is not the word of a person'));
    }
    for (const who of [
      { login: 'helper[bot]', type: 'Bot' },
      { login: 'mona' },
      { login: 'helper[bot]', type: 'User' },
    ]) {
      const written = { user: { login: who.login } };
      expect(created(written, { sender: who })).toEqual(ignored('it is not the word of a person'));
    }
  });

  test('W7: its ids and its time have their form', () => {
    for (const change of [{ id: '4711' }, { id: null }, { created_at: 'yesterday' }, { created_at: null }]) {
      expect(created(change)).toEqual(ignored('it names no pull request and comment'));
    }
    expect(created({}, { issue: { ...issue, number: 0 } })).toEqual(ignored('it names no pull request and comment'));
  });
});

describe('a label', () => {
  const labelled = (name: unknown, change: object = {}) =>
    read('pull_request', {
      action: 'labeled',
      label: { name },
      pull_request: { ...pull_request, updated_at: '2026-11-26T12:00:05Z' },
      repository,
      sender,
      ...change,
    });

  test('of ours says what its owner agrees to', () => {
    expect(labelled('holdfast/confirm-mass-delete')).toEqual({
      kind: 'trigger',
      trigger: {
        type: 'label',
        delivery: 'd-1',
        number: 7,
        what: 'mass-delete',
        sender: 'mona',
        at: 1_795_694_405_000,
      },
    });
  });

  test.each([
    'bug',
    'holdfast/confirm',
    'holdfast/confirm-',
    'holdfast/confirm-everything',
    'Holdfast/confirm-iam',
    null,
  ])('called %j is not ours', (name) => {
    expect(labelled(name)).toEqual(ignored('it is not one of our labels'));
  });

  test('is put by a person, on a pull request for our branch', () => {
    const bot = { sender: { login: 'helper[bot]', type: 'Bot' } };
    expect(labelled('holdfast/confirm-iam', bot)).toEqual(ignored('it is not the word of a person'));
    const other = { ...pull_request, updated_at: '2026-11-26T12:00:05Z', base: { ref: 'release' } };
    expect(labelled('holdfast/confirm-iam', { pull_request: other })).toEqual(
      ignored('the pull request is not for our branch'),
    );
    expect(labelled('holdfast/confirm-iam', { pull_request })).toEqual(
      ignored('it names no pull request number and time'),
    );
  });
});

describe('audience', () => {
  const byId: Audience = { ...AUDIENCE, repositoryId: 186853002, installationId: 957387 };

  test('W7: with ids, a renamed repository keeps working and a namesake does not', () => {
    const payload = { ...PUSH, installation: { id: 957387 } };
    const renamed = { ...payload, repository: { id: 186853002, full_name: 'other-org/renamed' } };
    expect(read('push', renamed, byId)).toMatchObject({ kind: 'trigger' });
    const namesake = { ...payload, repository: { id: 1, full_name: 'octo-org/registry' } };
    expect(read('push', namesake, byId)).toEqual(ignored('it is of another repository'));
  });

  test('W8: another installation, or none, is not listened to', () => {
    for (const installation of [{ id: 957388 }, { id: '957387' }, null, undefined]) {
      expect(read('push', { ...PUSH, installation }, byId)).toEqual(ignored('it is of another installation'));
    }
  });

  test('without an id, the full name counts, in any case of letters', () => {
    const named = (full_name: unknown) => read('push', { ...PUSH, repository: { id: 1, full_name } });
    expect(named('Octo-Org/Registry')).toMatchObject({ kind: 'trigger' });
    for (const name of ['octo-org/registry2', 'registry', 'octo-org/registry/', '', null, 5]) {
      expect(named(name)).toEqual(ignored('it is of another repository'));
    }
  });
});

test('W13: what a lying payload says about files, branches and people changes nothing but the hint', () => {
  const lies = {
    ...PUSH,
    commits: [{ id: 'f'.repeat(40), added: ['../../etc/passwd'], removed: ['platform.yaml'] }],
    head_commit: { id: 'f'.repeat(40) },
    forced: true,
    deleted: true,
    base_ref: 'refs/heads/other',
    pusher: { name: 'root' },
  };
  expect(read('push', lies)).toEqual(read('push', PUSH));
});

test.each(['ping', 'installation', 'repository', 'star', 'merge_group', 'constructor', '__proto__', ''])(
  'W14: the event %j does nothing',
  (event) => {
    const payload = { action: 'created', comment: { body: '/apply' }, repository, sender };
    expect(read(event, payload)).toEqual(ignored('nothing is done on this event'));
    expect(read(event, {})).toEqual(ignored('nothing is done on this event'));
  },
);
