import type { Kustomization } from '@sluice/api';
import type { KubernetesClient } from '@sluice/kubernetes/client';
import { StepError } from './failure';
import type { KustomizeOptions } from './options';

/** Who a Kustomization acts as. */
export interface Actor {
  client: KubernetesClient;
  /** Name of the service account in the Kustomization's namespace; undefined: the controller itself. */
  account?: string;
  /** Resolves to whether the account exists; true for the controller. Asked once, however often it is awaited. */
  exists(): Promise<boolean>;
}

/** The account that is to be used; empty for the controller's own rights. */
export function accountOf(
  object: Kustomization,
  options: Pick<KustomizeOptions, 'defaultServiceAccount'>,
): string {
  return object.spec.serviceAccountName || options.defaultServiceAccount;
}

/**
 * Decides by cluster objects alone: the account that the spec names, then the default one, then the controller's own rights, which a
 * switch forbids.
 */
export function actorFor(
  object: Kustomization,
  client: KubernetesClient,
  options: Pick<
    KustomizeOptions,
    'defaultServiceAccount' | 'requireServiceAccount'
  >,
  signal: AbortSignal,
): Actor {
  const account = accountOf(object, options);
  const namespace = object.metadata.namespace ?? '';
  if (!account) {
    if (options.requireServiceAccount) {
      throw new StepError(
        'AccessDenied',
        'spec.serviceAccountName is not set, and reconciling with the rights of the controller has been forbidden',
        { outcome: { kind: 'stalled', observed: true } },
      );
    }
    return { client, exists: async () => true };
  }
  let found: Promise<boolean> | undefined;
  return {
    account,
    client: client.impersonate({
      user: `system:serviceaccount:${namespace}:${account}`,
    }),
    exists: () => {
      // Asked live: an impersonation succeeds although the account is gone, as long as a binding names it.
      found ??= client
        .find(
          {
            apiVersion: 'v1',
            kind: 'ServiceAccount',
            namespace,
            name: account,
          },
          { signal, metadataOnly: true },
        )
        .then(result => result !== undefined);
      return found;
    },
  };
}

/** What is said when the account is missing although the server would let it act. */
export function missingAccount(object: Kustomization, account: string): string {
  return `service account '${
    object.metadata.namespace ?? ''
  }/${account}' not found: nothing is applied in its name`;
}
