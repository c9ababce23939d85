import { GitError } from './errors';

/**
 * Splits a stream into pkt-lines (gitprotocol-common): four hexadecimal digits of length, then content. A flush is undefined.
 *
 * @param limit bytes to read at most; more is an error
 */
export async function* pktLines(
  source: AsyncIterable<Uint8Array>,
  limit: number,
): AsyncGenerator<Buffer | undefined> {
  let rest = Buffer.alloc(0);
  let total = 0;
  for await (const chunk of source) {
    total += chunk.length;
    if (total > limit)
      throw new GitError('tooLarge', 'the list of references is too long');
    rest =
      rest.length === 0 ? Buffer.from(chunk) : Buffer.concat([rest, chunk]);
    let at = 0;
    while (rest.length - at >= 4) {
      const digits = rest.toString('latin1', at, at + 4);
      if (!/^[0-9a-f]{4}$/i.test(digits))
        throw new GitError('other', 'invalid pkt-len found');
      const length = parseInt(digits, 16);
      if (length > 0 && length < 4)
        throw new GitError('other', 'invalid pkt-len found');
      if (length === 0) {
        at += 4;
        yield undefined;
        continue;
      }
      if (rest.length - at < length) break;
      yield rest.subarray(at + 4, at + length);
      at += length;
    }
    rest = rest.subarray(at);
  }
  if (rest.length > 0) throw new GitError('other', 'unexpected EOF');
}
