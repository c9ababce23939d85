/**
 * Packs every publishable package, installs the tarballs in a bare Backstage app and backend outside the workspace, and checks that what
 * they bring works there: the command, the API server, migrations, controllers, the portal's API, the card and the tab.
 * `node scripts/packed.mjs [--keep] [--reuse]`: keep the bare project; reuse the last tarballs whatever has changed. The screenshots stay
 * in `.sluice/packed`.
 */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import {
  buildBareApp,
  checkTypes,
  createBareProject,
  installBareProject,
} from './packed/bare.mjs';
import {
  clusterObjects,
  createRepository,
  deployment,
  kustomization,
  name,
} from './packed/fleet.mjs';
import { faultsOf } from './packed/manifest.mjs';
import { packPackages } from './packed/pack.mjs';
import { Processes, lastLines } from './packed/processes.mjs';
import {
  UserError,
  ensureReady,
  environment,
  main,
  progress,
  root,
} from './toolchain.mjs';

/** Milliseconds for which something is awaited. */
const patience = 120_000;

class Checks {
  passed = 0;
  failed = 0;
  #signal;

  constructor(signal) {
    this.#signal = signal;
  }

  /** Runs a check and prints its line; a failure is told and does not end the others. */
  run = async (title, work) => {
    try {
      const value = await work();
      this.passed += 1;
      process.stdout.write(`ok      ${title}\n`);
      return value;
    } catch (error) {
      if (this.#signal.aborted) throw new UserError('Interrupted.');
      this.failed += 1;
      process.stdout.write(
        `not ok  ${title}\n${error.message.replaceAll(/^/gm, '        ')}\n`,
      );
      return undefined;
    }
  };
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** Asks again until the answer is one, and tells the last reason when it never is. */
async function eventually(ask, { within = patience, signal }) {
  const started = Date.now();
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (signal.aborted) throw new UserError('Interrupted.');
      if (Date.now() - started > within) throw error;
    }
    await sleep(250);
  }
}

