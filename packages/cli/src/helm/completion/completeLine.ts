import {
  FlagError,
  type FlagSpec,
  type Flags,
  parseFlags,
} from '../../flags/parseFlags';
import { messageOf } from '../../messageOf';
import { globalFlags } from '../flagSpecs';
import type { HelmCall, HelmCommand, HelmContext } from '../helmCommand';
import type { HelmCommands, HelmEntry, HelmGroup } from '../helmCommands';
import { logLine } from '../log';
import { Settings } from '../settings';
import { takeWord } from '../takeWord';
import { argumentChoices } from './argumentChoices';
import { type Choices, Directive, files, nothing } from './directive';
import { flagChoices, flagDescriptions } from './flagChoices';

/** Says why a line cannot be completed. */
export class CompletionError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'CompletionError';
  }
}

/** The command of a line. */
interface Target {
  /** `show chart`; empty for the program itself. */
  path: string;
  /** The commands below it, by name. */
  below: readonly Pick<HelmEntry, 'names' | 'summary' | 'hidden'>[];
  command?: HelmCommand;
  /** What stands behind it, flags included. */
  rest: readonly string[];
}

const helpCommand = { names: ['help'], summary: 'Help about any command' };

function named<T extends Pick<HelmEntry, 'names'>>(
  entries: readonly T[],
  word: string | undefined,
): T | undefined {
  return entries.find(
    ({ names }) => word !== undefined && names.includes(word),
  );
}

async function targetOf(
  words: readonly string[],
  commands: HelmCommands,
): Promise<Target> {
  const first = takeWord(words);
  const root = { path: '', below: [...commands, helpCommand] };
  if (first.word === undefined) return { ...root, rest: words };
  if (first.word === 'help')
    return { path: 'help', below: [], rest: first.rest };
  const found = named<HelmEntry | HelmGroup>(commands, first.word);
  if (!found) {
    throw new CompletionError(
      `unable to find a command for arguments: [${words.join(' ')}]`,
    );
  }
  const [path] = found.names;
  if (!('entries' in found)) {
    const command = await found.load();
    return { path, below: [], command, rest: first.rest };
  }
  const second = takeWord(first.rest);
  const entry = named(found.entries, second.word);
  if (!entry) return { path, below: found.entries, rest: first.rest };
  return {
    path: `${path} ${entry.names[0]}`,
    below: [],
    command: await entry.load(),
    rest: second.rest,
  };
}

const helpFlag: FlagSpec = { name: 'help', short: 'h', kind: 'bool' };

/** The flags of a command, those of every command first; in both groups by name. */
function flagsOf({ command, path }: Target): {
  all: readonly FlagSpec[];
  shown: readonly FlagSpec[];
} {
  const byName = (a: FlagSpec, b: FlagSpec) => (a.name < b.name ? -1 : 1);
  const own = [...(command?.flags ?? []), helpFlag];
  const shown =
    path === ''
      ? [...globalFlags, helpFlag].sort(byName)
      : [...[...globalFlags].sort(byName), ...own.sort(byName)];
  return { all: [...(command?.flags ?? []), ...globalFlags, helpFlag], shown };
}

function takesNoValue(spec: FlagSpec): boolean {
  return spec.kind === 'bool' || spec.alone !== undefined;
}

/** A flag whose value is being typed. */
interface ValueOf {
  spec?: FlagSpec;
  rest: readonly string[];
  word: string;
  problem?: CompletionError;
}

/** The name of the flag that a word before ends with; empty where it is none, or has its value. */
function openFlag(word: string): string {
  if (word.includes('=') || !/^(?:--.|-[^-])/s.test(word)) return '';
  return word.startsWith('--') ? word.slice(2) : word.slice(-1);
}

/** Finds the flag whose value the last word is, be it behind `=` or in a word of its own. */
function valueOf(
  { path, rest }: Target,
  line: string,
  specs: readonly FlagSpec[],
): ValueOf {
  const equals = line.startsWith('-') ? line.indexOf('=') : -1;
  if (line.startsWith('-') && equals < 0) return { rest, word: line };
  const word = line.slice(equals + 1);
  const flag = line.slice(0, Math.max(equals, 0));
  const own = flag.startsWith('--') ? flag.slice(2) : flag.slice(-1);
  const name = own || openFlag(rest.at(-1) ?? '');
  if (name === '') return { rest, word };
  const spec = specs.find(each =>
    name.length === 1 ? each.short === name : each.name === name,
  );
  if (!spec) {
    const command = path.split(' ').at(-1) || 'helm';
    const problem = new CompletionError(
      `Subcommand '${command}' does not support flag '${name}'`,
    );
    return { rest, word: line, problem };
  }
  if (equals < 0 && takesNoValue(spec)) return { rest, word };
  return { spec, rest: own ? rest : rest.slice(0, -1), word };
}

