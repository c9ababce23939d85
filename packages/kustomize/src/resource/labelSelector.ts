import { quote } from '@sluice/golang/fmt';
import { withContext } from '../text/context';
import { labelKeyProblems, labelValueProblems } from './labelSyntax';

type Requirement = (labels: ReadonlyMap<string, string>) => boolean;

/** `word` is a key or a value; other kinds are their own text. */
type TokenKind =
  | 'word'
  | 'end'
  | 'error'
  | 'in'
  | 'notin'
  | '('
  | ')'
  | ','
  | '!'
  | '='
  | '=='
  | '!='
  | '<'
  | '>';

interface Token {
  kind: TokenKind;
  text: string;
}

const keywords = new Map<string, TokenKind>(
  (['in', 'notin', '(', ')', ',', '!', '=', '==', '!=', '<', '>'] as const).map(
    text => [text, text],
  ),
);

const symbols = '=!(),<>';

/** The longest operator at the beginning of some symbols; several of them without one are an error. */
function symbolToken(run: string): { token: Token; length: number } {
  let last: Token | undefined;
  for (let length = 1; length <= run.length; length++) {
    const text = run.slice(0, length);
    const kind = keywords.get(text);
    if (kind) last = { kind, text };
    else if (last) return { token: last, length: length - 1 };
  }
  return last
    ? { token: last, length: run.length }
    : {
        token: {
          kind: 'error',
          text: `error expected: keyword found '${run}'`,
        },
        length: run.length,
      };
}

function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < text.length; ) {
    if (' \t\r\n'.includes(text[at])) {
      at++;
      continue;
    }
    let end = at;
    const isSymbol = symbols.includes(text[at]);
    while (
      end < text.length &&
      !' \t\r\n'.includes(text[end]) &&
      symbols.includes(text[end]) === isSymbol
    )
      end++;
    if (isSymbol) {
      const { token, length } = symbolToken(text.slice(at, end));
      tokens.push(token);
      at += length;
    } else {
      const word = text.slice(at, end);
      tokens.push({ kind: keywords.get(word) ?? 'word', text: word });
      at = end;
    }
  }
  tokens.push({ kind: 'end', text: '' });
  return tokens;
}

/** A 64-bit integer as Go's ParseInt reads it. */
function parseInteger(text: string): bigint | undefined {
  if (!/^[-+]?\d+$/.test(text)) return undefined;
  const value = BigInt(text.replace(/^\+/, ''));
  return BigInt.asIntN(64, value) === value ? value : undefined;
}

/** Reads a Kubernetes selector (`app=web,tier in (a,b),!legacy`); the messages are those of apimachinery. */
class SelectorParser {
  readonly #tokens: readonly Token[];
  #position = 0;

  constructor(text: string) {
    this.#tokens = tokenize(text);
  }

  parse(): Requirement[] {
    const requirements: Requirement[] = [];
    for (;;) {
      const { kind, text } = this.#peek();
      if (kind === 'end') return requirements;
      if (kind !== 'word' && kind !== '!') {
        throw this.#failure(text, "!, identifier, or 'end of string'");
      }
      requirements.push(
        withContext('unable to parse requirement', () => this.#requirement()),
      );
      const separator = this.#next();
      if (separator.kind === 'end') return requirements;
      if (separator.kind !== ',') {
        throw this.#failure(separator.text, "',' or 'end of string'");
      }
      const next = this.#peek();
      if (next.kind !== 'word' && next.kind !== '!') {
        throw this.#failure(next.text, "identifier after ','");
      }
    }
  }

  #failure(found: string, expected: string): Error {
    return new Error(`found '${found}', expected: ${expected}`);
  }

