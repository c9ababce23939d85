import { createHash } from 'node:crypto';
import { open, rm } from 'node:fs/promises';
import { HttpError } from './errors';
import { type HttpAnswer, openUrl } from './open';
import type { HttpOptions } from './options';
import { shownText } from './shownUrl';

/** An answer with the status 200. @throws HttpError */
async function openFound(
  url: string,
  options: HttpOptions,
): Promise<HttpAnswer> {
  const answer = await openUrl(url, options);
  if (answer.status === 200) return answer;
  answer.close();
  throw new HttpError(
    'status',
    `failed to fetch ${shownText(url)} : ${answer.status} ${answer.statusText}`,
    { status: answer.status },
  );
}

/** What an answer says; of one that is too large, the error tells which it is. */
async function* whole(
  url: string,
  body: HttpAnswer['body'],
): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
  } catch (error) {
    if (!(error instanceof HttpError) || error.failure !== 'tooLarge') {
      throw error;
    }
    throw new HttpError(
      'tooLarge',
      `failed to fetch ${shownText(url)} : ${error.message}`,
    );
  }
}

/**
 * Gets what a URL has.
 *
 * @throws HttpError
 */
export async function download(
  url: string,
  options: HttpOptions,
): Promise<Uint8Array> {
  const { body } = await openFound(url, options);
  const chunks: Uint8Array[] = [];
  for await (const chunk of whole(url, body)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/**
 * Gets what a URL has into a new file, without holding it in memory. When it fails there is no file.
 *
 * @returns bytes, and their SHA-256 in hexadecimal digits
 * @throws HttpError, or the error of the file system
 */
export async function downloadToFile(
  url: string,
  path: string,
  options: HttpOptions,
): Promise<{ size: number; sha256: string }> {
  const file = await open(path, 'wx', 0o600);
  try {
    const { body } = await openFound(url, options);
    const hash = createHash('sha256');
    let size = 0;
    for await (const chunk of whole(url, body)) {
      hash.update(chunk);
      size += chunk.length;
      await file.writeFile(chunk);
    }
    await file.close();
    return { size, sha256: hash.digest('hex') };
  } catch (error) {
    await file.close();
    await rm(path, { force: true });
    throw error;
  }
}
