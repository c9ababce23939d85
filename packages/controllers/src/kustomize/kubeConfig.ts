import type { Kustomization } from '@sluice/api';
import { type KubernetesClient } from '@sluice/kubernetes/client';
import type { KubernetesObject } from '@sluice/kubernetes/objects';
import { StepError, messageOf } from './failure';

interface SecretObject extends KubernetesObject {
  data?: Record<string, string>;
}

function refuse(message: string, cause?: unknown): StepError {
  return new StepError('ReconciliationFailed', message, {
    cause,
    eventMessage: `failed to build kube client: ${message}`,
  });
}

/** Checks `spec.kubeConfig` as far as can be said without using it, and refuses it: other clusters come later. */
export async function refuseKubeConfig(
  object: Kustomization,
  client: KubernetesClient,
  signal: AbortSignal,
): Promise<void> {
  const { kubeConfig } = object.spec;
  if (!kubeConfig) return;
  const ref = kubeConfig.secretRef;
  if (ref) {
    const namespace = object.metadata.namespace ?? '';
    const named = `'${namespace}/${ref.name}'`;
    let secret: SecretObject;
    try {
      secret = await client.get<SecretObject>(
        { apiVersion: 'v1', kind: 'Secret', namespace, name: ref.name },
        { signal },
      );
    } catch (error) {
      signal.throwIfAborted();
      throw refuse(
        `unable to read KubeConfig secret ${named} error: ${messageOf(error)}`,
        error,
      );
    }
    const keys = ref.key ? [ref.key] : ['value', 'value.yaml'];
    if (!keys.some(key => Object.hasOwn(secret.data ?? {}, key))) {
      throw refuse(
        `KubeConfig secret ${named} does not contain a '${keys[0]}' key with a kubeconfig`,
      );
    }
  }
  throw refuse('spec.kubeConfig is not supported yet');
}
