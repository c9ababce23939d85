/** A block of PEM (RFC 7468). */
export interface PemBlock {
  /** What stands behind `BEGIN`. */
  type: string;
  bytes: Buffer;
}

const BLOCK =
  /(?:^|\n)-----BEGIN ([^\n]*?)-----[ \t\r]*\n((?:[^\n]*: [^\n]*\n)*)([^-]*)-----END \1-----/g;

/** The first block in a text; undefined where there is none. */
export function decodePem(text: string): PemBlock | undefined {
  for (const [, type, , body] of text.matchAll(BLOCK)) {
    const base64 = body.replace(/[ \t\r\n]+/g, '');
    if (
      /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(
        base64,
      )
    ) {
      return { type, bytes: Buffer.from(base64, 'base64') };
    }
  }
  return undefined;
}

/** Writes a block, with 64 characters a line. */
export function encodePem({ type, bytes }: PemBlock): string {
  const lines = bytes.toString('base64').match(/.{1,64}/g) ?? [];
  return [
    `-----BEGIN ${type}-----`,
    ...lines,
    `-----END ${type}-----`,
    '',
  ].join('\n');
}
