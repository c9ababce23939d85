/** Makes a Backstage app and backend outside the workspace and installs the tarballs there, as somebody would who adopts Sluice. */
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  cpSync,
  mkdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { progress, root } from '../toolchain.mjs';

const yarn = join('.yarn', 'releases', 'yarn-4.13.0.cjs');

function readJson(file) {
  return JSON.parse(readFileSync(file, 'utf8'));
}

/**
 * Copies `bare/` to a folder, with the tarballs as resolutions of `@sluice/*`, and the versions of everything else as this workspace
 * locks them.
 */
export function createBareProject(directory, packed) {
  cpSync(join(root, 'test', 'packed', 'bare'), directory, { recursive: true });
  mkdirSync(join(directory, 'tarballs'));
  mkdirSync(join(directory, '.yarn', 'releases'), { recursive: true });
  copyFileSync(join(root, yarn), join(directory, yarn));
  copyFileSync(join(root, 'yarn.lock'), join(directory, 'yarn.lock'));
  writeFileSync(
    join(directory, '.yarnrc.yml'),
    [
      `yarnPath: ${yarn}`,
      'nodeLinker: node-modules',
      'nmMode: hardlinks-global',
      'enableTelemetry: false',
      'enableScripts: false',
      'npmMinimalAgeGate: 0',
      '',
    ].join('\n'),
  );
  const { resolutions, packageManager } = readJson(join(root, 'package.json'));
  const manifest = readJson(join(directory, 'package.json'));
  manifest.packageManager = packageManager;
  manifest.resolutions = { ...resolutions };
  for (const { name, tarball } of packed) {
    // Yarn caches a tarball by its name: another content needs another one.
    const digest = createHash('sha256').update(readFileSync(tarball));
    const file = `${name.replaceAll(/[@/]/g, '-')}-${digest
      .digest('hex')
      .slice(0, 16)}.tgz`;
    copyFileSync(tarball, join(directory, 'tarballs', file));
    manifest.resolutions[name] = `file:./tarballs/${file}`;
  }
  writeFileSync(
    join(directory, 'package.json'),
    `${JSON.stringify(manifest, null, 2)}\n`,
  );
}

/** Installs the project. Native code is not compiled again: the workspace has it for the same version and Node. */
export async function installBareProject(directory, processes, node) {
  progress('Installing the tarballs in a bare Backstage');
  await processes.run(node.bin, [yarn, 'install', '--no-immutable'], {
    cwd: directory,
  });
  const native = join('node_modules', 'better-sqlite3');
  const version = from => readJson(join(from, native, 'package.json')).version;
  if (version(directory) !== version(root))
    throw new Error('The versions of better-sqlite3 differ.');
  cpSync(join(root, native, 'build'), join(directory, native, 'build'), {
    recursive: true,
  });
}

/** Builds the app. */
export async function buildBareApp(directory, processes, node, env) {
  progress('Building the bare app');
  await processes.run(
    node.bin,
    [
      join(
        directory,
        'node_modules',
        '@backstage',
        'cli',
        'bin',
        'backstage-cli',
      ),
      'package',
      'build',
    ],
    {
      cwd: join(directory, 'packages', 'app'),
      env: { ...env, NODE_OPTIONS: '--max-old-space-size=4096' },
    },
  );
}

/** Compiles a file that imports every typed export of the packed packages. */
export async function checkTypes(directory, packed, processes, node) {
  progress('Compiling against the packed types');
  const imports = packed.flatMap(({ name }) => {
    const manifest = readJson(
      join(directory, 'node_modules', name, 'package.json'),
    );
    return Object.entries(manifest.exports)
      .filter(([, target]) => target.types)
      .map(([mount]) => `${name}${mount.slice(1)}`);
  });
  const folder = join(directory, 'types');
  mkdirSync(folder);
  writeFileSync(
    join(folder, 'everything.ts'),
    imports
      .map((from, index) => `export * as m${index} from '${from}';\n`)
      .join(''),
  );
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({
      extends: '@backstage/cli/config/tsconfig.json',
      include: ['.'],
      compilerOptions: {
        noEmit: true,
        incremental: false,
        types: [],
      },
    }),
  );
  await processes.run(
    node.bin,
    [join(directory, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', folder],
    { cwd: directory },
  );
}
