/**
 * A patch that cannot be used. `status` is what the API server answers: 400 BadRequest for a patch that cannot be read,
 * 422 Invalid for one that cannot be applied to this object.
 */
export class PatchError extends Error {
  readonly status: 400 | 422;

  constructor(message: string, status: 400 | 422) {
    super(message);
    this.name = 'PatchError';
    this.status = status;
  }
}
