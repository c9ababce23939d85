import { ChildProcess, fork } from 'node:child_process';
import type { LoggerService } from '@backstage/backend-plugin-api';
import type { StatusMessage } from '@sluice/controllers';
import type { HostedControllers } from '../readModel/controllersStatus';

interface ControllersHostOptions {
  /** Module that runs the controllers. */
  modulePath: string;
  args: string[];
  logger: LoggerService;
  /** Milliseconds since the epoch. */
  now: () => number;
  onChange: () => void;
  /** Milliseconds before the first restart; doubles up to a minute. Default 1 000. */
  restartDelay?: number;
  /** Milliseconds without a sign of life after which the process counts as hanging. Default 5 000. */
  silence?: number;
}

function isStatus(message: unknown): message is StatusMessage {
  return (
    typeof message === 'object' &&
    message !== null &&
    'type' in message &&
    message.type === 'status' &&
    'state' in message
  );
}

/** What the pages say for what the process says. */
const states: Record<StatusMessage['state'], HostedControllers['state']> = {
  starting: 'starting',
  waiting: 'waiting',
  syncing: 'running',
  running: 'running',
  stopping: 'stopped',
};

/** Milliseconds that a process must have run for its end not to count as another failure in a row. */
const settled = 60_000;
const longestDelay = 60_000;

/**
 * Runs the controllers of one cluster as a child process and keeps it running. The two share nothing: the child tells over its
 * channel that it lives and whether it holds the leases, and ends when the channel closes.
 */
export class ControllersHost {
  readonly #options: ControllersHostOptions;
  #child: ChildProcess | undefined;
  #state: HostedControllers;
  #said: StatusMessage = { type: 'status', state: 'starting' };
  #failures = 0;
  #startedAt = 0;
  #restart: NodeJS.Timeout | undefined;
  #watchdog: NodeJS.Timeout | undefined;
  #stopping = false;

  constructor(options: ControllersHostOptions) {
    this.#options = options;
    this.#state = { state: 'starting', since: options.now() };
  }

  get status(): HostedControllers {
    return this.#state;
  }

  /** Process id of the running child. */
  get pid(): number | undefined {
    return this.#child?.pid;
  }

  start(): void {
    const { modulePath, args, logger, now } = this.#options;
    this.#startedAt = now();
    this.#said = { type: 'status', state: 'starting' };
    const child = fork(modulePath, args, {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      // A heap that grows in small steps and few arenas of malloc take a hundred megabytes less under load, and cost nothing measurable.
      env: { MALLOC_ARENA_MAX: '2', ...process.env },
      execArgv: [
        ...process.execArgv,
        '--max-semi-space-size=8',
        '--heap-growing-percent=25',
      ],
    });
    this.#child = child;
    child.stdout?.on('data', data => this.#log(data));
    child.stderr?.on('data', data => this.#log(data));
    child.on('message', message => this.#message(message));
    child.on('error', error =>
      logger.error(`The controllers could not be started: ${error.message}`),
    );
    child.on('exit', (code, signal) => this.#exited(code, signal));
    this.#armWatchdog();
  }

  /** Ends the process; resolves when it has ended, after at most `deadline` milliseconds. */
  async stop(deadline = 10_000): Promise<void> {
    this.#stopping = true;
    clearTimeout(this.#restart);
    clearTimeout(this.#watchdog);
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) {
      return;
    }
    await new Promise<void>(resolve => {
      const timer = setTimeout(() => child.kill('SIGKILL'), deadline);
      child.once('exit', () => {
        clearTimeout(timer);
        resolve();
      });
      child.kill('SIGTERM');
    });
  }

  #log(data: Buffer): void {
    for (const line of data.toString('utf8').split('\n')) {
      if (line.trim() !== '') {
        this.#options.logger.info(line);
      }
    }
  }

  #message(message: unknown): void {
    this.#armWatchdog();
    if (isStatus(message)) {
      this.#said = message;
    }
    // A process that hung and goes on is again what it last said that it was.
    const { state, message: words, holder } = this.#said;
    this.#set(states[state], words, holder);
  }

  #armWatchdog(): void {
    clearTimeout(this.#watchdog);
    const silence = this.#options.silence ?? 5_000;
    this.#watchdog = setTimeout(() => {
      const message = `the controllers have given no sign of life for ${Math.round(
        silence / 1000,
      )} s: they hang or are paused`;
      this.#options.logger.warn(message);
      this.#set('stopped', message);
    }, silence);
    this.#watchdog.unref();
  }

  #exited(code: number | null, signal: NodeJS.Signals | null): void {
    clearTimeout(this.#watchdog);
    this.#child = undefined;
    if (this.#stopping) {
      return;
    }
    const { now, logger, restartDelay = 1_000 } = this.#options;
    this.#failures = now() - this.#startedAt > settled ? 0 : this.#failures;
    const delay = Math.min(restartDelay * 2 ** this.#failures, longestDelay);
    this.#failures += 1;
    const how = signal ? `were ended by ${signal}` : `ended with code ${code}`;
    const message = `the controllers ${how} and start again in ${Math.ceil(
      delay / 1000,
    )} s`;
    logger.warn(message);
    this.#set('stopped', message);
    this.#restart = setTimeout(() => this.start(), delay);
  }

  #set(
    state: HostedControllers['state'],
    message?: string,
    holder?: string,
  ): void {
    if (
      this.#state.state === state &&
      this.#state.message === message &&
      this.#state.holder === holder
    ) {
      return;
    }
    if (state === 'running' && this.#state.state !== 'running') {
      this.#options.logger.info('The controllers run');
    }
    this.#state = {
      state,
      since:
        this.#state.state === state ? this.#state.since : this.#options.now(),
      message,
      holder,
    };
    this.#options.onChange();
  }
}
