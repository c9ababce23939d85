/** Bytes of one event: etcd holds no object of more than a few MiB. */
const lineLimit = 32 * 1024 * 1024;

/** Joins chunks to lines. Characters that span chunks stay whole. */
export class LineSplitter {
  #parts: Buffer[] = [];
  #size = 0;

  /** The lines that this chunk completes, without their line ends; empty lines are left out. Throws on an endless one. */
  push(chunk: Buffer): string[] {
    const lines: string[] = [];
    let start = 0;
    let end = chunk.indexOf(10);
    while (end >= 0) {
      const line = this.#complete(chunk.subarray(start, end));
      if (line !== '') {
        lines.push(line);
      }
      start = end + 1;
      end = chunk.indexOf(10, start);
    }
    if (start < chunk.length) {
      this.#parts.push(chunk.subarray(start));
      this.#size += chunk.length - start;
      if (this.#size > lineLimit) {
        throw new RangeError(`a line is longer than ${lineLimit} bytes`);
      }
    }
    return lines;
  }

  #complete(last: Buffer): string {
    if (this.#parts.length === 0) {
      return last.toString('utf8').trim();
    }
    const line = Buffer.concat([...this.#parts, last]).toString('utf8');
    this.#parts = [];
    this.#size = 0;
    return line.trim();
  }
}
