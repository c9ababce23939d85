/** The demo's command line, checked before anything is started. */
import { accessSync, constants, mkdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { UserError, root } from '../toolchain.mjs';

export const usage = `usage: npm run demo -- [options]

  --reset             forget what earlier visits changed
  --port PORT         of the portal (default 7007, or the next that is free)
  --kubeconfig FILE   use this cluster (an administrator's kubeconfig) instead of the embedded API server
  --dir DIR           where state is kept (default .sluice/demo)
`;

const help = 'npm run demo -- --help tells the options.';

function parse(args) {
  try {
    return parseArgs({
      args,
      options: {
        reset: { type: 'boolean', default: false },
        port: { type: 'string', default: '7007' },
        kubeconfig: { type: 'string' },
        dir: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    // Its second sentence is about positional arguments, which there are none of.
    throw new UserError(`${error.message.split('. ')[0]}. ${help}`);
  }
}

function portOf(text) {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port < 1 || port > 65_000) {
    throw new UserError(
      `--port must be a number from 1 to 65000, not "${text}".`,
    );
  }
  return port;
}

function kubeconfigOf(path) {
  try {
    accessSync(path, constants.R_OK);
  } catch (error) {
    throw new UserError(
      `--kubeconfig: ${path} ${
        error.code === 'ENOENT' ? 'does not exist' : 'cannot be read'
      }.`,
    );
  }
  if (!statSync(path).isFile()) {
    throw new UserError(`--kubeconfig: ${path} is not a file.`);
  }
  return path;
}

/** Relative paths are meant from where npm was called, not from the checkout. */
function here() {
  return process.env.npm_lifecycle_event === 'demo'
    ? process.env.INIT_CWD ?? process.cwd()
    : process.cwd();
}

/**
 * @returns {{ help: boolean, reset: boolean, port: number, kubeconfig: string | undefined, dir: string }}
 * @throws {UserError} for what cannot be meant
 */
export function readOptions(args) {
  const values = parse(args);
  return {
    help: values.help,
    reset: values.reset,
    port: portOf(values.port),
    kubeconfig:
      values.kubeconfig === undefined
        ? undefined
        : kubeconfigOf(resolve(here(), values.kubeconfig)),
    dir:
      values.dir === undefined
        ? join(root, '.sluice', 'demo')
        : resolve(here(), values.dir),
  };
}

/** Makes the folder and sees that it can be written to. */
export function ensureWritable(dir) {
  try {
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    accessSync(dir, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new UserError(
      `${dir} cannot be written to (${error.code}); --dir names another folder.`,
    );
  }
}
