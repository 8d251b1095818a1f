import type { CST } from 'yaml';
import type { FindingCode } from '../diagnostics/codes.ts';
import type { DocumentLimits } from './limits.ts';

/** Something not allowed in the token stream. `fatal` means that the tree of nodes must not even be built. */
export interface TokenProblem {
  readonly code: FindingCode;
  readonly offset: number;
  readonly message: string;
  readonly fatal: boolean;
}

interface Work {
  readonly token: CST.Token;
  readonly depth: number;
}

/**
 * Looks through the tokens of a file before any node is built (R2, R6): limits, and the parts of YAML that the registry does not have.
 * Walks with a list of its own, so that no nesting can overflow the stack.
 */
export function checkTokens(tokens: readonly CST.Token[], limits: DocumentLimits): TokenProblem[] {
  const problems: TokenProblem[] = [];
  const counts: Counts = { documents: 0, entries: 0 };
  const work: Work[] = tokens.map((token) => ({ token, depth: 0 })).reverse();
  for (let next = work.pop(); next !== undefined; next = work.pop()) {
    count(next.token, counts);
    const excess = excessOf(next, counts, limits);
    if (excess !== undefined) return [...problems, excess];
    visit(next, work, problems);
  }
  return problems.sort((a, b) => a.offset - b.offset);
}

interface Counts {
  documents: number;
  entries: number;
}

function count(token: CST.Token, counts: Counts): void {
  if (token.type === 'document') counts.documents++;
  if (isCollection(token)) counts.entries += token.items.length;
}

function excessOf({ token, depth }: Work, counts: Counts, limits: DocumentLimits): TokenProblem | undefined {
  const { offset } = token;
  if (isCollection(token) && depth >= limits.depth)
    return tooMany('TooDeep', offset, `more than ${limits.depth} levels`);
  if (counts.documents > limits.documents)
    return tooMany('TooManyDocuments', offset, `more than ${limits.documents} documents`);
  if (counts.entries > limits.entries)
    return tooMany('TooManyEntries', offset, `more than ${limits.entries} fields and list entries`);
  return undefined;
}

function tooMany(code: FindingCode, offset: number, what: string): TokenProblem {
  return { code, offset, message: `The file has ${what}.`, fatal: true };
}

type Collection = CST.BlockMap | CST.BlockSequence | CST.FlowCollection;

function isCollection(token: CST.Token): token is Collection {
  return token.type === 'block-map' || token.type === 'block-seq' || token.type === 'flow-collection';
}

function visit({ token, depth }: Work, work: Work[], problems: TokenProblem[]): void {
  const forbidden = FORBIDDEN[token.type];
  if (forbidden !== undefined) problems.push({ ...forbidden, offset: token.offset, fatal: false });
  const inside = isCollection(token) ? depth + 1 : depth;
  for (const part of partsOf(token)) work.push({ token: part, depth: inside });
  if (isCollection(token)) {
    for (const item of token.items) {
      if (isMergeKey(item.key)) problems.push({ ...MERGE_KEY, offset: item.key.offset, fatal: false });
    }
  }
}

/** Every token directly inside another one. */
function partsOf(token: CST.Token): CST.Token[] {
  if (token.type === 'document') return present([...token.start, token.value, ...(token.end ?? [])]);
  if (token.type === 'block-scalar') return token.props;
  if (!isCollection(token)) return [];
  return token.items.flatMap((item) => present([...item.start, item.key, ...(item.sep ?? []), item.value]));
}

function present(tokens: readonly (CST.Token | null | undefined)[]): CST.Token[] {
  return tokens.filter((token) => token !== null && token !== undefined);
}

function isMergeKey(key: CST.Token | null | undefined): key is CST.FlowScalar {
  return key?.type === 'scalar' && key.source === '<<';
}

const MERGE_KEY = { code: 'MergeKeyNotAllowed', message: 'Merge keys (<<) are not allowed.' } as const;

const FORBIDDEN: Readonly<Record<string, { readonly code: FindingCode; readonly message: string }>> = {
  alias: { code: 'AliasNotAllowed', message: 'Aliases (*name) are not allowed.' },
  anchor: { code: 'AnchorNotAllowed', message: 'Anchors (&name) are not allowed.' },
  tag: { code: 'TagNotAllowed', message: 'Tags (!name) are not allowed.' },
  directive: { code: 'DirectiveNotAllowed', message: 'Directives (%NAME) are not allowed.' },
};
