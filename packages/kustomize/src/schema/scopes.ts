/**
 * Which kinds kustomize knows, by apiVersion, and which of them have no namespace. This is its built-in view, Kubernetes
 * 1.21: a kind that is not listed counts as namespaced.
 */
const knownKinds: readonly (readonly [
  apiVersion: string,
  namespaced: string,
  clusterScoped: string,
])[] = [
  [
    'v1',
    'Binding ConfigMap Endpoints Event LimitRange PersistentVolumeClaim Pod PodTemplate ReplicationController ResourceQuota Secret Service ServiceAccount PodAttachOptions PodExecOptions PodPortForwardOptions PodProxyOptions ServiceProxyOptions',
    'ComponentStatus Namespace Node NodeProxyOptions PersistentVolume',
  ],
  [
    'admissionregistration.k8s.io/v1',
    '',
    'MutatingWebhookConfiguration ValidatingWebhookConfiguration',
  ],
  [
    'admissionregistration.k8s.io/v1beta1',
    '',
    'MutatingWebhookConfiguration ValidatingWebhookConfiguration',
  ],
  ['apiextensions.k8s.io/v1', '', 'CustomResourceDefinition'],
  ['apiextensions.k8s.io/v1beta1', '', 'CustomResourceDefinition'],
  ['apiregistration.k8s.io/v1', '', 'APIService'],
  ['apiregistration.k8s.io/v1beta1', '', 'APIService'],
  [
    'apps/v1',
    'ControllerRevision DaemonSet Deployment ReplicaSet StatefulSet',
    '',
  ],
  ['authentication.k8s.io/v1', 'TokenRequest TokenReview', ''],
  ['authentication.k8s.io/v1beta1', 'TokenReview', ''],
  [
    'authorization.k8s.io/v1',
    'LocalSubjectAccessReview SelfSubjectAccessReview SelfSubjectRulesReview SubjectAccessReview',
    '',
  ],
  [
    'authorization.k8s.io/v1beta1',
    'LocalSubjectAccessReview SelfSubjectAccessReview SelfSubjectRulesReview SubjectAccessReview',
    '',
  ],
  ['autoscaling/v1', 'HorizontalPodAutoscaler Scale', ''],
  ['autoscaling/v2beta1', 'HorizontalPodAutoscaler', ''],
  ['autoscaling/v2beta2', 'HorizontalPodAutoscaler', ''],
  ['batch/v1', 'CronJob Job', ''],
  ['batch/v1beta1', 'CronJob', ''],
  ['certificates.k8s.io/v1', '', 'CertificateSigningRequest'],
  ['certificates.k8s.io/v1beta1', '', 'CertificateSigningRequest'],
  ['coordination.k8s.io/v1', 'Lease', ''],
  ['coordination.k8s.io/v1beta1', 'Lease', ''],
  ['discovery.k8s.io/v1', 'EndpointSlice', ''],
  ['discovery.k8s.io/v1beta1', 'EndpointSlice', ''],
  ['events.k8s.io/v1', 'Event', ''],
  ['events.k8s.io/v1beta1', 'Event', ''],
  ['extensions/v1beta1', 'Ingress', ''],
  [
    'flowcontrol.apiserver.k8s.io/v1beta1',
    '',
    'FlowSchema PriorityLevelConfiguration',
  ],
  ['networking.k8s.io/v1', 'Ingress NetworkPolicy', 'IngressClass'],
  ['networking.k8s.io/v1beta1', 'Ingress', 'IngressClass'],
  ['node.k8s.io/v1', '', 'RuntimeClass'],
  ['node.k8s.io/v1beta1', '', 'RuntimeClass'],
  ['policy/v1', 'PodDisruptionBudget', ''],
  ['policy/v1beta1', 'Eviction PodDisruptionBudget', 'PodSecurityPolicy'],
  [
    'rbac.authorization.k8s.io/v1',
    'Role RoleBinding',
    'ClusterRole ClusterRoleBinding',
  ],
  [
    'rbac.authorization.k8s.io/v1beta1',
    'Role RoleBinding',
    'ClusterRole ClusterRoleBinding',
  ],
  ['scheduling.k8s.io/v1', '', 'PriorityClass'],
  ['scheduling.k8s.io/v1beta1', '', 'PriorityClass'],
  ['storage.k8s.io/v1', '', 'CSIDriver CSINode StorageClass VolumeAttachment'],
  [
    'storage.k8s.io/v1beta1',
    'CSIStorageCapacity',
    'CSIDriver CSINode StorageClass VolumeAttachment',
  ],
];

function words(text: string): string[] {
  return text === '' ? [] : text.split(' ');
}

/** Whether a known kind has a namespace, by `apiVersion kind`. */
export const namespacedByKind: ReadonlyMap<string, boolean> = new Map(
  knownKinds.flatMap(([apiVersion, namespaced, clusterScoped]) => [
    ...words(namespaced).map((kind): [string, boolean] => [
      `${apiVersion} ${kind}`,
      true,
    ]),
    ...words(clusterScoped).map((kind): [string, boolean] => [
      `${apiVersion} ${kind}`,
      false,
    ]),
  ]),
);
