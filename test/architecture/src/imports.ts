import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

export interface WorkspacePackage {
  name: string;
  directory: string;
  manifest: {
    name: string;
    license?: string;
    backstage?: { role?: string; pluginId?: string };
    exports?: Record<string, unknown>;
    dependencies?: Record<string, string>;
    peerDependencies?: Record<string, string>;
    devDependencies?: Record<string, string>;
  };
}

export interface Import {
  file: string;
  specifier: string;
  test: boolean;
  /** Nothing of it is left at run time. */
  types: boolean;
}

/** All packages below the given folders of the repository. */
export function workspacePackages(
  root: string,
  groups: readonly string[],
): WorkspacePackage[] {
  return groups.flatMap(group =>
    readdirSync(join(root, group), { withFileTypes: true })
      .filter(entry => entry.isDirectory())
      .map(entry => {
        const directory = join(root, group, entry.name);
        const manifest = JSON.parse(
          readFileSync(join(directory, 'package.json'), 'utf8'),
        ) as WorkspacePackage['manifest'];
        return { name: manifest.name, directory, manifest };
      }),
  );
}

function sourceFiles(directory: string): string[] {
  return readdirSync(directory, { withFileTypes: true }).flatMap(entry => {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) return sourceFiles(path);
    return /\.tsx?$/.test(entry.name) ? [path] : [];
  });
}

const specifiers =
  /(?:^|[\s;])(?:import|export)\s[^'"`;]*?from\s*['"]([^'"]+)['"]|(?:^|[\s;])import\s*['"]([^'"]+)['"]|\b(?:import|require|require\.resolve)\(\s*['"]([^'"]+)['"]/g;

/** Whether all that a statement imports or re-exports are types. */
function namesTypesOnly(statement: string): boolean {
  if (/^\s*(?:import|export)\s+type[\s{]/.test(statement)) return true;
  const names = /^\s*(?:import|export)\s*\{([^}]*)\}/.exec(statement)?.[1];
  return (
    names
      ?.split(',')
      .map(name => name.trim())
      .filter(Boolean)
      .every(name => name.startsWith('type ')) ?? false
  );
}

/** Every import, re-export, require and dynamic import of a package's sources. */
export function importsOf(pkg: WorkspacePackage): Import[] {
  return sourceFiles(join(pkg.directory, 'src')).flatMap(file => {
    const text = readFileSync(file, 'utf8')
      .replace(/\/\*[\s\S]*?\*\//g, '')
      .replace(/^\s*\/\/.*$/gm, '');
    return [...text.matchAll(specifiers)].map(match => ({
      file,
      specifier: match[1] ?? match[2] ?? match[3],
      test: /\.test\.tsx?$|__fixtures__|__testUtils__|[\\/]testing[\\/]|setupTests/.test(
        file,
      ),
      types: namesTypesOnly(match[0].replace(/^;/, '')),
    }));
  });
}

/** The package of a specifier: `@sluice/golang/yaml` → `@sluice/golang`. */
export function packageOf(specifier: string): string {
  const parts = specifier.split('/');
  return specifier.startsWith('@') ? parts.slice(0, 2).join('/') : parts[0];
}
