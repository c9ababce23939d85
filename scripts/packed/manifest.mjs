/** Looks into a tarball: what its manifest declares must be there, and nothing may point into a workspace. */
import { spawnSync } from 'node:child_process';
import { isBuiltin } from 'node:module';

/** Text of a tarball, by the arguments of `tar`. */
function tar(...args) {
  const { status, stdout, stderr } = spawnSync('tar', args, {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status !== 0) throw new Error(`tar ${args.join(' ')}: ${stderr}`);
  return stdout;
}

/** Every text in a value of JSON, with where it stands. */
function texts(value, where) {
  if (typeof value === 'string') return [{ where, text: value }];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) =>
    // What kind of feature an export is stands under `backstage`.
    key === 'backstage' ? [] : texts(item, `${where}.${key}`),
  );
}

/** The files that a manifest names, with the field that does. */
function declaredFiles(manifest) {
  const fields = ['main', 'module', 'types', 'typings', 'browser'];
  return [
    ...fields.flatMap(field => texts(manifest[field], field)),
    ...texts(manifest.bin, 'bin'),
    ...texts(manifest.exports, 'exports'),
    ...texts(manifest.typesVersions, 'typesVersions'),
    ...(typeof manifest.configSchema === 'string'
      ? texts(manifest.configSchema, 'configSchema')
      : []),
  ];
}

/** The packages that the programs and declarations of a tarball import. */
function importedPackages(tarball, files) {
  const code = files
    .filter(file => /^dist\/.*(\.js|\.d\.ts)$/.test(file))
    .map(file => `package/${file}`);
  const text = code.length > 0 ? tar('-xzOf', tarball, ...code) : '';
  const specifiers = [
    ...text.matchAll(/^(?:import|export)\b[^'"`;]*?['"]([^'".][^'"]*)['"];$/gm),
    ...text.matchAll(/\brequire\(['"]([^'".][^'"]*)['"]\)/g),
  ].map(match => match[1]);
  return new Set(
    specifiers
      .filter(specifier => !isBuiltin(specifier))
      .map(specifier =>
        specifier
          .split('/')
          .slice(0, specifier.startsWith('@') ? 2 : 1)
          .join('/'),
      ),
  );
}

/** What is wrong with a tarball; empty when nothing is. */
export function faultsOf({ name, tarball }) {
  const files = tar('-tzf', tarball)
    .split('\n')
    .map(line => line.replace(/^package\//, ''))
    .filter(line => line !== '' && !line.endsWith('/'));
  const manifest = JSON.parse(tar('-xzOf', tarball, 'package/package.json'));
  const isThere = path => {
    const file = path.replace(/^\.\//, '').replace(/\/$/, '');
    return files.some(found => found === file || found.startsWith(`${file}/`));
  };
  const faults = ['LICENSE', 'README.md']
    .filter(file => !files.includes(file))
    .map(file => `no ${file}`);
  for (const { where, text } of declaredFiles(manifest))
    if (!isThere(text)) faults.push(`${where}: there is no ${text}`);
  for (const file of manifest.files ?? [])
    if (!isThere(file)) faults.push(`files: there is no ${file}`);
  for (const field of ['dependencies', 'peerDependencies'])
    for (const { where, text } of texts(manifest[field], field))
      if (/^(workspace|link|portal|file):/.test(text))
        faults.push(`${where}: ${text} is of the workspace`);
  const declared = { ...manifest.dependencies, ...manifest.peerDependencies };
  for (const imported of importedPackages(tarball, files))
    if (imported !== manifest.name && !Object.hasOwn(declared, imported))
      faults.push(`${imported} is imported and no dependency`);
  for (const file of files)
    if (/\.test\.|__testUtils__|__fixtures__|\.tsbuildinfo$/.test(file))
      faults.push(`${file} is of the tests`);
  return faults.map(fault => `${name}: ${fault}`);
}
