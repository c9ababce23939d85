import type { ObjectId } from '@sluice/plugin-gitops-common';

/** `Kustomization flux-system/apps`. */
export function objectName({ kind, namespace, name }: ObjectId): string {
  return `${kind} ${namespace ? `${namespace}/` : ''}${name}`;
}
