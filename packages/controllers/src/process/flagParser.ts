/** A flag as Go's pflag reads it; `read` throws with what is wrong. */
export interface Flag<T> {
  description: string;
  /** Shown instead of a value, for example `DIR`; a switch has none and may stand alone. */
  value?: string;
  default: T;
  read(text: string): T;
}

/** Flags by name, without dashes. */
export type Flags<T> = { readonly [K in keyof T]: Flag<T[K]> };

/** The command line has a mistake; the message is for people. */
export class FlagError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'FlagError';
  }
}

export function textFlag(
  value: string,
  defaultValue: string,
  description: string,
): Flag<string> {
  return { value, default: defaultValue, description, read: text => text };
}

export function optionalTextFlag(
  value: string,
  description: string,
): Flag<string | undefined> {
  return { value, default: undefined, description, read: text => text };
}

export function switchFlag(
  defaultValue: boolean,
  description: string,
): Flag<boolean> {
  return {
    default: defaultValue,
    description,
    read: text => {
      if (/^(1|t|true)$/i.test(text)) return true;
      if (/^(0|f|false)$/i.test(text)) return false;
      throw new FlagError('wants true or false');
    },
  };
}

export function numberFlag(
  defaultValue: number,
  description: string,
  range: { min: number; max: number },
): Flag<number> {
  return {
    value: 'N',
    default: defaultValue,
    description,
    read: text => {
      const number = /^-?\d+$/.test(text) ? Number(text) : NaN;
      if (!(number >= range.min && number <= range.max))
        throw new FlagError(
          `wants a whole number from ${range.min} to ${range.max}`,
        );
      return number;
    },
  };
}

/** A Go duration, read into milliseconds. */
export function durationFlag(
  defaultValue: number,
  description: string,
  parse: (text: string) => number,
): Flag<number> {
  return { value: 'DURATION', default: defaultValue, description, read: parse };
}

/**
 * Reads `--name value`, `--name=value` and, for switches, `--name`. Of a flag that is given twice the last one counts. Throws FlagError
 * for unknown flags, missing or wrong values, and anything that is no flag.
 */
export function parseFlags<T extends object>(
  flags: Flags<T>,
  argv: readonly string[],
): { values: T; given: ReadonlySet<string> } {
  const known = new Map<string, Flag<unknown>>(Object.entries(flags));
  const values: Record<string, unknown> = {};
  for (const [name, flag] of known) values[name] = flag.default;
  const given = new Set<string>();
  for (let at = 0; at < argv.length; at++) {
    const match = /^--?([A-Za-z][A-Za-z0-9-]*)(?:=(.*))?$/s.exec(argv[at]);
    if (!match)
      throw new FlagError(`unexpected argument ${JSON.stringify(argv[at])}`);
    const [, name, attached] = match;
    const flag = known.get(name);
    if (!flag) throw new FlagError(`unknown flag: --${name}`);
    let text = attached;
    if (text === undefined && flag.value === undefined) text = 'true';
    if (text === undefined) text = argv[++at];
    if (text === undefined)
      throw new FlagError(`flag needs an argument: --${name}`);
    values[name] = readValue(name, flag, text);
    given.add(name);
  }
  if (!hasAll(flags, values)) throw new Error('a flag has no value');
  return { values, given };
}

function readValue(name: string, flag: Flag<unknown>, text: string): unknown {
  try {
    return flag.read(text);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new FlagError(
      `invalid argument ${JSON.stringify(text)} for --${name}: ${why}`,
    );
  }
}

/** Every value was made by the flag of its name. */
function hasAll<T extends object>(
  flags: Flags<T>,
  values: object,
): values is T {
  return Object.keys(flags).every(name => Object.hasOwn(values, name));
}

/** One line for each flag. */
export function describeFlags<T extends object>(flags: Flags<T>): string {
  const entries: [string, Flag<unknown>][] = Object.entries(flags);
  return entries
    .map(([name, flag]) => {
      const left = `  --${name}${flag.value ? ` ${flag.value}` : ''}`;
      const simple = ['string', 'number', 'boolean'].includes(
        typeof flag.default,
      );
      const shown =
        simple && flag.default !== '' ? ` (default ${flag.default})` : '';
      return `${left.padEnd(40)} ${flag.description}${shown}`;
    })
    .join('\n');
}