/** Whether a word can still be a flag: there was no `--`. */
function flagsEnd(
  specs: readonly FlagSpec[],
  rest: readonly string[],
): boolean {
  try {
    const before = parseFlags(specs, rest).args.length;
    return parseFlags(specs, [...rest, '--']).args.length > before;
  } catch (error) {
    if (error instanceof FlagError) return false;
    throw error;
  }
}

function isShown(
  spec: FlagSpec,
  flags: Flags,
  exclusive: readonly (readonly string[])[],
): boolean {
  if (spec.deprecated) return false;
  if (
    flags.has(spec.name) &&
    spec.kind !== 'list' &&
    spec.kind !== 'commaList'
  ) {
    return false;
  }
  return !exclusive.some(
    group =>
      group.includes(spec.name) &&
      group.some(name => name !== spec.name && flags.has(name)),
  );
}

/** Flags that begin like a word. */
function flagNames(
  target: Target,
  flags: Flags,
  word: string,
  shown: readonly FlagSpec[],
): Choices {
  const { command, path } = target;
  const texts = flagDescriptions(command?.usage ?? '');
  const last = path.split(' ').at(-1) || 'helm';
  const choices = shown
    .filter(spec => isShown(spec, flags, command?.exclusive ?? []))
    .flatMap(spec => {
      const text =
        spec === helpFlag ? `help for ${last}` : texts.get(spec.name) ?? '';
      const forms = [
        `--${spec.name}`,
        ...(spec.short ? [`-${spec.short}`] : []),
      ];
      return forms
        .filter(form => form.startsWith(word))
        .map(form => `${form}\t${text}`);
    });
  return { choices, directive: Directive.noFiles };
}

function commandNames(below: Target['below'], word: string): string[] {
  return below
    .filter(({ names, hidden }) => !hidden && names[0].startsWith(word))
    .map(({ names, summary }) => `${names[0]}\t${summary}`)
    .sort();
}

/** The commands below the one that the arguments of `help` name. */
function helpChoices(
  args: readonly string[],
  word: string,
  commands: HelmCommands,
): Choices {
  const [first] = args;
  const found = named<HelmEntry | HelmGroup>(commands, first);
  const group = found && 'entries' in found ? found.entries : [];
  const isCommand = named<Pick<HelmEntry, 'names'>>(group, args[1]);
  const inGroup = isCommand ? [] : group;
  const below = first === undefined ? [...commands, helpCommand] : inGroup;
  return { choices: commandNames(below, word), directive: Directive.noFiles };
}

function parsed(specs: readonly FlagSpec[], rest: readonly string[]): Flags {
  try {
    return parseFlags(specs, rest);
  } catch (error) {
    throw new CompletionError(
      `Error while parsing flags from args [${rest.join(' ')}]: ${messageOf(
        error,
      )}`,
    );
  }
}

function callOf(flags: Flags, context: HelmContext): HelmCall {
  const settings = new Settings(flags, context.env);
  return {
    context,
    flags,
    args: flags.args,
    settings,
    warn: () => {},
    debug: (message, fields) => {
      if (settings.debug) context.stderr(logLine('DEBUG', message, fields));
    },
  };
}

/**
 * What can stand in place of the last word of a command line (without the program's name), as cobra finds it.
 *
 * @throws CompletionError
 */
export async function completeLine(
  line: readonly string[],
  context: HelmContext,
): Promise<Choices> {
  const { commands = [] } = context;
  const target = await targetOf(line.slice(0, -1), commands);
  const { all, shown } = flagsOf(target);
  const value = valueOf(target, line.at(-1) ?? '', all);
  const noFlags = flagsEnd(all, value.rest);
  const flags = parsed(all, value.rest);
  if (value.problem && !noFlags) throw value.problem;
  if (flags.has(helpFlag.name)) return nothing;
  const call = callOf(flags, context);
  const { word, spec } = value;
  if (spec && !noFlags) return await flagChoices(spec, target.path, call);
  if (word.startsWith('-') && !word.includes('=') && !noFlags) {
    return flagNames(target, flags, word, shown);
  }
  const { command, below, path } = target;
  if (path === 'help') return helpChoices(flags.args, word, commands);
  if (command) return await argumentChoices(command, path, call, word);
  return flags.args.length > 0
    ? files
    : { choices: commandNames(below, word), directive: Directive.noFiles };
}
