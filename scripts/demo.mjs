/**
 * `npm run demo`: the whole of Sluice on this machine's loopback interface. An embedded Kubernetes API server, a Git server with one
 * repository, the portal, and the controllers that the portal's backend hosts. One Ctrl-C ends all. What a visitor changes stays in
 * `.sluice/demo`; `npm run demo -- --reset` starts over.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureBundle } from './bundle.mjs';
import { ensurePortal } from './portal.mjs';
import {
  UserError,
  ensureReady,
  environment,
  main,
  progress,
  root,
} from './toolchain.mjs';

const usage = `usage: npm run demo -- [options]

  --reset             forget what earlier visits changed
  --port PORT         of the portal (default 7007, or a free one)
  --kubeconfig FILE   use this cluster (an administrator's kubeconfig) instead of the embedded API server
  --dir DIR           where state is kept (default .sluice/demo)
`;

function isFree(port) {
  return new Promise(resolve => {
    const server = createServer();
    server.on('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

async function portFrom(wanted) {
  for (let port = wanted; port < wanted + 50; port += 1) {
    if (await isFree(port)) return port;
  }
  throw new UserError(`No port from ${wanted} on is free.`);
}

/** The processes of the demo: started with readable output, ended together. */
class Processes {
  #children = new Map();
  #env;
  #ending = false;
  onEnd = () => {};

  constructor(env) {
    this.#env = env;
  }

  get ending() {
    return this.#ending;
  }