  /** The next token, where `in` and `notin` are no operators. */
  #peek(): Token {
    const token =
      this.#tokens[Math.min(this.#position, this.#tokens.length - 1)];
    return token.kind === 'in' || token.kind === 'notin'
      ? { ...token, kind: 'word' }
      : token;
  }

  #next(): Token {
    const token = this.#peek();
    this.#position++;
    return token;
  }

  #requirement(): Requirement {
    const isNegated = this.#peek().kind === '!';
    if (isNegated) this.#position++;
    const { kind, text: key } = this.#next();
    if (kind !== 'word') throw this.#failure(key, 'identifier');
    const problems = labelKeyProblems(key);
    if (problems.length > 0) {
      throw new Error(
        `invalid label key ${quote(key)}: ${problems.join('; ')}`,
      );
    }
    if (isNegated) return labels => !labels.has(key);
    const after = this.#peek().kind;
    if (after === 'end' || after === ',') return labels => labels.has(key);
    return this.#comparison(key);
  }

  #comparison(key: string): Requirement {
    const operator = this.#tokens[this.#position];
    this.#position++;
    switch (operator.kind) {
      case '=':
      case '==': {
        const [value] = this.#checked(key, [this.#value()]);
        return labels => labels.get(key) === value;
      }
      case '!=': {
        const [value] = this.#checked(key, [this.#value()]);
        return labels => labels.get(key) !== value;
      }
      case 'in': {
        const values = new Set(this.#checked(key, this.#values()));
        return labels => values.has(labels.get(key) ?? '') && labels.has(key);
      }
      case 'notin': {
        const values = new Set(this.#checked(key, this.#values()));
        return labels => !labels.has(key) || !values.has(labels.get(key) ?? '');
      }
      case '<':
      case '>':
        return this.#order(key, operator.kind);
      default:
        throw this.#failure(operator.text, "'=', '!=', '==', 'in', notin'");
    }
  }

  #checked(key: string, values: readonly string[]): readonly string[] {
    for (const value of [...values].sort()) {
      const problems = labelValueProblems(value);
      if (problems.length > 0) {
        throw new Error(
          `invalid label value: ${quote(value)}: at key: ${quote(
            key,
          )}: ${problems.join('; ')}`,
        );
      }
    }
    return values;
  }

  #order(key: string, operator: '<' | '>'): Requirement {
    const text = this.#value();
    const bound = parseInteger(text);
    if (bound === undefined) {
      throw new Error("for 'Gt', 'Lt' operators, the value must be an integer");
    }
    this.#checked(key, [text]);
    return labels => {
      const number = parseInteger(labels.get(key) ?? '');
      if (number === undefined) return false;
      return operator === '<' ? number < bound : number > bound;
    };
  }

  #value(): string {
    const { kind, text } = this.#peek();
    if (kind === 'end' || kind === ',') return '';
    if (kind !== 'word') throw this.#failure(text, 'identifier');
    this.#position++;
    return text;
  }

  #values(): string[] {
    const open = this.#next();
    if (open.kind !== '(') {
      throw new Error(`found '${open.text}' expected: '('`);
    }
    const first = this.#peek();
    if (first.kind === ')') {
      this.#position++;
      return [''];
    }
    if (first.kind !== 'word' && first.kind !== ',') {
      throw this.#failure(first.text, "',', ')' or identifier");
    }
    const values = this.#list();
    this.#position++;
    return values;
  }

  /** The values up to the parenthesis, which is left; an empty value stands where there is none between separators. */
  #list(): string[] {
    const values: string[] = [];
    for (;;) {
      const { kind, text } = this.#next();
      if (kind === 'word') {
        values.push(text);
        const after = this.#peek();
        if (after.kind === ')') return values;
        if (after.kind !== ',') throw this.#failure(after.text, "',' or ')'");
      } else if (kind === ',') {
        if (values.length === 0) values.push('');
        const after = this.#peek();
        if (after.kind === ')') return [...values, ''];
        if (after.kind === ',') {
          this.#position++;
          values.push('');
        }
      } else {
        throw this.#failure(text, "',', or identifier");
      }
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
