import type { FakeFiles } from '../fakes/github.ts';
import { functionFile, PLATFORM, teamFile } from '../loop/registry.ts';

/**
 * What a commit of a history says, from a small alphabet: few values, so that histories come back to what was there before, and so that
 * everything that compiling them costs is paid once.
 */
export const ALPHABET = {
  /** The shared stacks: as they are, with another retention, or without the document at all (K1). */
  platform: ['plain', 'short-logs', 'missing'],
  sync: ['default', 'careful', 'healing', 'undoing', 'keeping'],
  /** Memory of the function of the team orders, or no such team. */
  orders: ['256', '512', '1024', 'absent'],
  /** What that function is called (K3). */
  name: ['status', 'state'],
  /** A table of the team orders: what it holds must outlive every mistake (K4). */
  table: ['no', 'yes'],
  payments: ['256', '512', 'absent'],
  queue: ['no', 'yes'],
  returns: ['absent', '256'],
  /** What is wrong with the registry (K1, K2). */
  mistake: ['none', 'unreadable', 'unknown-field', 'empty'],
} as const;

/** A part of a registry that can be told apart. */
export type Slot = keyof typeof ALPHABET;

/** One registry of the alphabet. */
export type Content = { readonly [S in Slot]: (typeof ALPHABET)[S][number] };

/** Two teams with a function each, and nothing wrong. */
export const FIRST: Content = {
  platform: 'plain',
  sync: 'default',
  orders: '256',
  name: 'status',
  table: 'no',
  payments: '256',
  queue: 'no',
  returns: 'absent',
  mistake: 'none',
};

/** How a platform is applied. `careful` asks for consent as soon as more than two resources go. */
const SYNC: Readonly<Record<Content['sync'], string>> = {
  default: '',
  careful: '  sync: { limits: { deletes: 2, share: 1 } }\n',
  healing: '  sync: { selfHeal: true }\n',
  undoing: '  sync: { rollback: auto }\n',
  keeping: '  sync: { prune: false }\n',
};

const TABLE =
  'apiVersion: holdfast/v1\nkind: Table\nmetadata: { name: ledger }\nspec: { partitionKey: { name: id } }\n';
const QUEUE = 'apiVersion: holdfast/v1\nkind: Queue\nmetadata: { name: jobs }\nspec: {}\n';

const files = new Map<string, FakeFiles>();

/** The registry as files. The same content is the same object. */
export function filesOf(content: Content): FakeFiles {
  const key = keyOf(content);
  const made = files.get(key) ?? makeFiles(content);
  files.set(key, made);
  return made;
}

/** Names a content: equal for equal ones. */
export function keyOf(content: Content): string {
  return Object.values(content).join(' ');
}

/** Whether the registry can be applied at all, by what it says alone. */
export function isValid({ mistake, platform }: Content): boolean {
  return mistake === 'none' && platform !== 'missing';
}

function makeFiles(content: Content): FakeFiles {
  if (content.mistake === 'empty') return { 'README.md': 'Nothing is here.' };
  const { platform, sync, mistake } = content;
  const logs = platform === 'short-logs' ? '  observability: { retentionDays: 7 }\n' : '';
  return {
    ...(platform !== 'missing' && { 'platform.yaml': `${PLATFORM}${logs}${SYNC[sync]}` }),
    ...ordersFiles(content),
    ...paymentsFiles(content),
    ...(content.returns !== 'absent' && {
      'teams/returns/team.yaml': teamFile('returns'),
      'teams/returns/label.yaml': functionFile('returns', 'label', Number(content.returns)),
    }),
    ...(mistake === 'unreadable' && { 'teams/orders/status.yaml': 'kind: Function\n  oops: [' }),
    ...(mistake === 'unknown-field' && { 'teams/orders/odd.yaml': `${TABLE}  colour: red\n` }),
  };
}

function ordersFiles({ orders, name, table }: Content): FakeFiles {
  if (orders === 'absent') return {};
  return {
    'teams/orders/team.yaml': teamFile('orders'),
    'teams/orders/status.yaml': functionFile('orders', name, Number(orders)),
    ...(table === 'yes' && { 'teams/orders/ledger.yaml': TABLE }),
  };
}

function paymentsFiles({ payments, queue }: Content): FakeFiles {
  if (payments === 'absent') return {};
  return {
    'teams/payments/team.yaml': teamFile('payments'),
    'teams/payments/charge.yaml': functionFile('payments', 'charge', Number(payments)),
    ...(queue === 'yes' && { 'teams/payments/jobs.yaml': QUEUE }),
  };
}
