import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, test } from 'vitest';
import { KINDS } from '../../../registry/kinds/kinds.ts';

/** What this test uses of the language server that VS Code's YAML extension and most other editors run. */
interface LanguageService {
  configure(settings: object): void;
  doComplete(document: unknown, position: Position, isKubernetes: boolean): Promise<{ items: readonly Item[] }>;
  doHover(document: unknown, position: Position): Promise<{ contents: { value: string } } | null>;
  doValidation(document: unknown, isKubernetes: boolean): Promise<readonly { readonly message: string }[]>;
}
interface Position {
  readonly line: number;
  readonly character: number;
}
interface Item {
  readonly label: string;
  readonly documentation?: string | { readonly value: string };
}

const require = createRequire(import.meta.url);
const { getLanguageService, TextDocument } = load();

function load() {
  const server = require('yaml-language-server') as { getLanguageService(options: object): LanguageService };
  const { TextDocument } = require('vscode-languageserver-textdocument') as {
    TextDocument: { create(uri: string, language: string, version: number, text: string): unknown };
  };
  return { getLanguageService: server.getLanguageService, TextDocument };
}

const SCHEMA = 'file:///schemas/registry.schema.json';
const TEXT = readFileSync(new URL('../../../registry/schemas/registry.schema.json', import.meta.url), 'utf8');

/** A language server that knows the registry's schema, as the first line of each starter file tells it. */
function service(): LanguageService {
  const created = getLanguageService({
    schemaRequestService: async () => TEXT,
    workspaceContext: { resolveRelativePath: (path: string) => path },
  });
  created.configure({
    validate: true,
    completion: true,
    hover: true,
    schemas: [{ uri: SCHEMA, fileMatch: ['*.yaml'], schema: JSON.parse(TEXT) }],
  });
  return created;
}

/** The server keeps what it parsed by address. */
let documents = 0;

/** A document in which `|` marks the cursor. */
function at(text: string): { readonly document: unknown; readonly position: Position } {
  const before = text.slice(0, text.indexOf('|')).split('\n');
  const document = TextDocument.create(`file:///teams/payments/${documents++}.yaml`, 'yaml', 1, text.replace('|', ''));
  return { document, position: { line: before.length - 1, character: before.at(-1)?.length ?? 0 } };
}

const HEAD = 'apiVersion: holdfast/v1\nkind: Function\nmetadata: { name: charge }\nspec:\n';

describe('in an editor', () => {
  test('the fields of a kind are offered, with what they are for', async () => {
    const { document, position } = at(`${HEAD}  mem|`);
    const { items } = await service().doComplete(document, position, false);
    const memory = items.find(({ label }) => label === 'memoryMb');
    expect(JSON.stringify(memory?.documentation)).toContain('Memory in MB, 128 to 10240');
  });

  test('the values of a field are offered', async () => {
    const { document, position } = at(`${HEAD}  runtime: |`);
    const { items } = await service().doComplete(document, position, false);
    expect(items.map(({ label }) => label)).toContain('nodejs24.x');
  });

  test('every kind is offered', async () => {
    const { document, position } = at('apiVersion: holdfast/v1\nkind: |');
    const { items } = await service().doComplete(document, position, false);
    expect(items.map(({ label }) => label)).toEqual(expect.arrayContaining(KINDS.map(({ name }) => name)));
  });

  test("a field's docstring is shown under the pointer", async () => {
    const { document, position } = at(`${HEAD}  reserved|Concurrency: 0\n`);
    const hover = await service().doHover(document, position);
    expect(hover?.contents.value).toContain('0 disables the function');
  });

  test('a misspelt field is marked', async () => {
    const { document } = at(`${HEAD}  memoryMB: 512|\n`);
    const problems = await service().doValidation(document, false);
    expect(problems.map(({ message }) => message).join('\n')).toContain('memoryMB');
  });
});
