/** Variables could not be substituted; `message` is Flux's, without any variable's value. */
export class SubstitutionError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'SubstitutionError';
  }
}
