import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DesiredStack } from '../../../controller/compile/desired.ts';
import type { Template } from '../../../controller/compile/template.ts';
import { digestOf } from '../../../controller/lib/digest.ts';
import type { ObservedStack } from '../../../controller/observe/observed.ts';
import type { ReplacementRules } from '../../../controller/plan/impact.ts';
import { makePlan } from '../../../controller/plan/make-plan.ts';

const RULES: ReplacementRules = {
  'AWS::SQS::Queue': { properties: { QueueName: 'replace', FifoQueue: 'replace' }, stateful: true },
  'AWS::Lambda::Function': { properties: { FunctionName: 'replace', PackageType: 'may-replace' }, stateful: false },
};

function template(resources: Template['Resources'], outputs?: Template['Outputs']): Template {
  return { AWSTemplateFormatVersion: '2010-09-09', Resources: resources, ...(outputs && { Outputs: outputs }) };
}

function desired(name: string, wave: number, wanted: Template, more: Partial<DesiredStack> = {}): DesiredStack {
  const body = JSON.stringify(wanted);
  const base = { name, owner: name, wave, template: wanted, body, digest: digestOf(body) };
  return { ...base, parameters: {}, tags: {}, sources: {}, ...more };
}

function observed(name: string, found: Template, more: Partial<ObservedStack> = {}): ObservedStack {
  const resources = Object.entries(found.Resources).map(([logicalId, { Type: type }]) => ({
    logicalId,
    type,
    physicalId: logicalId.toLowerCase(),
  }));
  const base = { name, stackId: `arn:${name}`, status: 'CREATE_COMPLETE', template: found };
  return { ...base, parameters: {}, outputs: {}, tags: {}, resources, ...more };
}

const plan = (stacks: readonly DesiredStack[], found: readonly ObservedStack[], prune = true) =>
  makePlan({ desired: { project: 'acme', stacks }, observed: { stacks: found }, rules: RULES, prune });

const queue = (properties: Record<string, string | number>) => ({ Type: 'AWS::SQS::Queue', Properties: properties });

