import { STATUS_CODES } from 'node:http';
import { HttpError, openUrl } from '../http';
import type { RemoteBaseAnswer } from './request';

export interface RemoteFileOptions {
  /** Bytes, unpacked, at which reading ends. */
  limit: number;
  /** Refuse addresses that are not public. */
  publicOnly: boolean;
  signal: AbortSignal;
}

async function read(
  url: string,
  { limit, publicOnly, signal }: RemoteFileOptions,
): Promise<RemoteBaseAnswer> {
  const answer = await openUrl(url, {
    limit,
    publicOnly,
    signal,
    unpack: true,
  });
  const { status } = answer;
  if (status < 200 || status > 299) {
    answer.close();
    const text = STATUS_CODES[status] ?? '';
    return {
      kind: 'failure',
      message: `HTTP Error: status code ${status} (${text})`,
      status: { code: status, text },
    };
  }
  const chunks: Uint8Array[] = [];
  for await (const chunk of answer.body) chunks.push(chunk);
  return { kind: 'file', content: Buffer.concat(chunks) };
}

/** Gets one file from the web, as Go's HTTP client does: redirects are followed, to the web only. A failure is an answer. */
export async function getRemoteFile(
  text: string,
  options: RemoteFileOptions,
): Promise<RemoteBaseAnswer> {
  if (!URL.canParse(text)) {
    return { kind: 'failure', message: 'the URL of the file is malformed' };
  }
  try {
    return await read(text, options);
  } catch (error) {
    if (!(error instanceof HttpError)) throw error;
    return {
      kind: 'failure',
      message: error.message,
      timedOut: error.failure === 'timeout',
    };
  }
}
