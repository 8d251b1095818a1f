/** Result of ordering: each id's wave, and every cycle as the ids along it, the first one repeated at the end. */
export interface Order {
  readonly waves: ReadonlyMap<string, number>;
  readonly cycles: readonly (readonly string[])[];
}

/**
 * Orders ids by what they depend on. Walks every dependency once, without recursion, however deep the graph is (R3).
 * A cycle is reported once, beginning with its smallest id; its members then count as resolved, so that the rest is ordered too.
 */
export function orderOf(dependencies: ReadonlyMap<string, readonly string[]>): Order {
  const waves = new Map<string, number>();
  const cycles: string[][] = [];
  const open = new Map([...dependencies].map(([id, targets]) => [id, new Set(targets)]));
  const dependants = invert(dependencies);
  const ready = [...open].filter(([, targets]) => targets.size === 0).map(([id]) => id);
  while (open.size > 0) {
    if (ready.length === 0) {
      const cycle = findCycle(open);
      cycles.push([...cycle, ...cycle.slice(0, 1)]);
      ready.push(...cycle);
    }
    for (let id = ready.pop(); id !== undefined; id = ready.pop()) {
      open.delete(id);
      waves.set(id, waveOf(dependencies.get(id) ?? [], waves));
      for (const dependant of dependants.get(id) ?? []) {
        const targets = open.get(dependant);
        if (targets?.delete(id) && targets.size === 0) ready.push(dependant);
      }
    }
  }
  return { waves, cycles };
}

function waveOf(targets: readonly string[], waves: ReadonlyMap<string, number>): number {
  return targets.reduce((wave, target) => Math.max(wave, (waves.get(target) ?? -1) + 1), 0);
}

function invert(dependencies: ReadonlyMap<string, readonly string[]>): ReadonlyMap<string, readonly string[]> {
  const dependants = new Map<string, string[]>();
  for (const [id, targets] of dependencies) {
    for (const target of targets) {
      const list = dependants.get(target);
      if (list === undefined) dependants.set(target, [id]);
      else list.push(id);
    }
  }
  return dependants;
}

/** Every id in `open` waits for another one in it, so following any dependency must come back to where it was. */
function findCycle(open: ReadonlyMap<string, ReadonlySet<string>>): readonly string[] {
  const trail: string[] = [];
  const seen = new Map<string, number>();
  let [id] = open.keys();
  while (id !== undefined && !seen.has(id)) {
    seen.set(id, trail.length);
    trail.push(id);
    [id] = open.get(id) ?? [];
  }
  const cycle = trail.slice(id === undefined ? 0 : seen.get(id));
  const [smallest = ''] = [...cycle].sort();
  const first = cycle.indexOf(smallest);
  return [...cycle.slice(first), ...cycle.slice(0, first)];
}
