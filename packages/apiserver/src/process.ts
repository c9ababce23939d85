import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { writeFileWhole } from './auth/credentials';
import { mastersGroup } from './auth/user';
import { startApiServer, type ApiServer } from './server/startApiServer';

/** What the process says, and what tells it to end. */
export interface ApiServerProcessIo {
  /** Gets the path of the administrator's kubeconfig once the server is ready, one line. */
  stdout(text: string): void;
  stderr(text: string): void;
  /** Ends the server. */
  signal: AbortSignal;
}

const usage = `usage: sluice apiserver --data-dir DIR [--port PORT] [--host HOST]
  [--kubeconfig-for USER[:GROUP,...]=FILE]... [--token-auth-file FILE] [--audit-log-path FILE] [--no-nodes]

--no-nodes: no node is simulated, so that pods stay pending.
`;

const options = {
  'data-dir': { type: 'string' },
  port: { type: 'string', default: '0' },
  host: { type: 'string', default: '127.0.0.1' },
  'kubeconfig-for': { type: 'string', multiple: true },
  'token-auth-file': { type: 'string' },
  'audit-log-path': { type: 'string' },
  'no-nodes': { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

/**
 * `sluice apiserver`: runs an API server until the signal. Writes `DIR/admin.kubeconfig` (system:masters) and those that
 * `--kubeconfig-for` names. Answers the exit code.
 *
 * @example
 * await runApiServerProcess(['--data-dir', 'data'], process.env, io);
 */
export async function runApiServerProcess(
  argv: readonly string[],
  _env: Readonly<Record<string, string | undefined>>,
  io: ApiServerProcessIo,
): Promise<number> {
  let values;
  let requests: KubeconfigRequest[];
  try {
    ({ values } = parseArgs({ args: [...argv], options }));
    requests = (values['kubeconfig-for'] ?? []).map(parseKubeconfigRequest);
  } catch (error) {
    io.stderr(`${messageOf(error)}\n${usage}`);
    return 2;
  }
  const dataDir = values['data-dir'];
  const port = Number(values.port);
  if (
    values.help ||
    !dataDir ||
    !Number.isInteger(port) ||
    port < 0 ||
    port > 65_535
  ) {
    io.stderr(usage);
    return values.help ? 0 : 2;
  }
  let server: ApiServer;
  const log = (message: string) => io.stderr(`apiserver: ${message}\n`);
  try {
    server = await startApiServer({
      dataDir,
      port,
      host: values.host,
      tokenFile: values['token-auth-file'],
      auditLogPath: values['audit-log-path'],
      nodes: !values['no-nodes'],
      log,
    });
  } catch (error) {
    io.stderr(`${messageOf(error)}\n`);
    return 1;
  }
  const adminFile = join(dataDir, 'admin.kubeconfig');
  writeFileWhole(
    adminFile,
    server.kubeconfig('kubernetes-admin', [mastersGroup]),
  );
  for (const { user, groups, file } of requests) {
    writeFileWhole(file, server.kubeconfig(user, groups));
  }
  io.stderr(`API server: ${server.url}\n`);
  io.stdout(`${adminFile}\n`);
  await untilAborted(io.signal);
  await server.stop();
  return 0;
}

interface KubeconfigRequest {
  user: string;
  groups: string[];
  file: string;
}

/** `USER[:GROUP,...]=FILE`; users of service accounts hold colons, so groups start at the last one. */
function parseKubeconfigRequest(text: string): KubeconfigRequest {
  const equals = text.indexOf('=');
  const who = text.slice(0, equals);
  const file = text.slice(equals + 1);
  if (equals < 1 || file === '') {
    throw new Error(
      `--kubeconfig-for needs USER[:GROUP,...]=FILE, got ${text}`,
    );
  }
  const isSystemUser = /^system:(serviceaccount:[^:]+:)?[^:]+$/.test(who);
  const colon = isSystemUser ? -1 : firstGroupColon(who);
  return colon < 0
    ? { user: who, groups: [], file }
    : {
        user: who.slice(0, colon),
        groups: who.slice(colon + 1).split(','),
        file,
      };
}

function firstGroupColon(who: string): number {
  const prefix = /^system:(serviceaccount:[^:]+:)?/.exec(who)?.[0] ?? '';
  return who.indexOf(':', prefix.length);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    if (signal.aborted) {
      resolve();
    } else {
      signal.addEventListener('abort', () => resolve(), { once: true });
    }
  });
}