/** Leaves out the backend's lines about requests: those of the checks would hide the reason of a failure. */
function ownLines(output) {
  return output
    .split('\n')
    .filter(line => !/ HTTP\/1\.1\\?" /.test(line))
    .join('\n');
}

async function getJson(url, token) {
  const response = await fetch(url, {
    headers: token ? { authorization: `Bearer ${token}` } : {},
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${url}: ${response.status} ${text}`);
  return JSON.parse(text);
}

function must(condition, what, found) {
  if (!condition) throw new Error(`${what}; found ${JSON.stringify(found)}`);
}

async function play({ node, processes, directory, checks, signal, reuse }) {
  const check = checks.run;
  const packed = await check('every published package builds and packs', () =>
    packPackages({
      reuse,
      execute: (args, cwd = root) => processes.run(node.bin, args, { cwd }),
      typeErrors: error => {
        if (signal.aborted) throw error;
        progress(error.message);
      },
    }),
  );
  if (!packed) return;
  await check('every tarball has its licence and what it declares', () => {
    const faults = packed.flatMap(faultsOf);
    must(faults.length === 0, 'Something is wrong', faults);
  });
  const bare = join(directory, 'bare');
  const state = join(directory, 'state');
  mkdirSync(join(state, 'database'), { recursive: true });
  createBareProject(bare, packed);
  await check('the tarballs install in a bare Backstage', () =>
    installBareProject(bare, processes, node),
  );
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const env = {
    BARE_URL: url,
    BARE_PORT: String(port),
    BARE_STATE: state,
    NODE_ENV: 'production',
  };
  await check('the packed types are complete', () =>
    checkTypes(bare, packed, processes, node),
  );
  await check('the bare app builds', () =>
    buildBareApp(bare, processes, node, env),
  );

  const backendDir = join(bare, 'packages', 'backend');
  const script = (file, ...args) =>
    processes.run(node.bin, [file, ...args], { cwd: backendDir });
  const sluice = join(bare, 'node_modules', '.bin', 'sluice');
  const kubeconfig = join(state, 'cluster', 'admin.kubeconfig');
  progress('Starting a cluster');
  await check(
    'the packed command runs an API server and installs the kinds',
    async () => {
      const { child } = await processes.start(
        sluice,
        ['apiserver', '--data-dir', join(state, 'cluster')],
        /https:\/\//,
      );
      const args = await processes.run('ps', ['-o', 'args=', '-p', child.pid]);
      must(
        args.includes(' --heap-growing-percent='),
        'It does not set the steps in which its heap grows',
        args,
      );
      await eventually(
        async () => must(existsSync(kubeconfig), 'No kubeconfig'),
        {
          signal,
        },
      );
      await processes.run(sluice, ['install', '--kubeconfig', kubeconfig]);
    },
  );
  await createRepository(join(directory, 'git'), processes);
  const git = await processes.start(
    node.bin,
    ['git.js', join(directory, 'git')],
    /Serving (\S+)\n/,
    { cwd: backendDir },
  );
  const objects = join(directory, 'objects.json');
  writeFileSync(objects, JSON.stringify(clusterObjects(git.match[1])));

  progress('Starting the bare backend');
  const backend = await check('the bare backend starts', async () => {
    const started = await processes.start(
      node.bin,
      ['index.js', '--config', join(bare, 'app-config.yaml')],
      /Listening on/,
      { cwd: backendDir, env },
    );
    await eventually(() => getJson(`${url}/.backstage/health/v1/readiness`), {
      signal,
    }).catch(error => {
      throw new Error(
        `${error.message}\n${lastLines(ownLines(started.output()))}`,
      );
    });
    return started;
  });
  if (!backend) return;
  await check('the migrations have run', async () => {
    const { migrations, tables } = JSON.parse(
      await script('database.js', join(state, 'database', 'gitops.sqlite')),
    );
    must(migrations.length > 0, 'No migration is recorded', migrations);
    must(
      tables.some(table => !/^(knex|sqlite)_/.test(table)),
      'No table of the plugin',
      tables,
    );
  });
  const token = await check('a guest signs in', async () => {
    const { backstageIdentity } = await getJson(
      `${url}/api/auth/guest/refresh`,
    );
    return backstageIdentity.token;
  });
  await check('the controllers run as a child process from their tarball', () =>
    eventually(
      async () => {
        const all = await processes.run('ps', ['-eo', 'ppid=,args=']);
        const children = all
          .split('\n')
          .filter(line => line.trim().startsWith(`${backend.child.pid} `));
        must(
          children.some(line =>
            line.includes(
              join(
                bare,
                'node_modules',
                '@sluice',
                'controllers',
                'dist',
                'process.cjs.js',
              ),
            ),
          ),
          'No such child of the backend',
          children,
        );
      },
      { signal },
    ),
  );

  await script('cluster.js', 'apply', kubeconfig, objects);
  const get = async reference => {
    const file = join(directory, `${reference.kind}.json`);
    writeFileSync(file, JSON.stringify(reference));
    return JSON.parse(await script('cluster.js', 'get', kubeconfig, file));
  };
  const tell = error => {
    throw new Error(
      `${error.message}\n${lastLines(ownLines(backend.output()))}`,
    );
  };
  await check('the controllers deliver a Kustomization', async () => {
    await eventually(
      async () => {
        const { status } = await get(kustomization);
        const ready = status?.conditions?.find(({ type }) => type === 'Ready');
        must(ready?.status === 'True', 'It is not Ready', ready);
      },
      { signal },
    ).catch(tell);
    const { spec, metadata } = await get(deployment);
    must(
      metadata.managedFields.some(
        ({ manager }) => manager === 'kustomize-controller',
      ),
      'Somebody else applied the Deployment',
      metadata.managedFields,
    );
    const [{ envFrom }] = spec.template.spec.containers;
    must(
      /^podinfo-[a-z0-9]{10}$/.test(envFrom[0].configMapRef.name),
      'The generated name is missing',
      envFrom,
    );
  });
  await check("the portal's API tells that it is ready", () =>
    eventually(
      async () => {
        const { environments } = await getJson(
          `${url}/api/gitops/v1/entities/component/default/${name}/deliveries`,
          token,
        );
        const [lane] = environments;
        const [delivery] = lane?.deliveries ?? [];
        must(
          lane?.name === 'production' && delivery?.state === 'Ready',
          'Not Ready in production',
          environments,
        );
        must(
          delivery.objects.some(({ kind }) => kind === 'Deployment'),
          'The Deployment is missing',
          delivery.objects,
        );
      },
      { signal },
    ).catch(tell),
  );
  await check('the API is closed to the anonymous', async () => {
    const { status } = await fetch(
      `${url}/api/gitops/v1/entities/component/default/${name}/deliveries`,
    );
    must(status === 401, 'Another status', status);
  });

  progress('Opening the pages');
  const { visitComponent } = await import('./packed/page.mjs');
  await visitComponent({
    url,
    component: name,
    environment: 'Production',
    screenshots: join(root, '.sluice', 'packed'),
    check,
  });
}

await main(async () => {
  const { values } = parseArgs({
    options: {
      keep: { type: 'boolean', default: false },
      reuse: { type: 'boolean', default: false },
    },
  });
  const node = ensureReady();
  const directory = realpathSync(mkdtempSync(join(tmpdir(), 'sluice-packed-')));
  mkdirSync(join(root, '.sluice', 'packed'), { recursive: true });
  const processes = new Processes(environment(node));
  const interrupted = new AbortController();
  const checks = new Checks(interrupted.signal);
  const interrupt = () => {
    interrupted.abort();
    void processes.end();
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  try {
    await play({
      node,
      processes,
      directory,
      checks,
      signal: interrupted.signal,
      reuse: values.reuse,
    });
  } catch (error) {
    if (interrupted.signal.aborted) throw new UserError('Interrupted.');
    await checks.run('everything could be played', () => {
      throw error;
    });
  } finally {
    await processes.end();
    if (values.keep) progress(`Kept ${directory}`);
    else rmSync(directory, { recursive: true, force: true });
  }
  process.stdout.write(
    `packed: ${checks.passed} passed, ${checks.failed} failed\n`,
  );
  return checks.failed === 0 ? 0 : 1;
});
