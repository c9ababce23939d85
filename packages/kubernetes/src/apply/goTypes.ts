/**
 * What Go's types say beyond OpenAPI, for the typed round trip of {@link file://./typedRoundTrip.ts}: which scalars are plain values that are left out when
 * they are zero, and which texts are pointers and therefore kept although empty. Only fields of desired state are listed.
 */

/** Numbers and booleans that `omitempty` leaves out when they are 0 or false. All others are pointers, or always printed. */
const omittedWhenZero: Readonly<Record<string, readonly string[]>> = {
  'io.k8s.api.apps.v1.DaemonSetSpec': ['minReadySeconds'],
  'io.k8s.api.apps.v1.DeploymentSpec': ['minReadySeconds', 'paused'],
  'io.k8s.api.apps.v1.ReplicaSetSpec': ['minReadySeconds'],
  'io.k8s.api.apps.v1.StatefulSetSpec': ['minReadySeconds'],
  'io.k8s.api.autoscaling.v1.ScaleSpec': ['replicas'],
  'io.k8s.api.core.v1.AWSElasticBlockStoreVolumeSource': [
    'partition',
    'readOnly',
  ],
  'io.k8s.api.core.v1.Container': ['stdin', 'stdinOnce', 'tty'],
  'io.k8s.api.core.v1.ContainerPort': ['hostPort'],
  'io.k8s.api.core.v1.EphemeralContainer': ['stdin', 'stdinOnce', 'tty'],
  'io.k8s.api.core.v1.GCEPersistentDiskVolumeSource': ['partition', 'readOnly'],
  'io.k8s.api.core.v1.ISCSIPersistentVolumeSource': [
    'readOnly',
    'chapAuthDiscovery',
    'chapAuthSession',
  ],
  'io.k8s.api.core.v1.ISCSIVolumeSource': [
    'readOnly',
    'chapAuthDiscovery',
    'chapAuthSession',
  ],
  'io.k8s.api.core.v1.NodeSpec': ['unschedulable'],
  'io.k8s.api.core.v1.PodSpec': ['hostNetwork', 'hostPID', 'hostIPC'],
  'io.k8s.api.core.v1.Probe': [
    'initialDelaySeconds',
    'timeoutSeconds',
    'periodSeconds',
    'successThreshold',
    'failureThreshold',
  ],
  'io.k8s.api.core.v1.ReplicationControllerSpec': ['minReadySeconds'],
  'io.k8s.api.core.v1.ScaleIOPersistentVolumeSource': [
    'sslEnabled',
    'readOnly',
  ],
  'io.k8s.api.core.v1.ScaleIOVolumeSource': ['sslEnabled', 'readOnly'],
  'io.k8s.api.core.v1.ServicePort': ['nodePort'],
  'io.k8s.api.core.v1.ServiceSpec': [
    'healthCheckNodePort',
    'publishNotReadyAddresses',
  ],
  'io.k8s.api.core.v1.VolumeMount': ['readOnly'],
  'io.k8s.api.flowcontrol.v1.ResourcePolicyRule': ['clusterScope'],
  'io.k8s.api.networking.v1.ServiceBackendPort': ['number'],
  'io.k8s.api.resource.v1.DeviceSubRequest': ['count'],
  'io.k8s.api.resource.v1.ExactDeviceRequest': ['count'],
  'io.k8s.api.scheduling.v1.PriorityClass': ['globalDefault'],
  'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta': ['generation'],
};

/** Whether a number or boolean disappears when it is zero. */
export function isOmittedWhenZero(component: string, field: string): boolean {
  if (
    Object.hasOwn(omittedWhenZero, component) &&
    omittedWhenZero[component].includes(field)
  ) {
    return true;
  }
  // Every volume source but one has a plain boolean here.
  return (
    (field === 'readOnly' &&
      component.startsWith('io.k8s.api.core.v1.') &&
      component.endsWith('VolumeSource') &&
      component !== 'io.k8s.api.core.v1.AzureDiskVolumeSource' &&
      component !== 'io.k8s.api.core.v1.CSIVolumeSource') ||
    (field === 'readOnly' &&
      component.startsWith('io.k8s.api.core.v1.') &&
      component.endsWith('PersistentVolumeSource'))
  );
}