  /** Starts a process; each of its lines is printed with its name. Resolves with the line that `until` matches. */
  start(
    name,
    command,
    args,
    { until, cwd = root, quiet = () => false, env } = {},
  ) {
    const child = spawn(command, args, {
      cwd,
      env: { ...this.#env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    this.#children.set(name, child);
    return new Promise((resolve, reject) => {
      let rest = '';
      const tail = [];
      const onData = data => {
        const lines = (rest + data).split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) {
          const text = line.replace(/\u001b\[[0-9;]*m/g, '');
          if (text.trim() === '') continue;
          tail.push(text);
          if (tail.length > 30) tail.shift();
          const match = until?.exec(text);
          if (match) resolve(match);
          if (!quiet(text))
            process.stdout.write(`${name.padEnd(9)}│ ${text}\n`);
        }
      };
      child.stdout.on('data', onData);
      child.stderr.on('data', onData);
      child.on('error', reject);
      child.on('exit', code => {
        this.#children.delete(name);
        if (this.#ending) return;
        reject(
          new UserError(
            `The ${name} has ended (code ${code}). Its last lines:\n${tail.join(
              '\n',
            )}`,
          ),
        );
        this.onEnd(name, tail);
      });
      if (!until) child.on('exit', code => code === 0 && resolve());
    });
  }

  /** Runs a process to its end. */
  async run(name, command, args) {
    const child = spawn(command, args, {
      cwd: root,
      env: this.#env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    child.stdout.on('data', data => (output += data));
    child.stderr.on('data', data => (output += data));
    const code = await new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('exit', resolve);
    });
    if (code !== 0) throw new UserError(`${name} failed:\n${output}`);
  }

  /** Ends all, newest first; those that do not end within ten seconds are killed. */
  async end() {
    this.#ending = true;
    for (const [, child] of [...this.#children].reverse()) {
      await new Promise(resolve => {
        if (child.exitCode !== null || child.signalCode !== null) {
          resolve();
          return;
        }
        const timer = setTimeout(() => {
          try {
            process.kill(-child.pid, 'SIGKILL');
          } catch {
            child.kill('SIGKILL');
          }
        }, 10_000);
        child.on('exit', () => {
          clearTimeout(timer);
          resolve();
        });
        child.kill('SIGTERM');
      });
    }
  }
}

async function untilAnswered(url, processes) {
  const started = Date.now();
  for (;;) {
    if (processes.ending) return;
    try {
      const response = await fetch(url);
      if (response.ok) return;
    } catch {
      // It does not listen yet.
    }
    if (Date.now() - started > 120_000)
      throw new UserError(`${url} did not answer within two minutes.`);
    await new Promise(resolve => {
      setTimeout(resolve, 100);
    });
  }
}

/** Backstage tells of every request and every plugin; here only what matters to a visitor is shown. */
function isRoutine(line) {
  return (
    / (info|debug) /.test(line) &&
    !/ gitops |cluster=/.test(line) &&
    !/error|warn/i.test(line)
  );
}

await main(async () => {
  const { values } = parseArgs({
    options: {
      reset: { type: 'boolean', default: false },
      port: { type: 'string', default: '7007' },
      kubeconfig: { type: 'string' },
      dir: { type: 'string', default: join(root, '.sluice', 'demo') },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(usage);
    return 0;
  }
  const node = ensureReady();
  const bundle = await ensureBundle();
  await ensurePortal(node);

  const { dir } = values;
  if (values.reset) rmSync(dir, { recursive: true, force: true });
  mkdirSync(join(dir, 'database'), { recursive: true });
  const processes = new Processes(environment(node));
  const cli = (...args) => [
    '--enable-source-maps',
    join(bundle, 'sluice-cli.cjs'),
    ...args,
  ];
  let interrupted = false;
  const ended = new Promise((resolve, reject) => {
    const interrupt = () => {
      if (!interrupted) process.stdout.write('\nEnding the demo\n');
      interrupted = true;
      resolve(0);
    };
    process.on('SIGINT', interrupt);
    process.on('SIGTERM', interrupt);
    processes.onEnd = (name, tail) =>
      reject(
        new UserError(
          `The ${name} has ended. Its last lines:\n${tail.join('\n')}`,
        ),
      );
  });
  ended.catch(() => undefined);

  const up = async () => {
    const cluster = join(dir, 'cluster');
    const portalKubeconfig = join(dir, 'portal.kubeconfig');
    const controllersKubeconfig = join(dir, 'controllers.kubeconfig');
    const port = await portFrom(Number(values.port));
    const url = `http://127.0.0.1:${port}`;
    const repository = join(root, 'packages', 'backend', 'demo', 'repository');
    let adminKubeconfig = values.kubeconfig;

    const starting = [];
    if (!adminKubeconfig) {
      adminKubeconfig = join(cluster, 'admin.kubeconfig');
      starting.push(
        processes.start(
          'cluster',
          node.bin,
          cli(
            'apiserver',
            '--data-dir',
            cluster,
            '--port',
            String(await portFrom(7010)),
            '--kubeconfig-for',
            `sluice-portal=${portalKubeconfig}`,
            '--kubeconfig-for',
            `sluice-controllers=${controllersKubeconfig}`,
          ),
          { until: /https:\/\// },
        ),
      );
    }
    const gitPort = await portFrom(7008);
    const gitUrl = `http://127.0.0.1:${gitPort}/fleet.git`;
    starting.push(
      processes.start(
        'git',
        node.bin,
        cli(
          'demo',
          'git',
          '--git-root',
          join(dir, 'git'),
          '--from',
          repository,
          '--port',
          String(gitPort),
        ),
        { until: /http:\/\// },
      ),
    );
    await Promise.all(starting);

    const portal = processes.start(
      'portal',
      node.bin,
      [
        '--require',
        join(
          root,
          'node_modules',
          '@backstage',
          'cli',
          'config',
          'nodeTransform.cjs',
        ),
        'src/index.ts',
        '--config',
        join(root, 'app-config.yaml'),
      ],
      {
        cwd: join(root, 'packages', 'backend'),
        quiet: isRoutine,
        until: /^never$/,
        env: {
          NODE_ENV: 'production',
          LOG_LEVEL: 'info',
          SLUICE_DEMO_URL: url,
          SLUICE_DEMO_PORT: String(port),
          SLUICE_DEMO_DIR: dir,
          SLUICE_DEMO_PORTAL_KUBECONFIG: values.kubeconfig ?? portalKubeconfig,
          SLUICE_DEMO_CONTROLLERS_KUBECONFIG:
            values.kubeconfig ?? controllersKubeconfig,
        },
      },
    );
    portal.catch(() => undefined);
    await processes.run(
      'Setting up the cluster',
      node.bin,
      cli(
        'demo',
        'seed',
        '--kubeconfig',
        adminKubeconfig,
        '--accounts',
        join(root, 'packages', 'backend', 'demo', 'cluster'),
        '--from',
        repository,
        '--git-url',
        gitUrl,
      ),
    );
    await untilAnswered(`${url}/.backstage/health/v1/readiness`, processes);
    if (interrupted) return;
    progress('The demo is up');
    process.stdout.write(
      [
        '',
        `  Portal      ${url}`,
        `  Git         git clone ${gitUrl}`,
        `  Cluster     export KUBECONFIG=${adminKubeconfig}`,
        '',
        '  Drift       ./sluice demo drift',
        '  End         Ctrl-C',
        '',
        '',
      ].join('\n'),
    );
  };
  try {
    await Promise.race([up(), ended]);
    return await ended;
  } finally {
    await processes.end();
  }
});
