import { GoError } from '@sluice/golang/value';

/**
 * The hexadecimal digits of a SHA-256, as indexes give it, with or without `sha256:`.
 *
 * @throws GoError for what is none
 */
export function checkedDigest(text: string): string {
  const digits = text.slice(text.indexOf(':') + 1);
  const wrong = /[^0-9a-fA-F]/.exec(digits);
  if (wrong) {
    throw new GoError(
      `unable to decode digest: encoding/hex: invalid byte: U+${wrong[0]
        .charCodeAt(0)
        .toString(16)
        .toUpperCase()
        .padStart(4, '0')} '${wrong[0]}'`,
    );
  }
  if (digits.length % 2 === 1) {
    throw new GoError(
      'unable to decode digest: encoding/hex: odd length hex string',
    );
  }
  if (digits.length !== 64) {
    throw new GoError(`invalid digest length: ${digits.length / 2}`);
  }
  return digits.toLowerCase();
}
