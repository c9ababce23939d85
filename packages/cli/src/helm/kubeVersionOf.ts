import { type KubeVersion, parseKubeVersion } from '@sluice/helm/offline';
import type { Flags } from '../flags/parseFlags';
import { messageOf } from '../messageOf';

/** The version of `--kube-version`; undefined without one. */
export function kubeVersionOf(flags: Flags): KubeVersion | undefined {
  const text = flags.text('kube-version');
  if (text === '') return undefined;
  try {
    return parseKubeVersion(text);
  } catch (error) {
    throw new Error(`invalid kube version '${text}': ${messageOf(error)}`, {
      cause: error,
    });
  }
}
