import { once } from 'node:events';
import { createServer } from 'node:net';

/**
 * Gives a TCP port of 127.0.0.1 that nothing listens on now: the wanted one, or any.
 * Throws an `Error` with the code `EADDRINUSE` when the wanted one is taken.
 */
export async function freePort(wanted = 0): Promise<number> {
  const server = createServer().listen(wanted, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('the operating system gave no port');
  return address.port;
}
