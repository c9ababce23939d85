import { writeSync } from 'node:fs';

/** Writes to a descriptor at once, which is faster than a stream; a reader that takes its time is waited for. */
export function writeTo(
  descriptor: number,
  encode: (text: string) => Uint8Array = text => Buffer.from(text),
): (text: string) => void {
  return text => {
    let bytes = encode(text);
    while (bytes.length > 0) {
      bytes = bytes.subarray(writeSome(descriptor, bytes));
    }
  };
}

/** Memory for waiting; made when it is needed, as there is none in a snapshot of the program. */
let pause: Int32Array<SharedArrayBuffer> | undefined;

function writeSome(descriptor: number, bytes: Uint8Array): number {
  try {
    return writeSync(descriptor, bytes);
  } catch (error) {
    const code: unknown =
      error instanceof Error ? Reflect.get(error, 'code') : undefined;
    if (code === 'EAGAIN') {
      pause ??= new Int32Array(new SharedArrayBuffer(4));
      Atomics.wait(pause, 0, 0, 1);
      return 0;
    }
    // A reader such as head has seen enough.
    if (code === 'EPIPE') process.exit();
    throw error;
  }
}
