/** Builds the demo portal's frontend, once per state of its sources. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError, progress, root, run } from './toolchain.mjs';

const sources = [
  'packages/app/src',
  'packages/app/public',
  'plugins/gitops/src',
  'plugins/gitops-common/src',
];

function addFiles(hash, directory) {
  for (const entry of readdirSync(directory, { withFileTypes: true }).sort(
    (a, b) => a.name.localeCompare(b.name),
  )) {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) {
      if (!entry.name.startsWith('__')) addFiles(hash, path);
    } else if (!/\.test\.tsx?$/.test(entry.name)) {
      hash.update(`${path.slice(root.length)}\0`);
      hash.update(readFileSync(path));
    }
  }
}

function sourceDigest() {
  const hash = createHash('sha256');
  hash.update(readFileSync(join(root, 'yarn.lock')));
  hash.update(readFileSync(join(root, 'packages/app/package.json')));
  for (const directory of sources) addFiles(hash, join(root, directory));
  return hash.digest('hex');
}

export async function ensurePortal(node) {
  const stamp = join(root, 'packages', 'app', 'dist', '.sluice-sources');
  const digest = sourceDigest();
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === digest) return;
  progress(
    'Building the portal (a minute or two, once per change of its sources)',
  );
  const code = await run(
    node,
    node.bin,
    [
      join(root, '.yarn', 'releases', 'yarn-4.13.0.cjs'),
      'backstage-cli',
      'package',
      'build',
    ],
    {
      cwd: join(root, 'packages', 'app'),
      stdio: ['ignore', 'ignore', 'inherit'],
      env: {
        SLUICE_DEMO_URL: 'http://127.0.0.1:7007',
        SLUICE_DEMO_PORT: '7007',
        SLUICE_DEMO_DIR: join(root, '.sluice', 'demo'),
        SLUICE_DEMO_PORTAL_KUBECONFIG: '-',
        SLUICE_DEMO_CONTROLLERS_KUBECONFIG: '-',
        NODE_OPTIONS: '--max-old-space-size=4096',
      },
    },
  );
  if (code !== 0) throw new UserError('The portal could not be built.');
  writeFileSync(stamp, digest);
}
