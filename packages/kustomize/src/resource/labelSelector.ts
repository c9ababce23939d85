type Requirement = (labels: ReadonlyMap<string, string>) => boolean;

const token = /\s*(?:(==|!=|=|!|<|>|\(|\)|,)|([^\s=!<>(),]+))/y;

function tokenize(text: string): string[] {
  const tokens: string[] = [];
  token.lastIndex = 0;
  const trimmed = text.trimEnd();
  while (token.lastIndex < trimmed.length) {
    const match = token.exec(trimmed);
    if (!match) break;
    tokens.push(match[1] ?? match[2]);
  }
  return tokens;
}

const operators = new Set(['=', '==', '!=', '<', '>', '(', ')', ',', '!']);

/** Reads a Kubernetes selector (`app=web,tier in (a,b),!legacy`). */
class SelectorParser {
  readonly #tokens: string[];
  readonly #text: string;
  #position = 0;

  constructor(text: string) {
    this.#text = text;
    this.#tokens = tokenize(text);
  }

  parse(): Requirement[] {
    const requirements: Requirement[] = [];
    while (this.#position < this.#tokens.length) {
      requirements.push(this.#requirement());
      if (this.#position >= this.#tokens.length) break;
      this.#expect(',');
      if (this.#position >= this.#tokens.length) {
        throw this.#failure('', 'identifier after ,');
      }
    }
    return requirements;
  }

  #failure(found: string, expected: string): Error {
    return new Error(
      `unable to parse requirement: found '${found}', expected: ${expected}`,
    );
  }

  #next(): string | undefined {
    const result = this.#tokens[this.#position];
    this.#position++;
    return result;
  }

  #expect(wanted: string): void {
    const found = this.#next();
    if (found !== wanted) {
      throw this.#failure(found ?? '', `${wanted} in ${this.#text}`);
    }
  }

  #identifier(): string {
    const found = this.#next();
    if (found === undefined || operators.has(found)) {
      throw this.#failure(found ?? '', 'identifier');
    }
    return found;
  }

  #requirement(): Requirement {
    if (this.#tokens[this.#position] === '!') {
      this.#position++;
      const key = this.#identifier();
      return labels => !labels.has(key);
    }
    const key = this.#identifier();
    const operator = this.#tokens[this.#position];
    if (operator === undefined || operator === ',') {
      return labels => labels.has(key);
    }
    this.#position++;
    switch (operator) {
      case '=':
      case '==': {
        const value = this.#value();
        return labels => labels.get(key) === value;
      }
      case '!=': {
        const value = this.#value();
        return labels => labels.get(key) !== value;
      }
      case 'in': {
        const values = this.#values();
        return labels => values.has(labels.get(key) ?? '') && labels.has(key);
      }
      case 'notin': {
        const values = this.#values();
        return labels => !labels.has(key) || !values.has(labels.get(key) ?? '');
      }
      case '<':
      case '>':
        return this.#comparison(key, operator);
      default:
        throw this.#failure(
          operator,
          "in, notin, =, ==, !=, gt, lt: for key '".concat(key, "'"),
        );
    }
  }

  #comparison(key: string, operator: '<' | '>'): Requirement {
    const text = this.#value();
    if (!/^-?\d+$/.test(text)) {
      throw this.#failure(text, 'an integer');
    }
    const bound = BigInt(text);
    return labels => {
      const value = labels.get(key);
      if (value === undefined || !/^[-+]?\d+$/.test(value)) return false;
      const number = BigInt(value.replace(/^\+/, ''));
      return operator === '<' ? number < bound : number > bound;
    };
  }

  #value(): string {
    const found = this.#tokens[this.#position];
    if (found === undefined || found === ',') return '';
    return this.#identifier();
  }

  #values(): Set<string> {
    const values = new Set<string>();
    this.#expect('(');
    for (;;) {
      const found = this.#tokens[this.#position];
      if (found === ')' || found === ',') values.add('');
      else values.add(this.#identifier());
      const separator = this.#next();
      if (separator === ')') return values;
      if (separator !== ',') throw this.#failure(separator ?? '', "',' or ')'");
    }
  }
}

/**
 * A predicate on labels (or annotations); an empty selector matches everything.
 *
 * @throws Error when the text is no selector
 */
export function parseLabelSelector(text: string): Requirement {
  const requirements = new SelectorParser(text).parse();
  return labels => requirements.every(matches => matches(labels));
}
