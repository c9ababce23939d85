/** Bytes that are no DER, or not of the structure that is read. */
export class DerError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'DerError';
  }
}

/** An ASN.1 value as it stands in DER (X.690). */
export interface DerValue {
  tag: number;
  content: Buffer;
  /** The whole value, with tag and length. */
  raw: Buffer;
}

function lengthAt(bytes: Buffer, at: number): [length: number, next: number] {
  const first = bytes[at];
  if (first === undefined) throw new DerError('data truncated');
  if (first < 0x80) return [first, at + 1];
  const count = first - 0x80;
  if (count === 0 || count > 4 || at + 1 + count > bytes.length) {
    throw new DerError('invalid length');
  }
  return [bytes.readUIntBE(at + 1, count), at + 1 + count];
}

/** The value at the start of the bytes. @throws DerError */
export function readDer(bytes: Buffer): DerValue {
  const [length, from] = lengthAt(bytes, 1);
  const end = from + length;
  if (end > bytes.length) throw new DerError('data truncated');
  return {
    tag: bytes[0],
    content: bytes.subarray(from, end),
    raw: bytes.subarray(0, end),
  };
}

/** The values that a constructed one consists of. @throws DerError */
export function readChildren({ content }: DerValue): DerValue[] {
  const children: DerValue[] = [];
  for (let rest = content; rest.length > 0; ) {
    const child = readDer(rest);
    children.push(child);
    rest = rest.subarray(child.raw.length);
  }
  return children;
}

/** The value at a path of indices. @throws DerError where there is none */
export function readAt(value: DerValue, ...path: number[]): DerValue {
  let current = value;
  for (const index of path) {
    const child = readChildren(current).at(index);
    if (child === undefined) throw new DerError('value is missing');
    current = child;
  }
  return current;
}
