import type {
  Condition,
  KubernetesObject,
  ObjectType,
} from '@sluice/kubernetes/objects';

export const gitRepositoryType: ObjectType = {
  apiVersion: 'source.toolkit.fluxcd.io/v1',
  kind: 'GitRepository',
};
export const kustomizationType: ObjectType = {
  apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
  kind: 'Kustomization',
};
export const configMapType: ObjectType = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
};
export const deploymentType: ObjectType = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
};

/** The labels by which applied objects name their Kustomization. */
export const ownerNameLabel = 'kustomize.toolkit.fluxcd.io/name';
export const ownerNamespaceLabel = 'kustomize.toolkit.fluxcd.io/namespace';

/** A GitRepository or a Kustomization, as far as the proofs look at it. */
export interface FluxObject extends KubernetesObject {
  spec?: Record<string, unknown>;
  status?: {
    observedGeneration?: number;
    lastAppliedRevision?: string;
    lastAttemptedRevision?: string;
    lastHandledReconcileAt?: string;
    artifact?: { url: string; path: string; revision: string; digest: string };
    conditions?: Condition[];
    inventory?: { entries: { id: string; v: string }[] };
  };
}

export interface ConfigMap extends KubernetesObject {
  data?: Record<string, string>;
}

export interface Deployment extends KubernetesObject {
  spec: { replicas: number };
}

export interface KubernetesEvent extends KubernetesObject {
  type: string;
  reason: string;
  message: string;
  involvedObject: { kind: string; name: string; namespace?: string };
}

export function conditionOf(
  object: FluxObject,
  type: string,
): Condition | undefined {
  return object.status?.conditions?.find(c => c.type === type);
}

/** Ready, and of the current generation. */
export function isReady(object: FluxObject): boolean {
  const ready = conditionOf(object, 'Ready');
  return (
    ready?.status === 'True' &&
    ready.observedGeneration === object.metadata.generation
  );
}

/** Failed, and of the current generation. */
export function hasFailed(object: FluxObject): boolean {
  const ready = conditionOf(object, 'Ready');
  return (
    ready?.status === 'False' &&
    ready.observedGeneration === object.metadata.generation
  );
}

/** The manifest of a ConfigMap. */
export function configMap(name: string, value = 'one', namespace = ''): string {
  return `apiVersion: v1
kind: ConfigMap
metadata:
  name: ${name}
${namespace && `  namespace: ${namespace}\n`}data:
  key: "${value}"
`;
}

/** The manifest of a Deployment, at no replicas: it is ready on a cluster without nodes. */
export function deployment(name: string): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
spec:
  replicas: 0
  selector: {matchLabels: {app: ${name}}}
  template:
    metadata: {labels: {app: ${name}}}
    spec:
      containers:
      - name: main
        image: nginx:1.25
`;
}
