import { count } from './failure';
import { type Validation } from './validation';

/** Fails where there is less than wanted. */
export function atLeast(
  v: Validation,
  keyword: string,
  got: number,
  want: number | undefined,
): void {
  if (want !== undefined && got < want) {
    v.fail(`${keyword}: got ${count(got)}, want ${count(want)}`);
  }
}

/** Fails where there is more than wanted. */
export function atMost(
  v: Validation,
  keyword: string,
  got: number,
  want: number | undefined,
): void {
  if (want !== undefined && got > want) {
    v.fail(`${keyword}: got ${count(got)}, want ${count(want)}`);
  }
}
