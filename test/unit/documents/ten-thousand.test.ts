import { beforeAll, describe, expect, test } from 'vitest';
import { compile } from '../../../controller/compile/compile.ts';
import type { Finding } from '../../../controller/diagnostics/finding.ts';
import { type DocumentCache, loadDocuments } from '../../../controller/documents/load-documents.ts';
import { buildGraph } from '../../../controller/graph/build-graph.ts';
import { DOCUMENTS, largeRegistry } from './large-registry.ts';
import { brief, snapshotOf, TODAY, team } from './registry-files.ts';

const FILE = 'teams/t042/f7.yaml';
const cache: DocumentCache = new Map();
let registry: Record<string, string>;

/** Everything that is found up to the templates. */
function find(files: Readonly<Record<string, string>>) {
  const loaded = loadDocuments(snapshotOf(files), { today: TODAY, cache });
  const built = buildGraph(loaded.registry);
  const found: readonly Finding[] = [...loaded.findings, ...built.findings];
  const compiled = found.length === 0 ? compile(built.graph, {}).findings : [];
  return {
    findings: [...found, ...compiled],
    documents: loaded.registry.documents.length,
  };
}

/** The registry with one text of one file replaced by another, once. */
function mistake(from: string, to: string, file = FILE): Record<string, string> {
  const text = registry[file] ?? '';
  const at = text.indexOf(from);
  if (at === -1) throw new Error(`${file} has no ${from}`);
  return { ...registry, [file]: text.slice(0, at) + to + text.slice(at + from.length) };
}

beforeAll(() => {
  registry = largeRegistry();
}, 180_000);

describe('ten thousand documents', () => {
  test('R2: are read and compiled, without a finding', () => {
    const { findings, documents } = find(registry);
    expect(findings).toEqual([]);
    expect(documents).toBe(DOCUMENTS + 101);
  }, 180_000);

  test.each([
    ['a misspelt field', 'memoryMb: 256', 'memoryMbb: 256', 'error UnknownField teams/t042/f7.yaml:8:3'],
    ['a value out of range', 'memoryMb: 256', 'memoryMb: 12', 'error InvalidValue teams/t042/f7.yaml:8:13'],
    ['text that is no YAML', 'memoryMb: 256', 'memoryMb: [', 'error InvalidYaml teams/t042/f7.yaml:9:1'],
    [
      'a number that YAML would change',
      'memoryMb: 256',
      'memoryMb: 0256',
      'error AmbiguousNumber teams/t042/f7.yaml:8:13',
    ],
    ['a kind that does not exist', 'kind: Route', 'kind: Rout', 'error UnknownKind teams/t042/f7.yaml:11:7'],
    ['a route to no function', 'function: f7-a', 'function: f7-z', 'error UnknownReference teams/t042/f7.yaml:13:51'],
    ['a path of another team', '/t042/f7-a', '/t041/f7-z', 'error PathOutsideTeam teams/t042/f7.yaml:13:27'],
    ['a route that exists', '/t042/f7-b', '/t042/f7-a', 'error RouteConflict teams/t042/f7.yaml:27:27'],
    [
      'a name that is taken',
      'metadata: {name: f7-e}\nspec: {',
      'metadata: {name: f1-a}\nspec: {',
      // The queue of that name is gone with it, which its function says.
      ['error DuplicateDocument teams/t042/f7.yaml:68:18', 'error UnknownReference teams/t042/f7.yaml:64:56'],
    ],
    [
      'a reference to nothing',
      'memoryMb: 256',
      'roleArn: {valueFrom: {kind: Function, name: f7-z, output: roleArn}}',
      'error UnknownReference teams/t042/f7.yaml:8:47',
    ],
    [
      'a name of another team',
      'memoryMb: 256',
      'functionName: acme-t041-x',
      'error ForeignName teams/t042/f7.yaml:8:17',
    ],
  ])(
    'with one mistake, %s, have its finding at its line',
    (_, from, to, expected) => {
      const { findings } = find(mistake(from, to));
      expect(brief(findings.filter(({ severity }) => severity === 'error'))).toEqual([expected].flat());
    },
    180_000,
  );

  test.each([
    ['named like the beginning of another', 't042-x', 'owner: x', 'error OverlappingName teams/t042-x/team.yaml:3:18'],
    ['with the path of another', 'zz', 'owner: x, pathPrefix: /t042', 'error OverlappingPath teams/zz/team.yaml:4:30'],
  ])(
    'with a team %s have its finding at its line',
    (_, name, spec, expected) => {
      const { findings } = find({ ...registry, [`teams/${name}/team.yaml`]: team(name, spec) });
      expect(brief(findings)).toEqual([expected].flat());
    },
    180_000,
  );

  test('with a file missing have one finding, for what needed it', () => {
    const { [FILE]: _, ...rest } = registry;
    const lonely = { ...rest, 'teams/t042/route.yaml': (registry[FILE] ?? '').split('---\n')[1] ?? '' };
    expect(brief(find(lonely).findings)).toEqual(['error UnknownReference teams/t042/route.yaml:4:51']);
  }, 180_000);
});
