/**
 * A patch that cannot be used; the message says why. `status` is what the API server answers: 400 BadRequest for a patch
 * that cannot be read, 422 Invalid for one that cannot be applied to this object, 500 when merging fails for another reason.
 */
export class PatchError extends Error {
  readonly status: 400 | 422 | 500;

  constructor(message: string, status: 400 | 422 | 500) {
    super(message);
    this.name = 'PatchError';
    this.status = status;
  }

  /** The message of the Status that the API server answers: it keeps the reason of a 422 to itself. */
  get statusMessage(): string {
    return this.status === 422
      ? 'the server rejected our request due to an error in our request'
      : this.message;
  }
}
