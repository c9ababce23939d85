/** What a command runs with. */
export interface CommandContext {
  /** Arguments after the command's name. */
  argv: readonly string[];
  env: Readonly<Record<string, string | undefined>>;
  stdout(text: string): void;
  stderr(text: string): void;
  /** Aborted when the user or the system asks the program to end. */
  signal: AbortSignal;
}

/** One command of the program, in a file of its own under `commands/`. */
export interface Command {
  /** Answers the exit code: 0 success, 1 failure, 2 a wrong command line. */
  run(context: CommandContext): Promise<number>;
}

/** How a command is listed and found; its code is loaded when it is run. */
export interface CommandEntry {
  name: string;
  summary: string;
  load(): Promise<Command>;
}

/** The command line has a mistake; the message is for people. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UsageError';
  }
}
