/**
 * Builds and packs every publishable package of the workspace, as a release does, and keeps the tarballs below `.sluice/packed`, one set
 * per state of the sources. Packing rewrites a manifest for publication; that happens to a copy, so that an interrupted run leaves no
 * trace in the checkout.
 */
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { progress, root } from '../toolchain.mjs';

const directory = join(root, '.sluice', 'packed');
const yarn = join(root, '.yarn', 'releases', 'yarn-4.13.0.cjs');
const backstageCli = join(
  root,
  'node_modules',
  '@backstage',
  'cli',
  'bin',
  'backstage-cli',
);

/** The packages that are published, as `{ name, path, manifest }` with the path from the root. */
function publishablePackages() {
  return ['packages', 'plugins']
    .flatMap(group =>
      readdirSync(join(root, group))
        .sort()
        .map(entry => join(group, entry)),
    )
    .filter(path => existsSync(join(root, path, 'package.json')))
    .map(path => {
      const manifest = JSON.parse(
        readFileSync(join(root, path, 'package.json'), 'utf8'),
      );
      return { name: manifest.name, path, manifest };
    })
    .filter(({ manifest }) => !manifest.private);
}

function addFiles(hash, path) {
  for (const entry of readdirSync(path, { withFileTypes: true }).sort((a, b) =>
    a.name < b.name ? -1 : 1,
  )) {
    const file = join(path, entry.name);
    if (entry.isDirectory()) {
      if (!/^(node_modules|dist|__testUtils__|__fixtures__)$/.test(entry.name))
        addFiles(hash, file);
    } else if (!/\.test\.tsx?$/.test(entry.name)) {
      hash.update(`${file.slice(root.length)}\0`);
      hash.update(readFileSync(file));
    }
  }
}

/** SHA-256 over everything that a tarball is made of. */
function sourceDigest(packages) {
  const hash = createHash('sha256');
  for (const file of [
    'yarn.lock',
    'tsconfig.json',
    'scripts/packed/pack.mjs',
    'test/packed/declarations.json',
  ])
    hash.update(readFileSync(join(root, file)));
  for (const { path } of packages) addFiles(hash, join(root, path));
  return hash.digest('hex').slice(0, 16);
}

/** Copies what packing reads of a package. */
function stage(staging, { path, manifest }) {
  const target = join(staging, path);
  mkdirSync(target, { recursive: true });
  for (const name of ['package.json', 'README.md', ...manifest.files]) {
    if (existsSync(join(root, path, name)))
      cpSync(join(root, path, name), join(target, name), { recursive: true });
  }
  cpSync(join(root, 'LICENSE'), join(target, 'LICENSE'));
}

/** Works on the items, two at a time. */
async function onTwoCores(items, work) {
  const waiting = [...items];
  const next = async () => {
    for (let item = waiting.shift(); item; item = waiting.shift())
      await work(item);
  };
  await Promise.all([next(), next()]);
}

/** Lifecycle scripts would look for the tools of an installed workspace. */
function removeScripts(target) {
  const file = join(target, 'package.json');
  const { scripts, ...manifest } = JSON.parse(readFileSync(file, 'utf8'));
  writeFileSync(file, `${JSON.stringify(manifest, null, 2)}\n`);
}

/** The set that is there, of whatever sources. */
function anySet() {
  return existsSync(directory)
    ? readdirSync(directory).find(entry => /^[0-9a-f]{16}$/.test(entry))
    : undefined;
}

/**
 * Returns `{ name, tarball }` of every publishable package. `execute(args, cwd)` runs Node with arguments and throws when that fails;
 * `typeErrors(error)` is told when the compiler was not content. With `reuse` the last tarballs will do.
 */
export async function packPackages({ execute, typeErrors, reuse }) {
  const packages = publishablePackages();
  const complete = join(
    directory,
    (reuse && anySet()) || sourceDigest(packages),
  );
  const result = packages.map(({ name, path }) => ({
    name,
    tarball: join(complete, `${path.replaceAll(/[\\/]/g, '-')}.tgz`),
  }));
  if (existsSync(complete)) return result;

  progress('Emitting declarations');
  // Errors are the business of the check of types: these are emitted without looking for any.
  await execute([
    join(root, 'node_modules', 'typescript', 'bin', 'tsc'),
    '-p',
    join(root, 'test', 'packed', 'declarations.json'),
  ]).catch(typeErrors);

  // Below the checkout, so that the tools that packing calls are found.
  const staging = join(directory, `staging-${process.pid}`);
  const tarballs = `${complete}.${process.pid}`;
  rmSync(staging, { recursive: true, force: true });
  mkdirSync(tarballs, { recursive: true });
  mkdirSync(staging, { recursive: true });
  try {
    const { packageManager } = JSON.parse(
      readFileSync(join(root, 'package.json'), 'utf8'),
    );
    writeFileSync(
      join(staging, 'package.json'),
      JSON.stringify({
        name: 'staging',
        private: true,
        packageManager,
        workspaces: ['packages/*', 'plugins/*'],
      }),
    );
    writeFileSync(join(staging, 'yarn.lock'), '');
    cpSync(join(root, 'tsconfig.json'), join(staging, 'tsconfig.json'));

    await onTwoCores(packages, async item => {
      progress(`Building ${item.name}`);
      await execute([backstageCli, 'package', 'build'], join(root, item.path));
      stage(staging, item);
    });
    await onTwoCores(packages, async ({ name, path }) => {
      progress(`Packing ${name}`);
      await execute([backstageCli, 'package', 'prepack'], join(staging, path));
      removeScripts(join(staging, path));
    });
    // Versions of the others are read from their manifests: only when all are prepared.
    await onTwoCores(packages, ({ path }) =>
      execute(
        [
          yarn,
          'pack',
          '--out',
          join(tarballs, `${path.replaceAll(/[\\/]/g, '-')}.tgz`),
        ],
        join(staging, path),
      ),
    );
    removeOld();
    renameSync(tarballs, complete);
  } finally {
    rmSync(staging, { recursive: true, force: true });
    rmSync(tarballs, { recursive: true, force: true });
  }
  return result;
}

/** Keeps no older set of tarballs. */
function removeOld() {
  for (const name of readdirSync(directory)) {
    if (/^[0-9a-f]{16}$/.test(name))
      rmSync(join(directory, name), { recursive: true, force: true });
  }
}
