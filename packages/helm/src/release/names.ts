import { GoError } from '@sluice/golang/value';

const NAME =
  '^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$';
const namePattern =
  /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/;
const MAX_RELEASE_NAME = 53;
const MAX_OBJECT_NAME = 253;

/**
 * Checks the name of a release.
 *
 * @throws GoError with Helm's message
 */
export function validateReleaseName(name: string): void {
  if (name === '') throw new GoError('no name provided');
  if (name.length > MAX_RELEASE_NAME || !namePattern.test(name)) {
    throw new GoError(
      `invalid release name, must match regex ${NAME} and the length must not be longer than ${MAX_RELEASE_NAME}`,
    );
  }
}

/**
 * Checks the name of an object.
 *
 * @throws GoError with Helm's message
 */
export function validateObjectName(name: string): void {
  if (name.length > MAX_OBJECT_NAME || !namePattern.test(name)) {
    throw new GoError(
      `invalid metadata name, must match regex ${NAME} and the length must not be longer than ${MAX_OBJECT_NAME}`,
    );
  }
}

/**
 * Checks the name of a chart that is to be made.
 *
 * @throws GoError with Helm's message
 */
export function validateChartName(name: string): void {
  const max = 250;
  if (name === '' || name.length > max) {
    throw new GoError(`chart name must be between 1 and ${max} characters`);
  }
  if (!/^[a-zA-Z0-9._-]+$/.test(name)) {
    throw new GoError(
      'chart name must match the regular expression "^[a-zA-Z0-9._-]+$"',
    );
  }
}
