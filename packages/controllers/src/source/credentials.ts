import { type GitRepository, fetchFailedCondition } from '@sluice/api';
import type { KubernetesClient } from '@sluice/kubernetes/client';
import type { KubernetesObject } from '@sluice/kubernetes/objects';
import { markTrue } from '@sluice/runtime';
import {
  authFromSecret,
  type GitAuth,
  parseRemoteUrl,
  type SecretData,
} from '@sluice/sources';
import { messageOf, SourceFailure } from './failure';

interface Secret extends KubernetesObject {
  data?: Record<string, string>;
}

/** The credentials that a GitRepository names, read live. Failures set FetchFailed. */
export async function credentialsOf(
  object: GitRepository,
  client: KubernetesClient,
  signal: AbortSignal,
): Promise<GitAuth> {
  const data = await secretData(object, client, signal);
  if (data && Object.hasOwn(data, 'githubAppID')) {
    throw fetchFailure(
      object,
      'InvalidProviderConfiguration',
      `secretRef '${secretName(
        object,
      )}' has github app data but provider is not set to github`,
    );
  }
  try {
    return authFromSecret(parseRemoteUrl(object.spec.url), data);
  } catch (error) {
    throw fetchFailure(
      object,
      'AuthenticationFailed',
      `failed to configure authentication options: ${messageOf(error)}`,
    );
  }
}

/** Sets FetchFailed; the failure to throw. */
export function fetchFailure(
  object: GitRepository,
  reason: string,
  message: string,
): SourceFailure {
  markTrue(object, fetchFailedCondition, reason, message);
  return new SourceFailure('retry', reason, message);
}

async function secretData(
  object: GitRepository,
  client: KubernetesClient,
  signal: AbortSignal,
): Promise<SecretData | undefined> {
  const name = object.spec.secretRef?.name;
  if (!name) return undefined;
  let secret: Secret;
  try {
    secret = await client.get<Secret>(
      {
        apiVersion: 'v1',
        kind: 'Secret',
        namespace: object.metadata.namespace,
        name,
      },
      { signal },
    );
  } catch (error) {
    signal.throwIfAborted();
    // Flux says it twice.
    const failed = `failed to get secret '${secretName(object)}'`;
    throw fetchFailure(
      object,
      'AuthenticationFailed',
      `${failed}: ${failed}: ${messageOf(error)}`,
    );
  }
  const decoded: Record<string, Buffer> = Object.create(null);
  for (const [key, value] of Object.entries(secret.data ?? {}))
    decoded[key] = Buffer.from(value, 'base64');
  return decoded;
}

function secretName(object: GitRepository): string {
  return `${object.metadata.namespace}/${object.spec.secretRef?.name}`;
}
