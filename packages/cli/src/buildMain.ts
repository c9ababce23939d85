import { setFlagsFromString } from 'node:v8';
import { buildDirectory } from './build/buildDirectory';
import { type CreateFetcher, fetchAsUser } from './build/remoteFetcher';
import { writeTo } from './writeTo';

// Of a large tree, a heap that grows in small steps takes a third less. (On Node's command line, this would keep compiled code from being reused.)
setFlagsFromString('--heap-growing-percent=25');
setFlagsFromString('--semi-space-growth-factor=1');

const stop = new AbortController();

/** From here on, a stop ends what fetches, too, and what was fetched is removed. */
const createFetcher: CreateFetcher = () => {
  for (const [signal, number] of [
    ['SIGINT', 2],
    ['SIGTERM', 15],
  ] as const) {
    process.once(signal, () => {
      process.exitCode = 128 + number;
      stop.abort();
    });
  }
  return fetchAsUser();
};

/** The program of `sluice build DIR` alone: it is started often, and loads nothing but what a build takes. */
async function main(): Promise<void> {
  try {
    const code = buildDirectory(
      {
        argv: process.argv.slice(3),
        env: process.env,
        stdout: writeTo(1),
        stderr: writeTo(2),
        signal: stop.signal,
      },
      createFetcher,
    );
    process.exitCode = typeof code === 'number' ? code : await code;
  } catch (error) {
    if (!stop.signal.aborted) throw error;
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
  process.exitCode = 1;
});
