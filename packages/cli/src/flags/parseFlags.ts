import { quote } from '@sluice/golang/fmt';
import { messageOf } from '../messageOf';

/** What a flag takes. */
export type FlagKind = 'bool' | 'text' | 'list' | 'commaList';

/** One flag of a command that takes the flags of a Go program. */
export interface FlagSpec {
  name: string;
  /** One letter. */
  short?: string;
  kind: FlagKind;
  /** Reads a value, which may stand for several; what it throws says what is wrong with it. */
  read?(text: string): readonly string[];
  /** The value of the flag alone, which then takes none from the next argument. */
  alone?: string;
  /** What is told when it is used although it should not be any more. */
  deprecated?: string;
}

/** A command line that the original refuses, in its words. */
export class FlagError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'FlagError';
  }
}

/** What a command line says. */
export class Flags {
  /** What is not a flag, in order. */
  readonly args: string[] = [];
  /** Whether `-h` or `--help` is there. */
  help = false;
  /** What is to be told about the flags that were used, in order. */
  readonly notices: string[] = [];
  readonly #values = new Map<string, string[]>();

  has(name: string): boolean {
    return this.#values.has(name);
  }

  bool(name: string): boolean {
    return this.#values.get(name)?.at(-1) === 'true';
  }

  /** The last value; empty without one. */
  text(name: string): string {
    return this.#values.get(name)?.at(-1) ?? '';
  }

  list(name: string): string[] {
    return this.#values.get(name) ?? [];
  }

  set(spec: FlagSpec, values: readonly string[]): void {
    if (spec.deprecated && !this.has(spec.name)) {
      this.notices.push(
        `Flag --${spec.name} has been deprecated, ${spec.deprecated}\n`,
      );
    }
    this.#values.set(spec.name, [...this.list(spec.name), ...values]);
  }
}

const truths = new Map([
  ...['1', 't', 'T', 'true', 'TRUE', 'True'].map((t): [string, string] => [
    t,
    'true',
  ]),
  ...['0', 'f', 'F', 'false', 'FALSE', 'False'].map((t): [string, string] => [
    t,
    'false',
  ]),
]);

function invalid(spec: FlagSpec, text: string, problem: string): FlagError {
  const shown = spec.short
    ? `-${spec.short}, --${spec.name}`
    : `--${spec.name}`;
  return new FlagError(
    `invalid argument ${quote(text)} for "${shown}" flag: ${problem}`,
  );
}

function valuesOf(spec: FlagSpec, text: string): readonly string[] {
  if (spec.read) {
    try {
      return spec.read(text);
    } catch (error) {
      throw invalid(spec, text, messageOf(error));
    }
  }
  if (spec.kind === 'commaList') return text === '' ? [] : text.split(',');
  if (spec.kind !== 'bool') return [text];
  const truth = truths.get(text);
  if (truth === undefined) {
    throw invalid(
      spec,
      text,
      `strconv.ParseBool: parsing ${quote(text)}: invalid syntax`,
    );
  }
  return [truth];
}

/** What the flag means without a value; undefined for one that needs a value. */
function aloneOf(spec: FlagSpec): string | undefined {
  return spec.kind === 'bool' ? 'true' : spec.alone;
}

/**
 * Reads a command line as the flag library of Go programs does: flags and arguments in any order, `--name value`,
 * `--name=value`, `-n value`, `-nvalue`, letters together, `--` before what are arguments only.

 *
 * @throws FlagError
 */
export function parseFlags(
  specs: readonly FlagSpec[],
  argv: readonly string[],
): Flags {
  const flags = new Flags();
  const byName = new Map(specs.map(spec => [spec.name, spec]));
  const byLetter = new Map(
    specs.flatMap(spec => (spec.short ? [[spec.short, spec] as const] : [])),
  );
  const rest = [...argv];
  for (;;) {
    const argument = rest.shift();
    if (argument === undefined) return flags;
    if (argument === '--') {
      flags.args.push(...rest);
      return flags;
    }
    if (argument.startsWith('--')) readLong(argument);
    else if (argument.startsWith('-') && argument !== '-') readShort(argument);
    else flags.args.push(argument);
    if (flags.help) return flags;
  }

  function readLong(argument: string): void {
    const body = argument.slice(2);
    if (body.startsWith('-') || body.startsWith('=')) {
      throw new FlagError(`bad flag syntax: ${argument}`);
    }
    const equals = body.indexOf('=');
    const name = equals < 0 ? body : body.slice(0, equals);
    const spec = byName.get(name);
    if (!spec) {
      if (name === 'help') {
        flags.help = true;
        return;
      }
      throw new FlagError(`unknown flag: --${name}`);
    }
    let value = equals < 0 ? undefined : body.slice(equals + 1);
    value ??= aloneOf(spec) ?? rest.shift();
    if (value === undefined) {
      throw new FlagError(`flag needs an argument: ${argument}`);
    }
    flags.set(spec, valuesOf(spec, value));
  }

  function readShort(argument: string): void {
    let letters = argument.slice(1);
    while (letters !== '') {
      const letter = letters[0];
      const shown = letters;
      letters = letters.slice(1);
      const spec = byLetter.get(letter);
      if (!spec) {
        if (letter === 'h') {
          flags.help = true;
          return;
        }
        throw new FlagError(
          `unknown shorthand flag: ${quoteLetter(letter)} in -${shown}`,
        );
      }
      const alone = aloneOf(spec);
      if (alone !== undefined && !letters.startsWith('=')) {
        flags.set(spec, valuesOf(spec, alone));
        continue;
      }
      let value: string | undefined = letters.replace(/^=/, '');
      if (letters === '') value = rest.shift();
      if (value === undefined) {
        throw new FlagError(
          `flag needs an argument: ${quoteLetter(letter)} in -${shown}`,
        );
      }
      flags.set(spec, valuesOf(spec, value));
      return;
    }
  }
}

function quoteLetter(letter: string): string {
  return `'${letter === "'" || letter === '\\' ? '\\' : ''}${letter}'`;
}
