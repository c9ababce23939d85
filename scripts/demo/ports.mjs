/** Free ports of the loopback interface. */
import { createServer } from 'node:net';
import { UserError } from '../toolchain.mjs';

const attempts = 50;

function isFree(port) {
  return new Promise(resolve => {
    const server = createServer();
    server.on('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

/** Hands out ports, none of them twice: who gets one listens on it a little later. */
export class Ports {
  #given = new Set();

  /** The first free port from `wanted` on. */
  async from(wanted) {
    for (let port = wanted; port < wanted + attempts; port += 1) {
      if (this.#given.has(port)) continue;
      this.#given.add(port);
      if (await isFree(port)) return port;
    }
    throw new UserError(
      `No port from ${wanted} to ${wanted + attempts - 1} is free.`,
    );
  }
}
