import { runApiServerProcess } from '../process';

/** The API server as a process of its own, for tests that kill it. */
const ended = new AbortController();
process.once('SIGTERM', () => ended.abort());

runApiServerProcess(process.argv.slice(2), process.env, {
  stdout: text => process.stdout.write(text),
  stderr: text => process.stderr.write(text),
  signal: ended.signal,
}).then(code => {
  process.exitCode = code;
});
