import { field, isObject, objectAt } from './fields';

/**
 * How one of the API server's internal structures prints: Go field name → where the value comes from. A text names the
 * v1 field; a pair adds the structure inside (of one value or of each item of a list).
 */
type Printed = Readonly<
  Record<string, { from: string; empty: unknown; inner?: Shape }>
>;
type Shape = () => Printed;

const special: Readonly<Record<string, string>> = {
  DNSPolicy: 'dnsPolicy',
  DNSConfig: 'dnsConfig',
  SELinuxOptions: 'seLinuxOptions',
  SELinuxChangePolicy: 'seLinuxChangePolicy',
  FSGroup: 'fsGroup',
  FSGroupChangePolicy: 'fsGroupChangePolicy',
  SetHostnameAsFQDN: 'setHostnameAsFQDN',
  HTTPGet: 'httpGet',
  TCPSocket: 'tcpSocket',
  GRPC: 'grpc',
  HostIP: 'hostIP',
  TTY: 'tty',
  NFS: 'nfs',
};

function lowerFirst(name: string): string {
  const acronym = /^[A-Z]+(?=[A-Z][a-z]|$)/.exec(name)?.[0];
  return acronym
    ? acronym.toLowerCase() + name.slice(acronym.length)
    : name[0].toLowerCase() + name.slice(1);
}

/** Names in Go's order; `=""`, `=false` and `=0` mark values that are no pointers. */
function shape(
  names: string,
  inner: Readonly<Record<string, Shape>> = {},
): Shape {
  let printed: Printed | undefined;
  return () => {
    printed ??= Object.fromEntries(
      names
        .trim()
        .split(/\s+/)
        .map(item => {
          const [name, empty] = item.split('=');
          return [
            name,
            {
              from: special[name] ?? lowerFirst(name),
              empty: empty === undefined ? null : JSON.parse(empty),
              ...(inner[name] ? { inner: inner[name] } : {}),
            },
          ];
        }),
    );
    return printed;
  };
}

