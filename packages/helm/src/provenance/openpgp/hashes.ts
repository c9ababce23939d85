import { createHash } from 'node:crypto';

/** A hash function, as Node calls it. */
export type HashName =
  | 'sha1'
  | 'sha224'
  | 'sha256'
  | 'sha384'
  | 'sha512'
  | 'sha3-256'
  | 'sha3-512';

const byId: ReadonlyMap<number, HashName> = new Map([
  [2, 'sha1'],
  [8, 'sha256'],
  [9, 'sha384'],
  [10, 'sha512'],
  [11, 'sha224'],
  [12, 'sha3-256'],
  [14, 'sha3-512'],
]);

const saltSizes: ReadonlyMap<HashName, number> = new Map([
  ['sha224', 16],
  ['sha256', 16],
  ['sha3-256', 16],
  ['sha384', 24],
  ['sha512', 32],
  ['sha3-512', 32],
]);

/** The hash function of a number in a signature; SHA-1 only in those of version 4. */
export function hashOf(id: number, version: number): HashName | undefined {
  const name = byId.get(id);
  return name === 'sha1' && version > 4 ? undefined : name;
}

/** How many bytes of salt a signature of version 6 has. */
export function saltSizeOf(hash: HashName): number | undefined {
  return saltSizes.get(hash);
}

export function digestOf(hash: HashName, data: Buffer): Buffer {
  return createHash(hash).update(data).digest();
}
