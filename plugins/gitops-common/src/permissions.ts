import {
  ResourcePermission,
  createPermission,
} from '@backstage/plugin-permission-common';

/** Resource type of the Flux objects that the portal shows. */
export const RESOURCE_TYPE_GITOPS_OBJECT = 'gitops-object';

/** See the clusters and whether they are connected. */
export const gitopsClusterReadPermission = createPermission({
  name: 'gitops.cluster.read',
  attributes: { action: 'read' },
});

/** See what a Flux object delivers, its state, history and events. */
export const gitopsObjectReadPermission = createPermission({
  name: 'gitops.object.read',
  attributes: { action: 'read' },
  resourceType: RESOURCE_TYPE_GITOPS_OBJECT,
});

/** Compare what Git says with what the cluster has. */
export const gitopsObjectDiffPermission = createPermission({
  name: 'gitops.object.diff',
  attributes: { action: 'read' },
  resourceType: RESOURCE_TYPE_GITOPS_OBJECT,
});

/** Ask for a reconcile now. */
export const gitopsObjectReconcilePermission = createPermission({
  name: 'gitops.object.reconcile',
  attributes: { action: 'update' },
  resourceType: RESOURCE_TYPE_GITOPS_OBJECT,
});

/** Suspend and resume. */
export const gitopsObjectSuspendPermission = createPermission({
  name: 'gitops.object.suspend',
  attributes: { action: 'update' },
  resourceType: RESOURCE_TYPE_GITOPS_OBJECT,
});

export const gitopsObjectPermissions: readonly ResourcePermission<
  typeof RESOURCE_TYPE_GITOPS_OBJECT
>[] = [
  gitopsObjectReadPermission,
  gitopsObjectDiffPermission,
  gitopsObjectReconcilePermission,
  gitopsObjectSuspendPermission,
];

/** Names of the permission rules that the backend registers for Flux objects. */
export const gitopsRules = {
  /** The owner of the object's namespace is among the claims. */
  isOwner: 'IS_OWNER',
  /** The object delivers into a namespace whose owner is among the claims. */
  deliversTo: 'DELIVERS_TO',
} as const;
