import fc from 'fast-check';
import { expect, test } from 'vitest';
import { orderOf } from '../../../controller/graph/order.ts';

test('waves count the longest way to an id without dependencies', () => {
  const order = orderOf(
    new Map([
      ['roof', ['wall', 'plan']],
      ['wall', ['floor']],
      ['floor', ['plan']],
      ['plan', []],
    ]),
  );
  expect(Object.fromEntries(order.waves)).toEqual({ plan: 0, floor: 1, wall: 2, roof: 3 });
  expect(order.cycles).toEqual([]);
});

test('a cycle starts at its smallest member, ends where it starts, and does not keep others from being ordered', () => {
  const order = orderOf(
    new Map([
      ['z', ['m']],
      ['m', ['b']],
      ['b', ['m', 'x']],
      ['x', []],
      ['self', ['self']],
    ]),
  );
  expect(order.cycles).toContainEqual(['b', 'm', 'b']);
  expect(order.cycles).toContainEqual(['self', 'self']);
  expect(order.cycles).toHaveLength(2);
  expect([...order.waves.keys()].sort()).toEqual(['b', 'm', 'self', 'x', 'z']);
});

test('R3: a chain of 100,000 needs no recursion', () => {
  const chain = Array.from({ length: 100_000 }, (_, i) => [`n${i}`, i === 0 ? [] : [`n${i - 1}`]] as const);
  const { waves, cycles } = orderOf(new Map(chain));
  expect(waves.get('n99999')).toBe(99_999);
  expect(cycles).toEqual([]);
});

/** Up to eight ids, each depending on any of them. */
const graphs = fc
  .array(fc.array(fc.nat({ max: 7 }), { maxLength: 4 }), { minLength: 1, maxLength: 8 })
  .map((lists) => new Map(lists.map((list, i) => [`${i}`, list.filter((to) => to < lists.length).map(String)])));

test('every id gets a wave above those it depends on, or there is a cycle; every cycle is a real one', () => {
  fc.assert(
    fc.property(graphs, (graph) => {
      const { waves, cycles } = orderOf(graph);
      expect([...waves.keys()].sort()).toEqual([...graph.keys()].sort());
      for (const cycle of cycles) {
        expect(cycle[0]).toBe(cycle.at(-1));
        for (const [index, id] of cycle.slice(0, -1).entries()) expect(graph.get(id)).toContain(cycle[index + 1]);
      }
      if (cycles.length > 0) return;
      for (const [id, targets] of graph) {
        for (const target of targets)
          expect(waves.get(id)).toBeGreaterThan(waves.get(target) ?? Number.POSITIVE_INFINITY);
      }
    }),
    { numRuns: 1000 },
  );
});

test('there is a cycle exactly when some id reaches itself', () => {
  fc.assert(
    fc.property(graphs, (graph) => {
      const cyclic = [...graph.keys()].some((id) => reaches(graph, id, id));
      expect(orderOf(graph).cycles.length > 0).toBe(cyclic);
    }),
    { numRuns: 1000 },
  );
});

function reaches(graph: ReadonlyMap<string, readonly string[]>, from: string, to: string): boolean {
  const seen = new Set<string>();
  const open = [...(graph.get(from) ?? [])];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (id === to) return true;
    if (!seen.has(id)) open.push(...(graph.get(id) ?? []));
    seen.add(id);
  }
  return false;
}
