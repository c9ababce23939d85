/**
 * Bundles the command line, the controllers, the API server and their workers into `.sluice/bundle/<digest>/`, once per
 * state of the sources. A bundle starts several times faster than transpiling each file at load.
 */
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { progress, root } from './toolchain.mjs';

/** Bundle file name → module; the names are also what `require.resolve('@sluice/…')` of the sources becomes. */
const entryPoints = {
  'sluice-cli': 'packages/cli/src/start.ts',
  'sluice-cli-main': 'packages/cli/src/main.ts',
  'sluice-cli-build': 'packages/cli/src/buildMain.ts',
  'sluice-cli-template': 'packages/cli/src/templateMain.ts',
  'sluice-cli-fetching': 'packages/cli/src/helm/fetching.ts',
  'sluice-controllers-process': 'packages/controllers/src/process.ts',
  'sluice-controllers-build-worker':
    'packages/controllers/src/kustomize/buildWorker.ts',
  'sluice-controllers-render-worker':
    'packages/controllers/src/helm/renderWorker.ts',
  'sluice-runtime-worker-host': 'packages/runtime/src/workers/workerHost.ts',
  'sluice-apiserver-process': 'packages/apiserver/src/process.ts',
};

function sourceFiles(directory, found = []) {
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) {
      if (entry.name !== 'node_modules' && entry.name !== 'dist')
        sourceFiles(path, found);
    } else if (/(?<!\.test)\.(ts|json|yaml)$/.test(entry.name)) {
      found.push(path);
    }
  }
  return found;
}

/** SHA-256 over names and contents of the sources that go into the bundle. */
function sourceDigest() {
  const hash = createHash('sha256');
  hash.update(readFileSync(join(root, 'scripts', 'bundle.mjs')));
  hash.update(readFileSync(join(root, 'yarn.lock')));
  for (const entry of readdirSync(join(root, 'packages')).sort()) {
    const directory = join(root, 'packages', entry);
    if (entry === 'app' || entry === 'backend') continue;
    if (!statSync(directory).isDirectory()) continue;
    for (const file of sourceFiles(directory).sort()) {
      hash.update(`${file.slice(root.length)}\0`);
      hash.update(readFileSync(file));
    }
  }
  return hash.digest('hex').slice(0, 16);
}

const workspaceResolve = {
  name: 'workspace-resolve',
  setup(build) {
    build.onLoad(
      { filter: /packages[\\/][^\\/]+[\\/]src[\\/].*\.ts$/ },
      args => ({
        contents: readFileSync(args.path, 'utf8').replace(
          /require\.resolve\(\s*'@sluice\/([a-z-]+)\/([a-z-]+)',?\s*\)/g,
          (_, pkg, name) =>
            `require('node:path').join(__dirname, 'sluice-${pkg}-${name}.cjs')`,
        ),
        loader: 'ts',
      }),
    );
  },
};

const packagesFile = 'packages.json';

/** Bundle file name → the packages whose sources are in it. */
function packages({ outputs }) {
  return Object.fromEntries(
    Object.entries(outputs).map(([file, { inputs }]) => [
      basename(file, '.cjs'),
      [
        ...new Set(
          Object.keys(inputs).flatMap(
            input => /^packages\/[^/]+(?=\/)/.exec(input) ?? [],
          ),
        ),
      ].sort(),
    ]),
  );
}

/** The directories of packages whose sources are in any of some bundled programs, from the root. */
export function packagesOf(bundle, programs) {
  const text = readFileSync(join(bundle, packagesFile), 'utf8');
  const packages = JSON.parse(text);
  return [...new Set(programs.flatMap(program => packages[program]))].sort();
}

/** Returns the directory of the current bundle, building it when the sources have changed. */
export async function ensureBundle() {
  const bundles = join(root, '.sluice', 'bundle');
  const directory = join(bundles, sourceDigest());
  if (existsSync(directory)) return directory;
  progress('Bundling the command line (once per change of the sources)');
  const require = createRequire(join(root, 'package.json'));
  const { build } = require('esbuild');
  const work = `${directory}.${process.pid}`;
  mkdirSync(work, { recursive: true });
  const { metafile } = await build({
    entryPoints: Object.fromEntries(
      Object.entries(entryPoints).map(([name, file]) => [
        name,
        join(root, file),
      ]),
    ),
    outdir: work,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    target: 'node22',
    format: 'cjs',
    sourcemap: true,
    // Their text would be kept in memory by every process that reads the map; the files are beside it.
    sourcesContent: false,
    minifyWhitespace: true,
    // Large, and loaded only for credential plugins: taken from node_modules then.
    external: ['@kubernetes/client-node'],
    logLevel: 'error',
    absWorkingDir: root,
    plugins: [workspaceResolve],
    metafile: true,
  });
  writeFileSync(join(work, packagesFile), JSON.stringify(packages(metafile)));
  if (existsSync(directory)) {
    rmSync(work, { recursive: true, force: true });
  } else {
    renameSync(work, directory);
    removeOld(bundles, directory);
  }
  return directory;
}

/** Keeps the five newest bundles: running processes may still load their workers from an older one. */
function removeOld(bundles, current) {
  const others = readdirSync(bundles)
    .map(name => join(bundles, name))
    .filter(path => path !== current)
    .map(path => ({ path, at: statSync(path).mtimeMs }))
    .sort((a, b) => b.at - a.at);
  for (const { path } of others.slice(4))
    rmSync(path, { recursive: true, force: true });
}
