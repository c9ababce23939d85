import { TomlError } from 'smol-toml';
import { quote, sprintf } from '@sluice/golang/fmt';
import { GoError, goInt } from '@sluice/golang/value';

/** Where reading ended, in the words that BurntSushi/toml needs. */
class Place {
  readonly number: number;
  readonly line: string;
  /** The line from where reading ended on. */
  readonly rest: string;
  readonly isLast: boolean;
  readonly #lines: readonly string[];

  constructor(text: string, error: TomlError) {
    this.#lines = text.split('\n');
    this.number = error.line;
    this.line = this.#lines[error.line - 1] ?? '';
    this.rest = this.line.slice(Math.max(0, error.column - 1));
    this.isLast = error.line >= this.#lines.length;
  }

  /** The next character that is no space. */
  get next(): string {
    return Array.from(this.rest.trimStart())[0] ?? '\n';
  }

  get isHeader(): boolean {
    return this.line.trimStart().startsWith('[');
  }

  get header(): string {
    return this.line.replace(/[[\]\s]/g, '');
  }

  /** The key of the line. */
  get key(): string {
    return /^\s*([^=\s]+)\s*=/.exec(this.line)?.[1] ?? '';
  }

  get value(): string {
    return this.line.slice(this.line.indexOf('=') + 1).trim();
  }

  /** The key with the table that it is in. */
  get path(): string {
    const table = this.#lines
      .slice(0, this.number - 1)
      .findLast(line => /^\s*\[/.test(line));
    const prefix =
      table === undefined ? '' : `${table.replace(/[[\]\s]/g, '')}.`;
    return `${prefix}${this.key}`;
  }

  at(message: string): string {
    return `toml: line ${this.number}: ${message}`;
  }

  inKey(message: string, below = ''): string {
    return `toml: line ${this.number} (last key ${quote(
      this.path + below,
    )}): ${message}`;
  }
}

function shown(character: string): string {
  return sprintf('%q', [goInt(character.codePointAt(0) ?? 0)]);
}

function illegalCharacter(place: Place): string {
  const { next } = place;
  if (!place.isHeader) {
    return place.at(`expected '.' or '=', but got ${shown(next)} instead`);
  }
  const line = next === '\n' ? place.number + 1 : place.number;
  return `toml: line ${line}: expected '.' or ']' to end table name, but got ${shown(
    next,
  )} instead`;
}

function missingEnd(place: Place): string {
  return place.isHeader
    ? place.at("expected '.' or ']' to end table name, but got '\\x00' instead")
    : place.at(
        /\.[ \t]*$/.test(place.line)
          ? "unexpected '='"
          : "unexpected EOF; expected key separator '='",
      );
}

function invalidValue(place: Place): string {
  const { value } = place;
  if (value !== '') {
    return place.inKey(`expected value but found ${quote(value)} instead`);
  }
  return place.inKey(
    place.isLast
      ? 'unexpected EOF; expected value'
      : "expected value but found '\\n' instead",
  );
}

function redefined(place: Place): string {
  if (place.isHeader) {
    return place.at(`Key '${place.header}' has already been defined.`);
  }
  const [first] = place.key.split('.', 1);
  return place.inKey(`Key '${first}' has already been defined.`);
}

function openStructure(place: Place): string {
  if (place.value.startsWith('[')) {
    return place.inKey(
      "expected a comma (',') or array terminator (']'), but got end of file",
    );
  }
  const inner = /(?:[{,])\s*([\w-]+)\s*=[^{,]*$/.exec(place.value)?.[1];
  return place.inKey(
    "expected a comma or an inline table terminator '}', but got end of file instead",
    inner === undefined ? '' : `.${inner}`,
  );
}

const translations: readonly [
  start: string,
  translate: (place: Place) => string,
][] = [
  ['incomplete key-value: cannot find end of key', missingEnd],
  ['illegal character in key', illegalCharacter],
  [
    'unexpected end of key',
    place => place.at("unexpected '=': key name appears blank"),
  ],
  ['invalid value', invalidValue],
  ['trying to redefine', redefined],
  [
    'unfinished string',
    place =>
      place.inKey(`unexpected EOF; expected ${shown('"').replace('\\', '')}`),
  ],
  [
    'control characters are not allowed in strings',
    place => place.inKey('strings cannot contain newlines'),
  ],
  ['expected comma or end of structure', openStructure],
  [
    'each key-value declaration must be followed by an end-of-line',
    place =>
      place.at(
        `expected a top-level item to end with a newline, comment, or EOF, but got ${shown(
          place.next,
        )} instead`,
      ),
  ],
  [
    'illegal leading zero',
    place =>
      place.inKey(
        `Invalid integer ${quote(place.value)}: cannot have leading zeroes`,
      ),
  ],
];

/** What BurntSushi/toml says of a text that another reader found wrong; that one's own words where there are no others. */
export function tomlFailure(text: string, error: unknown): GoError {
  if (!(error instanceof TomlError)) {
    return new GoError('toml: the text cannot be read', { cause: error });
  }
  const place = new Place(text, error);
  const [first] = error.message.split('\n', 1);
  const message = first.replace('Invalid TOML document: ', '');
  const found = translations.find(([start]) => message.startsWith(start));
  return new GoError(found ? found[1](place) : place.at(message), {
    cause: error,
  });
}
