/** Lets a number of calls run at once, the others wait for their turn in order. */
export type Gate = <T>(act: () => Promise<T>) => Promise<T>;

/** How many at once: enough to hide the network, few enough for memory, sockets and other people's limits. */
export const AT_ONCE = 16;

/** Makes a gate. */
export function createGate(atOnce: number): Gate {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (act) => {
    if (running >= atOnce) await new Promise<void>((resolve) => waiting.push(resolve));
    else running += 1;
    try {
      return await act();
    } finally {
      const next = waiting.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  };
}
