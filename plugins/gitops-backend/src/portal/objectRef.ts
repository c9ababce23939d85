import type { ObjectId } from '@sluice/plugin-gitops-common';

/** Reads `cluster/Kind/namespace/name`; undefined when it is something else. */
export function parseObjectId(text: string): ObjectId | undefined {
  const parts = text.split('/');
  if (parts.length !== 4 || parts.some(part => part === '')) {
    return undefined;
  }
  const [cluster, kind, namespace, name] = parts;
  return { cluster, kind, namespace, name };
}
