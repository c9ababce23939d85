import { isIP } from 'node:net';

export function isIpAddress(text: string): boolean {
  return isIP(text) !== 0;
}

/** An address and the length of its prefix, such as `10.0.0.0/8`. */
export function isCidr(text: string): boolean {
  const slash = text.indexOf('/');
  if (slash < 0 || !/^\d{1,3}$/.test(text.slice(slash + 1))) {
    return false;
  }
  const family = isIP(text.slice(0, slash));
  const length = Number(text.slice(slash + 1));
  return family !== 0 && length <= (family === 4 ? 32 : 128);
}

const base = (10 << 24) >>> 0;
const size = 2 ** 16;
const nodePorts = { first: 30000, last: 32767 } as const;

/**
 * The virtual addresses (10.0.0.0/16) and node ports of Services. What is in use is told by whoever sees the store's
 * changes; an allocation by itself reserves nothing, so a dry run leaves no trace.
 */
export class ServiceAddresses {
  readonly #used = new Map<string, string>();
  readonly #ports = new Map<number, string>();
  readonly #holdings = new Map<
    string,
    { ips: readonly string[]; ports: readonly number[] }
  >();
  readonly #random: () => number;

  /** `random` gives numbers from 0 to below 1. */
  constructor(random: () => number = Math.random) {
    this.#random = random;
  }

  static contains(ip: string): boolean {
    return isIP(ip) === 4 && ip.startsWith('10.0.');
  }

  /** The owner (namespace/name) of an address. */
  ownerOf(ip: string): string | undefined {
    return this.#used.get(ip);
  }

  ownerOfPort(port: number): string | undefined {
    return this.#ports.get(port);
  }

  allocate(): string {
    for (let attempt = 0; ; attempt += 1) {
      const offset = 1 + Math.floor(this.#random() * (size - 2));
      const value = base + ((offset + attempt) % size);
      const ip = [24, 16, 8, 0].map(shift => (value >>> shift) & 255).join('.');
      if (!this.#used.has(ip) && !ip.endsWith('.0')) {
        return ip;
      }
    }
  }

  allocatePort(taken: ReadonlySet<number>): number {
    const count = nodePorts.last - nodePorts.first + 1;
    const start = Math.floor(this.#random() * count);
    for (let attempt = 0; attempt < count; attempt += 1) {
      const port = nodePorts.first + ((start + attempt) % count);
      if (!this.#ports.has(port) && !taken.has(port)) {
        return port;
      }
    }
    throw new RangeError('no node port is left');
  }

  /** What a Service holds from now on; replaces what it held. */
  reserve(
    owner: string,
    ips: readonly string[],
    ports: readonly number[],
  ): void {
    this.release(owner);
    ips.forEach(ip => this.#used.set(ip, owner));
    ports.forEach(port => this.#ports.set(port, owner));
    this.#holdings.set(owner, { ips, ports });
  }

  release(owner: string): void {
    const held = this.#holdings.get(owner);
    held?.ips.forEach(ip => this.#used.delete(ip));
    held?.ports.forEach(port => this.#ports.delete(port));
    this.#holdings.delete(owner);
  }
}
