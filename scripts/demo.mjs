/**
 * `npm run demo`: the whole of Sluice on this machine's loopback interface. An embedded Kubernetes API server, a Git server with one
 * repository, the portal, and the controllers that the portal's backend hosts. One Ctrl-C ends all. What a visitor changes stays in
 * `.sluice/demo`; `npm run demo -- --reset` starts over.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBundle } from './bundle.mjs';
import { clusterLine, portalLine } from './demo/log.mjs';
import { ensureWritable, readOptions, usage } from './demo/options.mjs';
import { Ports } from './demo/ports.mjs';
import { Processes } from './demo/processes.mjs';
import { ensurePortal } from './portal.mjs';
import {
  UserError,
  ensureReady,
  environment,
  main,
  progress,
  root,
} from './toolchain.mjs';

/** Milliseconds in which the portal must answer. */
const patience = 180_000;

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
    if (Date.now() - started > patience)
      throw new UserError(
        `${url} did not answer within ${patience / 60_000} minutes.`,
      );
    await new Promise(resolve => {
      setTimeout(resolve, 250);
    });
  }
}

await main(async () => {
  const options = readOptions(process.argv.slice(2));
  if (options.help) {
    process.stdout.write(usage);
    return 0;
  }
  const { dir } = options;
  ensureWritable(dir);
  const node = ensureReady();
  const bundle = await ensureBundle();
  await ensurePortal(node);

  if (options.reset) rmSync(dir, { recursive: true, force: true });
  ensureWritable(join(dir, 'database'));
  const processes = new Processes({
    ...environment(node),
    // What V8 has compiled once; it saves a later start about a second.
    NODE_COMPILE_CACHE: join(root, '.sluice', 'compile-cache'),
  });
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
    processes.onEnd = reject;
  });
  ended.catch(() => undefined);

  const up = async () => {
    const cluster = join(dir, 'cluster');
    const portalKubeconfig = join(dir, 'portal.kubeconfig');
    const controllersKubeconfig = join(dir, 'controllers.kubeconfig');
    const ports = new Ports();
    const port = await ports.from(options.port);
    const url = `http://127.0.0.1:${port}`;
    const repository = join(root, 'packages', 'backend', 'demo', 'repository');
    const adminKubeconfig =
      options.kubeconfig ?? join(cluster, 'admin.kubeconfig');

    const starting = [];
    if (!options.kubeconfig) {
      starting.push(
        processes.start(
          'cluster',
          node.bin,
          cli(
            'apiserver',
            '--data-dir',
            cluster,
            '--port',
            String(await ports.from(7010)),
            '--kubeconfig-for',
            `sluice-portal=${portalKubeconfig}`,
            '--kubeconfig-for',
            `sluice-controllers=${controllersKubeconfig}`,
          ),
          { until: /^API server: https:/, shown: clusterLine },
        ),
      );
    }
    const gitPort = await ports.from(7008);
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
        { until: /erving http:/ },
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
        shown: portalLine,
        env: {
          NODE_ENV: 'production',
          LOG_LEVEL: 'info',
          SLUICE_DEMO_URL: url,
          SLUICE_DEMO_PORT: String(port),
          SLUICE_DEMO_DIR: dir,
          SLUICE_DEMO_PORTAL_KUBECONFIG: options.kubeconfig ?? portalKubeconfig,
          SLUICE_DEMO_CONTROLLERS_KUBECONFIG:
            options.kubeconfig ?? controllersKubeconfig,
        },
      },
    );
    portal.catch(() => undefined);
    await processes.start(
      'gitops',
      node.bin,
      cli(
        'demo',
        'seed',
        '--follow',
        '--kubeconfig',
        adminKubeconfig,
        '--accounts',
        join(root, 'packages', 'backend', 'demo', 'cluster'),
        '--from',
        repository,
        '--git-url',
        gitUrl,
      ),
      { until: /set up/ },
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
