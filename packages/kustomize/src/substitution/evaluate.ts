import { quote } from '@sluice/golang/fmt';
import { SubstitutionError } from './error';
import { type Part } from './expression';
import { applyOperator, isDefaultOperator } from './operators';
import { parseTemplate } from './parse';

const toBytes = (text: string) => Buffer.from(text, 'utf8').toString('latin1');

/** Characters of a result: variables that repeat one another must not fill the memory. */
const MAX_LENGTH = 64 * 1024 * 1024;

class Evaluation {
  readonly #variables: ReadonlyMap<string, string>;
  readonly #strict: boolean;

  constructor(variables: ReadonlyMap<string, string>, strict: boolean) {
    this.#variables = variables;
    this.#strict = strict;
  }

  evaluate(part: Part): string {
    if (typeof part === 'string') {
      return part;
    }
    const words = part.arguments.map(argument => this.evaluate(argument));
    const name = Buffer.from(part.parameter, 'latin1').toString('utf8');
    const value = this.#variables.get(name);
    if (
      value === undefined &&
      this.#strict &&
      !isDefaultOperator(part.operator)
    ) {
      throw new SubstitutionError(
        `variable not set (strict mode): ${quote(name)}`,
      );
    }
    return applyOperator(part.operator, toBytes(value ?? ''), words);
  }
}

/**
 * Replaces the `${…}` of a text as Flux's envsubst, byte by byte.
 *
 * @param strict - a variable that is not set is an error unless the expression has a default
 * @returns the bytes of the result; operators that count bytes may have cut a character
 * @throws SubstitutionError
 */
export function evaluateTemplate(
  text: string,
  variables: ReadonlyMap<string, string>,
  strict: boolean,
): Buffer {
  const evaluation = new Evaluation(variables, strict);
  let length = 0;
  const pieces = parseTemplate(toBytes(text)).map(part => {
    const piece = evaluation.evaluate(part);
    length += piece.length;
    if (length > MAX_LENGTH) {
      throw new SubstitutionError(`result is longer than ${MAX_LENGTH} bytes`);
    }
    return piece;
  });
  return Buffer.from(pieces.join(''), 'latin1');
}
