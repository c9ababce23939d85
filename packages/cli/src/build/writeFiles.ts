import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Resource, asYaml } from '@sluice/kustomize';
import { reasonOf } from './startDirectory';

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function write(path: string, text: string): void {
  try {
    writeFileSync(path, text);
  } catch (error) {
    throw new Error(`open ${path}: ${reasonOf(error)}`, { cause: error });
  }
}

function fileName(resource: Resource, withNamespace: boolean): string {
  const { group, version, kind, name, namespace, clusterScoped } =
    resource.currentId();
  const type = [group, version, kind].filter(part => part !== '').join('_');
  const own = `${type}_${name}.yaml`.toLowerCase();
  const file =
    withNamespace && !clusterScoped
      ? `${(namespace || 'default').toLowerCase()}_${own}`
      : own;
  // A name must not lead somewhere else.
  if (/[/\\\0]/.test(file)) {
    throw new Error(`${JSON.stringify(file)} is no file name`);
  }
  return file;
}

/**
 * Writes what was built to a file, or to a directory that is there with one file for each object.
 *
 * @throws Error
 */
export function writeFiles(path: string, resources: readonly Resource[]): void {
  if (!isDirectory(path)) {
    write(path, asYaml(resources));
    return;
  }
  const namespaces = new Set(
    resources
      .map(resource => resource.currentId())
      .filter(id => !id.clusterScoped)
      .map(id => id.namespace || 'default'),
  );
  for (const resource of resources) {
    write(
      join(path, fileName(resource, namespaces.size > 1)),
      resource.toYaml(),
    );
  }
}
