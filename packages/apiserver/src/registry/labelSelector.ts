import { badRequest, type ApiFailure } from '../server/apiFailure';
import { checkLabelValue, checkQualifiedName } from '../resources/names';

/** Whether labels are selected. */
export type LabelPredicate = (
  labels: Readonly<Record<string, string>> | undefined,
) => boolean;

type Requirement = LabelPredicate;

const operators = new Set(['=', '==', '!=', '<', '>', 'in', 'notin']);

function valueOf(
  labels: Readonly<Record<string, string>> | undefined,
  key: string,
): string | undefined {
  return labels && Object.hasOwn(labels, key) ? labels[key] : undefined;
}

class SelectorParser {
  readonly #tokens: string[];
  #position = 0;

  constructor(text: string) {
    this.#tokens = tokenize(text);
  }

  parse(): Requirement[] {
    const requirements: Requirement[] = [];
    if (this.#peek() === '') {
      return requirements;
    }
    for (;;) {
      requirements.push(this.#requirement());
      const next = this.#next();
      if (next === '') {
        return requirements;
      }
      if (next !== ',') {
        throw unparsable(`found '${next}', expected: ',' or 'end of string'`);
      }
      if (this.#peek() === ',') {
        throw badRequest(`found ',', expected: identifier after ','`);
      }
      if (this.#peek() === '') {
        throw badRequest(`found '', expected: identifier after ','`);
      }
    }
  }

  #requirement(): Requirement {
    const first = this.#next();
    if (first === '!') {
      const key = this.#key(this.#next());
      return labels => valueOf(labels, key) === undefined;
    }
    const key = this.#key(first);
    const operator = this.#peek();
    if (operator === '' || operator === ',') {
      return labels => valueOf(labels, key) !== undefined;
    }
    this.#next();
    if (!operators.has(operator)) {
      throw unparsable(
        `found '${operator}', expected: in, notin, =, ==, !=, gt, lt`,
      );
    }
    if (operator === 'in' || operator === 'notin') {
      const values = this.#set();
      return operator === 'in'
        ? labels => {
            const value = valueOf(labels, key);
            return value !== undefined && values.has(value);
          }
        : labels => {
            const value = valueOf(labels, key);
            return value === undefined || !values.has(value);
          };
    }
    return this.#comparison(key, operator);
  }

  #comparison(key: string, operator: string): Requirement {
    const value = this.#single();
    if (operator === '!=') {
      return labels => valueOf(labels, key) !== value;
    }
    if (operator === '=' || operator === '==') {
      return labels => valueOf(labels, key) === value;
    }
    if (!/^[+-]?\d+$/.test(value)) {
      throw badRequest(
        `values[0][${key}]: Invalid value: "${value}": for 'Gt', 'Lt' operators, the value must be an integer`,
      );
    }
    const bound = Number(value);
    return labels => {
      const text = valueOf(labels, key);
      if (text === undefined || !/^[+-]?\d+$/.test(text)) {
        return false;
      }
      return operator === '>' ? Number(text) > bound : Number(text) < bound;
    };
  }

  #key(token: string): string {
    if (token === '' || isSymbol(token)) {
      throw unparsable(`found '${token}', expected: identifier`);
    }
    const errors = checkQualifiedName(token);
    if (errors.length > 0) {
      throw unparsable(
        `key: Invalid value: ${JSON.stringify(token)}: ${errors.join('; ')}`,
      );
    }
    return token;
  }

  #single(): string {
    const token = this.#peek();
    if (token === '' || token === ',') {
      return '';
    }
    this.#next();
    if (isSymbol(token)) {
      throw unparsable(`found '${token}', expected: identifier`);
    }
    return checkedValue(token);
  }

  #set(): Set<string> {
    const open = this.#next();
    if (open !== '(') {
      throw unparsable(`found '${open}' expected: '('`);
    }
    const values = new Set<string>();
    let expectsValue = true;
    for (;;) {
      const token = this.#next();
      if (token === ')') {
        if (expectsValue) {
          values.add('');
        }
        return values;
      }
      if (token === ',') {
        if (expectsValue) {
          values.add('');
        }
        expectsValue = true;
      } else if (token === '' || isSymbol(token) || !expectsValue) {
        throw unparsable(`found '${token}', expected: ',' or ')'`);
      } else {
        values.add(checkedValue(token));
        expectsValue = false;
      }
    }
  }

  #peek(): string {
    return this.#tokens[this.#position] ?? '';
  }

  #next(): string {
    const token = this.#peek();
    this.#position++;
    return token;
  }
}

function checkedValue(value: string): string {
  const errors = checkLabelValue(value);
  if (errors.length > 0) {
    throw unparsable(
      `values[0]: Invalid value: ${JSON.stringify(value)}: ${errors.join(
        '; ',
      )}`,
    );
  }
  return value;
}

function isSymbol(token: string): boolean {
  return /^[=!<>(),]/.test(token);
}

function tokenize(text: string): string[] {
  return text.match(/==|!=|[=!<>(),]|[^\s=!<>(),]+/g) ?? [];
}

function unparsable(problem: string): ApiFailure {
  return badRequest(`unable to parse requirement: ${problem}`);
}

/** The grammar of `labelSelector`: equality, sets and existence. Throws a 400 with apimachinery's texts. */
export function parseLabelSelector(text: string): LabelPredicate {
  const parser = new SelectorParser(text);
  const requirements = parser.parse();
  return labels => requirements.every(matches => matches(labels));
}
