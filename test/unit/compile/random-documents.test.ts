import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import type { Finding } from '../../../controller/diagnostics/finding.ts';
import type { KindName } from '../../../registry/kinds/kinds.ts';
import { KINDS } from '../../../registry/kinds/kinds.ts';
import { type CaseResult, compileFiles } from '../../golden/run-case.ts';
import { arbitraryOf, type Known, type Shape } from './arbitrary-values.ts';
import { evaluateStacks } from './evaluate-templates.ts';
import { NO_PROBLEMS } from './newer-properties.ts';
import { filesOf, lambda, platform, team, type Written } from './registry-of.ts';
import { schemaProblems } from './resource-schemas.ts';
import { specProblems } from './service-spec.ts';

/** Documents drawn of each kind: some seconds in all. fast-check prints the seed of a failure. */
const RUNS = 15;

const document = (kind: string, name: string, spec: Written['spec']): Written => ({ kind, metadata: { name }, spec });

const code = {
  runtime: 'nodejs24.x',
  handler: 'index.handler',
  s3: { bucket: 'acme-artifacts', key: 'code.zip', objectVersion: '1' },
};

/** What the drawn documents refer to. */
const WORLD: readonly Written[] = [
  lambda('one'),
  document('Queue', 'one', {}),
  document('Topic', 'one', { encryption: 'none' }),
  document('Bucket', 'one', { events: true }),
  document('Table', 'one', { partitionKey: { name: 'id' } }),
  document('Secret', 'one', { external: true }),
  document('Agent', 'other', { functions: [code] }),
];

/** Places of which the schema does not say all: what rules and patterns of their own check. */
const KNOWN: Known = [
  [/\.team$/, fc.constant('shop')],
  [/talksTo\[\]\.name$/, fc.constant('other')],
  [/(?:Key|exes\[\])\.name$/, fc.constantFrom('alpha', 'beta', 'gamma', 'delta')],
  [/\.name$|^secrets\[\]$/, fc.constant('one')],
  [/kmsKeyArn$/, fc.constant('arn:aws:kms:us-east-1:123456789012:key/0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0')],
  [
    /expression$/,
    fc.constantFrom('rate(1 hour)', 'rate(30 days)', 'cron(0/15 8-17 ? * MON-FRI *)', 'at(2030-01-01T00:00:00)'),
  ],
  [/timezone$/, fc.constantFrom('UTC', 'Europe/Berlin')],
  [/startsAt$/, fc.constant('2027-01-01T00:00:00Z')],
  [/endsAt$/, fc.constant('2029-01-01T00:00:00Z')],
  [/pattern$/, fc.constantFrom({ source: ['a'] }, { source: ['a'], detail: { a: [{ prefix: 'b' }, 123456789012] } })],
  [/template$/, fc.constantFrom('"text"', '{"a": "<aws.events.rule-name>"}')],
  [/https$/, fc.constant('https://hooks.example.com/one')],
  [/email$/, fc.constant('one@example.com')],
  [/^cors$/, fc.constantFrom(undefined, [{ allowOrigins: ['*'], allowMethods: ['GET'], allowHeaders: ['X-One'] }])],
  [/bus$/, fc.constantFrom('default', 'team')],
  [/^functions$/, fc.constant([code])],
  [/^function$/, fc.constant(code)],
  [/^(?:repositories|allowed|quotas|pathPrefix)$/, fc.constant(undefined)],
];

/** A registry with the drawn spec: a Team's own one, another document beside the others. */
function filesWith(kind: KindName, spec: Written['spec']) {
  const drawn = kind === 'Team' ? [] : [document(kind, 'drawn', spec)];
  return filesOf(platform(), { shop: [team('shop', kind === 'Team' ? spec : {}), ...WORLD, ...drawn] });
}

/** Compiles a spec; what is refused is taken out, as its author would, until it is accepted or nothing is left to take out. */
async function compiled(kind: KindName, spec: Written['spec']): Promise<CaseResult> {
  const result = await compileFiles(filesWith(kind, spec));
  const error = result.findings.find(({ severity }) => severity === 'error');
  const less = error === undefined ? undefined : withoutPlace(spec, error);
  return less === undefined ? result : compiled(kind, less);
}

/** The spec without what a finding is about; of something missing, without the block that it is missing in. */
function withoutPlace(spec: Written['spec'], { path }: Finding): Written['spec'] | undefined {
  const [, ...parts] = [...path.matchAll(/\["((?:[^"\\]|\\.)*)"\]|([^.[\]]+)/g)].map(([, quoted, plain]) =>
    quoted === undefined ? (plain ?? '') : (JSON.parse(`"${quoted}"`) as string),
  );
  for (let depth = parts.length; depth > 0; depth -= 1) {
    const copy = structuredClone(spec);
    if (remove(copy, parts.slice(0, depth))) return copy;
  }
  return undefined;
}

/** Takes out what is at a place; false where nothing is. */
function remove(value: unknown, parts: readonly string[]): boolean {
  const holder = parts.slice(0, -1).reduce((at, part) => (at as Record<string, unknown> | undefined)?.[part], value);
  const last = parts.at(-1) ?? '';
  if (typeof holder !== 'object' || holder === null || !Object.hasOwn(holder, last)) return false;
  if (Array.isArray(holder)) holder.splice(Number(last), 1);
  else Reflect.deleteProperty(holder, last);
  return true;
}

function problemsOf({ stacks }: CaseResult): readonly string[] {
  const resources = [...evaluateStacks(stacks).values()].flatMap((stack) => stack.resources);
  const problems = resources.flatMap(({ type, properties }) => [
    ...schemaProblems(type, properties),
    ...specProblems(type, properties),
  ]);
  return problems.filter((problem) => !Object.hasOwn(NO_PROBLEMS, problem));
}

const DRAWN = [
  'Team',
  'Queue',
  'Topic',
  'Secret',
  'Table',
  'Bucket',
  'Schedule',
  'EventRule',
  'EventProcessor',
  'Agent',
] as const;

describe('T1: what is accepted of any document fits AWS’s own resource schemas', () => {
  test.each(DRAWN)(
    '%s',
    async (name) => {
      const kind = KINDS.find((one) => one.name === name);
      const shape = z.toJSONSchema(kind?.schema ?? z.never(), { io: 'input', target: 'draft-7' }) as Shape;
      let accepted = 0;
      const property = fc.asyncProperty(arbitraryOf(shape, KNOWN), async (spec) => {
        const result = await compiled(name, JSON.parse(JSON.stringify(spec)) as Written['spec']);
        accepted += result.stacks.length > 0 ? 1 : 0;
        expect(problemsOf(result)).toEqual([]);
      });
      await fc.assert(property, { numRuns: RUNS });
      expect(accepted).toBeGreaterThan(0);
    },
    60_000,
  );
});
