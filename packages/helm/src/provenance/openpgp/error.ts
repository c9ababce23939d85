/** What kind of fault it is; keyrings go on after some of them. */
export type PgpFault =
  | 'structural'
  | 'unsupported'
  | 'argument'
  | 'signature'
  | 'unknown packet'
  | 'other';

const begins: Record<PgpFault, string> = {
  structural: 'openpgp: invalid data: ',
  unsupported: 'openpgp: unsupported feature: ',
  argument: 'openpgp: invalid argument: ',
  signature: 'openpgp: invalid signature: ',
  'unknown packet': 'openpgp: unknown packet type: ',
  other: '',
};

/** What is wrong with OpenPGP data; the message is that of the library that Helm uses. */
export class PgpError extends Error {
  constructor(readonly fault: PgpFault, problem: string) {
    super(`${begins[fault]}${problem}`);
    this.name = 'PgpError';
  }
}

/** Data that ends too early. */
export function unexpectedEnd(): PgpError {
  return new PgpError('other', 'unexpected EOF');
}