describe('what happens to a stack', () => {
  test('a stack that is not there is created, resource by resource, with the line that asked for it', () => {
    const source = { file: 'teams/a/q.yaml', line: 3, column: 1 };
    const wanted = desired('acme-team-a', 4, template({ Jobs: queue({ QueueName: 'jobs' }) }), {
      sources: { Jobs: source },
    });
    const made = plan([wanted], []);
    expect(made.summary).toEqual({ create: 1, update: 0, replace: 0, delete: 0, noop: 0 });
    expect(made.stacks[0]).toMatchObject({ name: 'acme-team-a', action: 'create' });
    expect(made.stacks[0]?.nodes).toEqual([
      {
        action: 'create',
        logicalId: 'Jobs',
        type: 'AWS::SQS::Queue',
        impact: 'create',
        changes: [{ op: 'add', path: '/Properties', value: { QueueName: 'jobs' } }],
        source,
      },
    ]);
  });

  test.each(['REVIEW_IN_PROGRESS', 'ROLLBACK_COMPLETE', 'CREATE_FAILED', 'DELETE_COMPLETE'])(
    'C9: a stack in %s holds nothing, so it is created',
    (status) => {
      const one = template({ Jobs: queue({}) });
      expect(plan([desired('s', 0, one)], [observed('s', one, { status })]).stacks[0]?.action).toBe('create');
    },
  );

  test('P4: nothing changed means noop, and the resources are counted', () => {
    const one = template({ A: queue({}), B: queue({}) });
    const made = plan([desired('s', 0, one)], [observed('s', one, { digest: digestOf(JSON.stringify(one)) })]);
    expect(made.stacks).toEqual([
      { name: 's', wave: 0, action: 'noop', templateDigest: digestOf(JSON.stringify(one)), notes: [], nodes: [] },
    ]);
    expect(made.summary).toEqual({ create: 0, update: 0, replace: 0, delete: 0, noop: 2 });
  });

  test('an in-place change names the property, the new and the old value', () => {
    const made = plan(
      [desired('s', 0, template({ A: queue({ DelaySeconds: 5 }) }))],
      [
        observed('s', template({ A: queue({ DelaySeconds: 1 }) }), {
          resources: [{ logicalId: 'A', type: 'AWS::SQS::Queue', physicalId: 'https://a' }],
        }),
      ],
    );
    expect(made.stacks[0]?.nodes[0]).toEqual({
      action: 'update',
      logicalId: 'A',
      type: 'AWS::SQS::Queue',
      physicalId: 'https://a',
      impact: 'update',
      changes: [{ op: 'replace', path: '/Properties/DelaySeconds', value: 5, old: 1 }],
    });
  });

  test('P6: a change of a property that AWS replaces for is a replacement', () => {
    const made = plan(
      [desired('s', 0, template({ A: queue({ QueueName: 'new' }) }))],
      [observed('s', template({ A: queue({ QueueName: 'old' }) }))],
    );
    expect(made.stacks[0]?.nodes[0]).toMatchObject({ action: 'replace', impact: 'replace' });
    expect(made.summary.replace).toBe(1);
  });

  test('P6: a type without a rule may be replaced by anything', () => {
    const unknown = (value: string) => template({ A: { Type: 'AWS::New::Thing', Properties: { X: value } } });
    const made = plan([desired('s', 0, unknown('b'))], [observed('s', unknown('a'))]);
    expect(made.stacks[0]?.nodes[0]).toMatchObject({ action: 'update', impact: 'may-replace' });
  });

  test('a removed resource is destroyed, or orphaned when it is retained', () => {
    const found = template({ A: queue({}), B: { ...queue({}), DeletionPolicy: 'Retain' } });
    const made = plan([desired('s', 0, template({}))], [observed('s', found)]);
    expect(made.stacks[0]?.nodes.map(({ logicalId, action, impact }) => [logicalId, action, impact])).toEqual([
      ['A', 'delete', 'destroy'],
      ['B', 'delete', 'orphan'],
    ]);
  });

  test('a parameter that no stack has given yet is known after apply', () => {
    const reference = { ApiId: { stack: 'app', output: 'ApiId' } };
    const one = template({ A: queue({}) });
    const wanted = desired('s', 1, one, { parameters: reference });
    const same = observed('s', one, { digest: wanted.digest, parameters: { ApiId: 'abc' } });
    expect(plan([wanted], [same]).stacks[0]?.notes).toEqual(['parameter ApiId: abc → (known after apply)']);
    const app = observed('app', template({}), { outputs: { ApiId: 'xyz' } });
    expect(plan([wanted], [same, app], false).stacks[0]?.notes).toEqual(['parameter ApiId: abc → xyz']);
    const settled = observed('app', template({}), { outputs: { ApiId: 'abc' } });
    expect(plan([wanted], [same, settled], false).stacks[0]?.action).toBe('noop');
  });

  test('a changed tag alone is an update of the stack', () => {
    const one = template({ A: queue({}) });
    const wanted = desired('s', 0, one, { tags: { team: 'b' } });
    const made = plan([wanted], [observed('s', one, { digest: wanted.digest, tags: { team: 'a', old: 'x' } })]);
    expect(made.stacks[0]).toMatchObject({ action: 'update', notes: ['tag old: x → (none)', 'tag team: a → b'] });
  });
});