/** Texts that are pointers: empty is a value. All others disappear when they are empty. */
const pointerTexts: Readonly<Record<string, readonly string[]>> = {
  'io.k8s.api.admissionregistration.v1.MatchResources': ['matchPolicy'],
  'io.k8s.api.admissionregistration.v1.MutatingAdmissionPolicySpec': [
    'failurePolicy',
  ],
  'io.k8s.api.admissionregistration.v1.MutatingWebhook': [
    'failurePolicy',
    'matchPolicy',
    'sideEffects',
    'reinvocationPolicy',
  ],
  'io.k8s.api.admissionregistration.v1.NamedRuleWithOperations': ['scope'],
  'io.k8s.api.admissionregistration.v1.ParamRef': ['parameterNotFoundAction'],
  'io.k8s.api.admissionregistration.v1.RuleWithOperations': ['scope'],
  'io.k8s.api.admissionregistration.v1.ServiceReference': ['path'],
  'io.k8s.api.admissionregistration.v1.ValidatingAdmissionPolicySpec': [
    'failurePolicy',
  ],
  'io.k8s.api.admissionregistration.v1.ValidatingWebhook': [
    'failurePolicy',
    'matchPolicy',
    'sideEffects',
  ],
  'io.k8s.api.admissionregistration.v1.Validation': ['reason'],
  'io.k8s.api.admissionregistration.v1.WebhookClientConfig': ['url'],
  'io.k8s.api.autoscaling.v2.HPAScalingRules': ['selectPolicy'],
  'io.k8s.api.batch.v1.CronJobSpec': ['timeZone'],
  'io.k8s.api.batch.v1.JobSpec': [
    'completionMode',
    'podReplacementPolicy',
    'managedBy',
  ],
  'io.k8s.api.batch.v1.PodFailurePolicyOnExitCodesRequirement': [
    'containerName',
  ],
  'io.k8s.api.batch.v1.SuccessPolicyRule': ['succeededIndexes'],
  'io.k8s.api.coordination.v1.LeaseSpec': [
    'holderIdentity',
    'strategy',
    'preferredHolder',
  ],
  'io.k8s.api.core.v1.AppArmorProfile': ['localhostProfile'],
  'io.k8s.api.core.v1.AzureDiskVolumeSource': ['cachingMode', 'fsType', 'kind'],
  'io.k8s.api.core.v1.AzureFilePersistentVolumeSource': ['secretNamespace'],
  'io.k8s.api.core.v1.CSIVolumeSource': ['fsType'],
  'io.k8s.api.core.v1.ClusterTrustBundleProjection': ['name', 'signerName'],
  'io.k8s.api.core.v1.Container': ['restartPolicy'],
  'io.k8s.api.core.v1.EndpointAddress': ['nodeName'],
  'io.k8s.api.core.v1.EndpointPort': ['appProtocol'],
  'io.k8s.api.core.v1.EphemeralContainer': ['restartPolicy'],
  'io.k8s.api.core.v1.GRPCAction': ['service'],
  'io.k8s.api.core.v1.GlusterfsPersistentVolumeSource': ['endpointsNamespace'],
  'io.k8s.api.core.v1.HostPathVolumeSource': ['type'],
  'io.k8s.api.core.v1.ISCSIPersistentVolumeSource': ['initiatorName'],
  'io.k8s.api.core.v1.ISCSIVolumeSource': ['initiatorName'],
  'io.k8s.api.core.v1.Lifecycle': ['stopSignal'],
  'io.k8s.api.core.v1.LocalVolumeSource': ['fsType'],
  'io.k8s.api.core.v1.PersistentVolumeClaimSpec': [
    'storageClassName',
    'volumeMode',
    'volumeAttributesClassName',
  ],
  'io.k8s.api.core.v1.PersistentVolumeSpec': [
    'volumeMode',
    'volumeAttributesClassName',
  ],
  'io.k8s.api.core.v1.PodDNSConfigOption': ['value'],
  'io.k8s.api.core.v1.PodResourceClaim': [
    'resourceClaimName',
    'resourceClaimTemplateName',
  ],
  'io.k8s.api.core.v1.PodSchedulingGroup': ['podGroupName'],
  'io.k8s.api.core.v1.PodSecurityContext': [
    'supplementalGroupsPolicy',
    'fsGroupChangePolicy',
    'seLinuxChangePolicy',
  ],
  'io.k8s.api.core.v1.PodSpec': [
    'runtimeClassName',
    'preemptionPolicy',
    'hostnameOverride',
  ],
  'io.k8s.api.core.v1.SeccompProfile': ['localhostProfile'],
  'io.k8s.api.core.v1.SecurityContext': ['procMount'],
  'io.k8s.api.core.v1.ServicePort': ['appProtocol'],
  'io.k8s.api.core.v1.ServiceSpec': [
    'ipFamilyPolicy',
    'loadBalancerClass',
    'internalTrafficPolicy',
    'trafficDistribution',
  ],
  'io.k8s.api.core.v1.TopologySpreadConstraint': [
    'nodeAffinityPolicy',
    'nodeTaintsPolicy',
  ],
  'io.k8s.api.core.v1.TypedLocalObjectReference': ['apiGroup'],
  'io.k8s.api.core.v1.TypedObjectReference': ['apiGroup', 'namespace'],
  'io.k8s.api.core.v1.VolumeMount': ['recursiveReadOnly', 'mountPropagation'],
  'io.k8s.api.core.v1.WindowsSecurityContextOptions': [
    'gmsaCredentialSpecName',
    'gmsaCredentialSpec',
    'runAsUserName',
  ],
  'io.k8s.api.discovery.v1.Endpoint': ['hostname', 'nodeName', 'zone'],
  'io.k8s.api.discovery.v1.EndpointPort': ['name', 'protocol', 'appProtocol'],
  'io.k8s.api.networking.v1.HTTPIngressPath': ['pathType'],
  'io.k8s.api.networking.v1.IngressClassParametersReference': [
    'apiGroup',
    'scope',
    'namespace',
  ],
  'io.k8s.api.networking.v1.IngressSpec': ['ingressClassName'],
  'io.k8s.api.networking.v1.NetworkPolicyPort': ['protocol'],
  'io.k8s.api.policy.v1.PodDisruptionBudgetSpec': [
    'unhealthyPodEvictionPolicy',
  ],
  'io.k8s.api.resource.v1.Device': ['nodeName'],
  'io.k8s.api.resource.v1.DeviceAttribute': ['string', 'version'],
  'io.k8s.api.resource.v1.DeviceClassSpec': ['extendedResourceName'],
  'io.k8s.api.resource.v1.DeviceConstraint': [
    'matchAttribute',
    'distinctAttribute',
  ],
  'io.k8s.api.resource.v1.NodeAllocatableResourceMapping': ['capacityKey'],
  'io.k8s.api.resource.v1.ResourceSliceSpec': ['nodeName'],
  'io.k8s.api.scheduling.v1.PriorityClass': ['preemptionPolicy'],
  'io.k8s.api.storage.v1.CSIDriverSpec': ['fsGroupPolicy'],
  'io.k8s.api.storage.v1.StorageClass': ['reclaimPolicy', 'volumeBindingMode'],
  'io.k8s.api.storage.v1.VolumeAttachmentSource': ['persistentVolumeName'],
};