const probe = shape(
  'Exec HTTPGet TCPSocket GRPC InitialDelaySeconds=0 TimeoutSeconds=0 PeriodSeconds=0 SuccessThreshold=0 FailureThreshold=0 TerminationGracePeriodSeconds',
  {
    Exec: shape('Command'),
    HTTPGet: shape('Path="" Port Host="" Scheme="" HTTPHeaders'),
    TCPSocket: shape('Port Host=""'),
    GRPC: shape('Port=0 Service'),
  },
);
const keySelector = shape('Name="" Key="" Optional');
const container = shape(
  `Name="" Image="" Command Args WorkingDir="" Ports EnvFrom Env Resources ResizePolicy RestartPolicy RestartPolicyRules
   VolumeMounts VolumeDevices LivenessProbe ReadinessProbe StartupProbe Lifecycle TerminationMessagePath=""
   TerminationMessagePolicy="" ImagePullPolicy="" SecurityContext Stdin=false StdinOnce=false TTY=false`,
  {
    Ports: shape('Name="" HostPort=0 ContainerPort=0 Protocol="" HostIP=""'),
    EnvFrom: shape('Prefix="" ConfigMapRef SecretRef', {
      ConfigMapRef: shape('Name="" Optional'),
      SecretRef: shape('Name="" Optional'),
    }),
    Env: shape('Name="" Value="" ValueFrom', {
      ValueFrom: shape(
        'FieldRef ResourceFieldRef ConfigMapKeyRef SecretKeyRef FileKeyRef',
        {
          FieldRef: shape('APIVersion="" FieldPath=""'),
          ResourceFieldRef: shape('ContainerName="" Resource="" Divisor="0"'),
          ConfigMapKeyRef: keySelector,
          SecretKeyRef: keySelector,
        },
      ),
    }),
    Resources: shape('Limits Requests Claims'),
    VolumeMounts: shape(
      'Name="" ReadOnly=false RecursiveReadOnly MountPath="" SubPath="" MountPropagation SubPathExpr=""',
    ),
    LivenessProbe: probe,
    ReadinessProbe: probe,
    StartupProbe: probe,
    SecurityContext: shape(
      `Capabilities Privileged SELinuxOptions WindowsOptions RunAsUser RunAsGroup RunAsNonRoot ReadOnlyRootFilesystem
       AllowPrivilegeEscalation ProcMount SeccompProfile AppArmorProfile`,
      {
        Capabilities: shape('Add Drop'),
        SeccompProfile: shape('Type="" LocalhostProfile'),
      },
    ),
  },
);
const volume = shape(
  `Name="" HostPath EmptyDir GCEPersistentDisk AWSElasticBlockStore GitRepo Secret NFS ISCSI Glusterfs
   PersistentVolumeClaim RBD Quobyte FlexVolume Cinder CephFS Flocker DownwardAPI FC AzureFile ConfigMap VsphereVolume
   AzureDisk PhotonPersistentDisk Projected PortworxVolume ScaleIO StorageOS CSI Ephemeral Image`,
  {
    HostPath: shape('Path="" Type'),
    EmptyDir: shape('Medium="" SizeLimit'),
    Secret: shape('SecretName="" Items DefaultMode Optional'),
    ConfigMap: shape('Name="" Items DefaultMode Optional'),
    PersistentVolumeClaim: shape('ClaimName="" ReadOnly=false'),
  },
);
const securityContext = shape(
  `HostNetwork=false HostPID=false HostIPC=false ShareProcessNamespace HostUsers SELinuxOptions WindowsOptions RunAsUser
   RunAsGroup RunAsNonRoot SupplementalGroups SupplementalGroupsPolicy FSGroup FSGroupChangePolicy Sysctls
   SeccompProfile AppArmorProfile SELinuxChangePolicy`,
  { SeccompProfile: shape('Type="" LocalhostProfile') },
);
const podSpec = shape(
  `Volumes InitContainers Containers EphemeralContainers RestartPolicy="" TerminationGracePeriodSeconds
   ActiveDeadlineSeconds DNSPolicy="" NodeSelector ServiceAccountName="" AutomountServiceAccountToken NodeName=""
   SecurityContext ImagePullSecrets Hostname="" Subdomain="" SetHostnameAsFQDN Affinity SchedulerName="" Tolerations
   HostAliases PriorityClassName="" Priority PreemptionPolicy DNSConfig ReadinessGates RuntimeClassName Overhead
   EnableServiceLinks TopologySpreadConstraints OS SchedulingGates ResourceClaims Resources HostnameOverride
   SchedulingGroup`,
  {
    Volumes: volume,
    InitContainers: container,
    Containers: container,
    SecurityContext: securityContext,
    ImagePullSecrets: shape('Name=""'),
    Tolerations: shape(
      'Key="" Operator="" Value="" Effect="" TolerationSeconds',
    ),
  },
);

function print(value: unknown, inner: Shape): unknown {
  if (Array.isArray(value)) {
    return value.map(item => print(item, inner));
  }
  if (!isObject(value)) {
    return value;
  }
  return Object.fromEntries(
    Object.entries(inner()).map(([name, { from, empty, inner: deeper }]) => {
      const found = field(value, from);
      if (found === undefined || found === null) {
        return [
          name,
          name === 'Resources' && empty === null && deeper
            ? print({}, deeper)
            : empty,
        ];
      }
      return [name, deeper ? print(found, deeper) : found];
    }),
  );
}

/**
 * A pod's spec as the API server's internal type prints in errors (`{"Volumes":null,"InitContainers":null,…}`), which
 * is what clients show to people.
 */
export function internalPodSpec(spec: unknown): unknown {
  const host = [
    'hostNetwork',
    'hostPID',
    'hostIPC',
    'shareProcessNamespace',
    'hostUsers',
  ];
  const context = { ...(objectAt(spec, 'securityContext') ?? {}) };
  for (const name of host) {
    const value = field(spec, name);
    if (value !== undefined) {
      context[name] = value;
    }
  }
  return print(
    isObject(spec) ? { ...spec, securityContext: context } : {},
    podSpec,
  );
}

/** The same of a pod template: the fields of its metadata stand in front. */
export function internalPodTemplate(template: unknown): unknown {
  const metadata = objectAt(template, 'metadata') ?? {};
  return {
    ...Object.fromEntries(
      Object.entries(metadata).map(([name, value]) => [name, inGoOrder(value)]),
    ),
    Spec: internalPodSpec(objectAt(template, 'spec')),
  };
}

/** Go prints the keys of a map in order. */
function inGoOrder(value: unknown): unknown {
  if (!isObject(value)) {
    return value;
  }
  return Object.fromEntries(
    Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}