describe('pruning', () => {
  const gone = observed('acme-team-gone', template({ A: queue({}) }));

  test('K7: what left the registry is deleted after everything else', () => {
    const made = plan([desired('a', 0, template({})), desired('b', 4, template({}))], [gone]);
    expect(made.stacks.map(({ name, action, wave }) => [name, action, wave])).toEqual([
      ['a', 'create', 0],
      ['b', 'create', 4],
      ['acme-team-gone', 'delete', 5],
    ]);
  });

  test('K7: a stack goes before the one whose outputs it takes, several steps deep', () => {
    const taking = (name: string, ...from: readonly string[]) =>
      observed(name, {
        ...template({ A: queue({}) }),
        Parameters: Object.fromEntries(
          from.map((stack, index) => [`P${index}`, { Type: 'String', Description: `TableArn of ${stack}` }]),
        ),
      });
    const made = plan(
      [desired('acme-network', 0, template({}))],
      [
        observed('acme-network', template({})),
        taking('acme-team-a'),
        taking('acme-team-b', 'acme-team-a', 'acme-network'),
        taking('acme-team-c', 'acme-team-b', 'acme-team-a'),
        taking('acme-team-d', 'acme-network'),
      ],
    );
    expect(made.stacks.slice(1).map(({ name, action, wave }) => [name, action, wave])).toEqual([
      ['acme-team-d', 'delete', 1],
      ['acme-team-c', 'delete', 1],
      ['acme-team-b', 'delete', 2],
      ['acme-team-a', 'delete', 3],
    ]);
  });

  test('K7: stacks that came to take from each other are deleted all the same, and texts of others are no order', () => {
    const describing = (name: string, text: string) =>
      observed(name, { ...template({}), Parameters: { P: { Type: 'String', Description: text } } });
    const waves = (...found: readonly ObservedStack[]) => plan([], found).stacks.map(({ name, wave }) => [name, wave]);
    expect(waves(describing('x', 'Out of y'), describing('y', 'Out of x')).map(([name]) => name)).toHaveLength(2);
    expect(waves(describing('x', 'The best part of y'), describing('y', 'Out of y'))).toEqual([
      ['y', 1],
      ['x', 1],
    ]);
  });

  test('sync.prune: false keeps it', () => {
    expect(plan([desired('a', 0, template({}))], [gone], false).stacks.map((stack) => stack.name)).toEqual(['a']);
  });
});

describe('the digest', () => {
  test('V2: covers which resource a change is done to, and not the order in which CloudFormation lists parameters', () => {
    const wanted = desired('s', 0, template({ Jobs: queue({ DelaySeconds: 5 }) }));
    const found = template({ Jobs: queue({ DelaySeconds: 1 }) });
    const jobs = (physicalId: string) => [{ logicalId: 'Jobs', type: 'AWS::SQS::Queue', physicalId }];
    const digest = (more: Partial<ObservedStack>) => plan([wanted], [observed('s', found, more)]).digest;
    expect(digest({ resources: jobs('one') })).not.toBe(digest({ resources: jobs('two') }));
    expect(digest({ parameters: { A: '1', B: '2' } })).toBe(digest({ parameters: { B: '2', A: '1' } }));
  });

  const wanted = desired('s', 0, template({ A: queue({ DelaySeconds: 5 }) }));

  test('V2: changes when the template, the parameters or the observed state change', () => {
    const digests = [
      plan([wanted], []),
      plan([desired('s', 0, template({ A: queue({ DelaySeconds: 6 }) }))], []),
      plan([{ ...wanted, tags: { a: 'b' } }], []),
      plan([wanted], [observed('s', template({ A: queue({}) }))]),
      plan([wanted], [observed('s', template({ A: queue({}) }), { stackId: 'arn:other' })]),
    ].map((made) => made.digest);
    expect(new Set(digests).size).toBe(5);
  });

  test('P4: the same input gives the same plan, byte for byte, and is not changed by planning', () => {
    // No template can hold `__proto__`: the loader refuses it (R4), and the patch library throws on it.
    const propertyName = fc.string().filter((name) => name !== '__proto__');
    fc.assert(
      fc.property(
        fc.dictionary(propertyName, fc.integer()),
        fc.dictionary(propertyName, fc.integer()),
        (before, after) => {
          const input = () =>
            plan([desired('s', 0, template({ A: queue(after) }))], [observed('s', template({ A: queue(before) }))]);
          expect(JSON.stringify(input())).toBe(JSON.stringify(input()));
        },
      ),
    );
  });
});