/** Whether an empty text is a value of the field. */
export function isPointerText(component: string, field: string): boolean {
  return (
    Object.hasOwn(pointerTexts, component) &&
    pointerTexts[component].includes(field)
  );
}

/** Structs with a text form of their own that are printed although they were never set; OpenAPI does not show it. */
const alwaysPrinted: Readonly<
  Record<string, Readonly<Record<string, 0 | '0'>>>
> = {
  'io.k8s.api.core.v1.HTTPGetAction': { port: 0 },
  'io.k8s.api.core.v1.TCPSocketAction': { port: 0 },
  'io.k8s.api.core.v1.ServicePort': { targetPort: 0 },
  'io.k8s.api.core.v1.ResourceFieldSelector': { divisor: '0' },
  'io.k8s.api.resource.v1.Counter': { value: '0' },
  'io.k8s.api.resource.v1.DeviceCapacity': { value: '0' },
};

/** What is printed for a field that was never set; undefined when nothing is. */
export function zeroOf(
  component: string,
): Readonly<Record<string, 0 | '0'>> | undefined {
  return Object.hasOwn(alwaysPrinted, component)
    ? alwaysPrinted[component]
    : undefined;
}

/**
 * Fields whose default in OpenAPI looks like a printed zero but is a marker of its own: the name of a reference (optional for
 * compatibility) and three pointers.
 */
export function isNotPrinted(component: string, field: string): boolean {
  const type = component.slice(component.lastIndexOf('.') + 1);
  switch (type) {
    case 'LocalObjectReference':
    case 'ConfigMapEnvSource':
    case 'ConfigMapKeySelector':
    case 'ConfigMapProjection':
    case 'ConfigMapVolumeSource':
    case 'SecretEnvSource':
    case 'SecretKeySelector':
    case 'SecretProjection':
      return field === 'name';
    case 'AzureDiskVolumeSource':
      return field === 'readOnly';
    case 'FileKeySelector':
      return field === 'optional';
    case 'GRPCAction':
      return field === 'service';
    default:
      return false;
  }
}
