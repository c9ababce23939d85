import { quote } from '@sluice/golang/fmt';
import type { BuildInfo } from '@sluice/helm';
import type { Warn } from '@sluice/helm/offline';
import type { CommandContext } from '../command';
import {
  type FlagSpec,
  FlagError,
  type Flags,
  parseFlags,
} from '../flags/parseFlags';
import { messageOf } from '../messageOf';
import type { Connect } from './connect';
import { globalFlags } from './flagSpecs';
import type { HelmCommands } from './helmCommands';
import type { Fetching } from './loadFetching';
import { logLine } from './log';
import { Settings } from './settings';

/** What a command of Helm's runs with. */
export interface HelmContext extends CommandContext {
  /** Where relative paths begin. */
  cwd: string;
  /** All of standard input. */
  readInput(): string;
  /** The time now. */
  now(): Date;
  /** All commands, for those that tell of others. */
  commands?: HelmCommands;
  /** The helm that is behaved as; by default the one that this is made after. */
  build?: BuildInfo;
  /** Loads what fetches charts; by default, when it is asked for. */
  fetching?: () => Promise<Fetching>;
  /** Connects to the cluster; absent where there is none to ask. */
  connect?: Connect;
}

/** A command line of Helm's that was read. */
export interface HelmCall {
  context: HelmContext;
  flags: Flags;
  args: readonly string[];
  settings: Settings;
  /** Says on standard error what loading and rendering warn of. */
  warn: Warn;
  /** Says something on standard error if asked for with `--debug`. */
  debug(message: string, fields?: Readonly<Record<string, string>>): void;
}

/** A command that takes the flags of one of Helm's, prints what it prints, and fails as it fails. */
export interface HelmCommand {
  /** As Helm names it: `helm template [NAME] [CHART] [flags]`. */
  use: string;
  usage: string;
  flags: readonly FlagSpec[];
  /** How many arguments there can be. */
  args: { atLeast?: number; atMost?: number; exactly?: number };
  /** Groups of flags of which one can be set. */
  exclusive?: readonly (readonly string[])[];
  /** Answers the exit code; what it throws is told as Helm tells its errors. */
  run(call: HelmCall): number | Promise<number>;
}

/** Ends a command with an exit code after everything has been said. */
export class ExitError extends Error {
  constructor(readonly code: number) {
    super(`exit code ${code}`);
    this.name = 'ExitError';
  }
}

function checkArgs({ use, args }: HelmCommand, count: number): void {
  const demand = (() => {
    if (args.exactly !== undefined && count !== args.exactly) {
      return args.exactly === 0
        ? 'accepts no arguments'
        : `requires ${plural(args.exactly)}`;
    }
    if (args.atLeast !== undefined && count < args.atLeast) {
      return `requires at least ${plural(args.atLeast)}`;
    }
    return args.atMost !== undefined && count > args.atMost
      ? `accepts at most ${plural(args.atMost)}`
      : undefined;
  })();
  if (demand === undefined) return;
  const path = /^[a-z ]*[a-z]/.exec(use)?.[0] ?? use;
  throw new FlagError(`${quote(path)} ${demand}\n\nUsage:  ${use}`);
}

function plural(count: number): string {
  return `${count} argument${count === 1 ? '' : 's'}`;
}

function checkGroups({ exclusive = [] }: HelmCommand, flags: Flags): void {
  for (const group of exclusive) {
    const set = group.filter(name => flags.has(name)).sort();
    if (set.length > 1) {
      throw new FlagError(
        `if any flags in the group [${group.join(
          ' ',
        )}] are set none of the others can be; [${set.join(' ')}] were all set`,
      );
    }
  }
}

/** What can be done about an error, where that, or what caused it, says so. */
function adviceOf(error: unknown): string | undefined {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const advice: unknown = Reflect.get(cause, 'advice');
    if (typeof advice === 'string') return advice;
  }
  return undefined;
}

/** Runs a command; its exit code, at once where the command waits for nothing. */
export function runHelmCommand(
  command: HelmCommand,
  context: HelmContext,
): number | Promise<number> {
  const { stdout, stderr, env } = context;
  const failed = (error: unknown) => {
    if (error instanceof ExitError) return error.code;
    const advice = adviceOf(error);
    if (advice) stderr(logLine('WARN', advice));
    stderr(`Error: ${messageOf(error)}\n`);
    if (env.SLUICE_DEBUG && error instanceof Error) stderr(`${error.stack}\n`);
    return 1;
  };
  try {
    const flags = parseFlags([...command.flags, ...globalFlags], context.argv);
    if (flags.help) {
      stdout(command.usage);
      return 0;
    }
    flags.notices.forEach(stderr);
    checkArgs(command, flags.args.length);
    checkGroups(command, flags);
    const settings = new Settings(flags, env);
    const code = command.run({
      context,
      flags,
      args: flags.args,
      settings,
      warn: (message, { level = 'INFO', fields } = {}) =>
        stderr(logLine(level, message, fields)),
      debug: (message, fields) => {
        if (settings.debug) stderr(logLine('DEBUG', message, fields));
      },
    });
    return typeof code === 'number' ? code : code.catch(failed);
  } catch (error) {
    return failed(error);
  }
}
