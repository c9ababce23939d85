import { relative, resolve } from 'node:path';
import { circlesOf } from './circles';
import { floors, forbidden, restricted } from './floors';
import { importsOf, packageOf, workspacePackages } from './imports';

const root = resolve(__dirname, '..', '..', '..');
const packages = workspacePackages(root, ['packages', 'plugins']);
const byName = new Map(packages.map(pkg => [pkg.name, pkg]));
/** Named by inferred types in the declarations of a package, not in its sources. */
const inDeclarations = new Set([
  '@backstage/filter-predicates',
  '@backstage/plugin-permission-common',
]);
const where = (file: string) => relative(root, file);

describe.each(packages.map(pkg => [pkg.name, pkg] as const))('%s', (_, pkg) => {
  const imports = importsOf(pkg);

  it('has a floor, a Backstage role and a licence', () => {
    expect(floors).toHaveProperty([pkg.name]);
    expect(pkg.manifest.backstage?.role).toBeTruthy();
    expect(pkg.manifest.license).toBe('Apache-2.0');
  });

  it('imports only packages of lower floors', () => {
    const wrong = imports
      .filter(({ specifier }) => byName.has(packageOf(specifier)))
      .filter(({ specifier }) => packageOf(specifier) !== pkg.name)
      .filter(({ specifier, test }) => {
        const other = packageOf(specifier);
        if (test) return false;
        return (
          floors[other] >= floors[pkg.name] ||
          restricted[pkg.name]?.includes(other) === false
        );
      })
      .map(({ file, specifier }) => `${where(file)} imports ${specifier}`);
    expect(wrong).toEqual([]);
  });

  it('imports only what other packages declare in exports', () => {
    const wrong = imports
      .filter(({ specifier }) => byName.has(packageOf(specifier)))
      .filter(({ specifier }) => {
        const other = packageOf(specifier);
        const entry = `.${specifier.slice(other.length)}`;
        return (
          byName.get(other)?.manifest.exports?.[entry] === undefined &&
          !(entry === '.' && byName.get(other)?.manifest.exports === undefined)
        );
      })
      .map(({ file, specifier }) => `${where(file)} imports ${specifier}`);
    expect(wrong).toEqual([]);
  });

  it('has no files that import each other', () => {
    expect(circlesOf(imports).map(way => way.map(where))).toEqual([]);
  });

  it('depends on nothing that it does not import', () => {
    const used = new Set(imports.map(one => packageOf(one.specifier)));
    // What an app depends on is put together by discovery and configuration.
    const isApp = ['frontend', 'backend'].includes(
      pkg.manifest.backstage?.role ?? '',
    );
    const unused = Object.keys(pkg.manifest.dependencies ?? {}).filter(
      name => !isApp && !used.has(name) && !inDeclarations.has(name),
    );
    expect(unused).toEqual([]);
  });

  it('does not reach into another package by a relative path', () => {
    const wrong = imports
      .filter(({ specifier }) => specifier.startsWith('.'))
      .filter(({ file, specifier }) =>
        relative(pkg.directory, resolve(file, '..', specifier)).startsWith(
          '..',
        ),
      )
      .map(({ file, specifier }) => `${where(file)} imports ${specifier}`);
    expect(wrong).toEqual([]);
  });

  it('declares the workspace packages that it imports', () => {
    const { dependencies, peerDependencies, devDependencies } = pkg.manifest;
    const wrong = imports
      .filter(({ specifier }) => byName.has(packageOf(specifier)))
      .filter(({ specifier }) => packageOf(specifier) !== pkg.name)
      .filter(({ specifier, test }) => {
        const declared = {
          ...dependencies,
          ...peerDependencies,
          ...(test ? devDependencies : {}),
        };
        return declared[packageOf(specifier)] === undefined;
      })
      .map(({ file, specifier }) => `${where(file)} imports ${specifier}`);
    expect(wrong).toEqual([]);
  });

  it('does not know what its floor must not know', () => {
    const wrong = imports
      .filter(({ test }) => !test)
      .flatMap(({ file, specifier }) =>
        forbidden
          .filter(
            rule =>
              rule.packages.test(pkg.name) && rule.modules.test(specifier),
          )
          .map(rule => `${where(file)} imports ${specifier}: ${rule.why}`),
      );
    expect(wrong).toEqual([]);
  });
});
