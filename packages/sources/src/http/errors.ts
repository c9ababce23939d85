/**
 * Why a request has failed: `unreachable` nobody answers, or not in a way to be trusted; `timeout`; `status` the server refuses; `tooLarge`;
 * `truncated` the answer ends too early; `redirect` it leads nowhere, or where nobody may go; `invalid` there is no such URL; `canceled`.
 */
export type HttpFailure =
  | 'unreachable'
  | 'timeout'
  | 'status'
  | 'tooLarge'
  | 'truncated'
  | 'redirect'
  | 'invalid'
  | 'canceled'
  | 'other';

/** A request that has failed. The message has no credentials: neither of the URL nor of its query. */
export class HttpError extends Error {
  readonly failure: HttpFailure;
  /** Of an answer that refuses, else 0. */
  readonly status: number;

  constructor(
    failure: HttpFailure,
    message: string,
    options: ErrorOptions & { status?: number } = {},
  ) {
    super(message, options);
    this.name = 'HttpError';
    this.failure = failure;
    this.status = options.status ?? 0;
  }
}
