import type { KubernetesObject } from '@sluice/kubernetes';
import { fieldsOf, objectAt } from '../resources/fields';
import type { ControllerContext } from './controller';
import { nodeAddress, nodeName } from './podStatus';
import { conditionsOf, withConditions, writeStatus } from './statusWriter';

/** Registers the one node that simulated pods run on. */
export function registerNode(context: ControllerContext): void {
  const { api, find, timestamp } = context;
  const definition = find('', 'Node');
  const present = api.get(definition, '', nodeName);
  const made: KubernetesObject =
    present ??
    api.create(
      definition,
      {
        apiVersion: 'v1',
        kind: 'Node',
        metadata: {
          name: nodeName,
          labels: {
            'kubernetes.io/arch': 'amd64',
            'kubernetes.io/hostname': nodeName,
            'kubernetes.io/os': 'linux',
          },
        },
      },
      { manager: 'kubelet' },
    );
  const spec = objectAt(made, 'spec');
  const node =
    spec?.taints === undefined
      ? made
      : api.update(definition, untainted(made), {
          manager: 'kube-controller-manager',
        });
  const resources = { cpu: '8', memory: '32Gi', pods: '110000' };
  writeStatus(
    context,
    definition,
    node,
    {
      ...(objectAt(node, 'status') ?? {}),
      addresses: [
        { type: 'InternalIP', address: nodeAddress },
        { type: 'Hostname', address: nodeName },
      ],
      allocatable: resources,
      capacity: resources,
      conditions: withConditions(
        conditionsOf(node),
        [
          {
            type: 'MemoryPressure',
            status: 'False',
            reason: 'KubeletHasSufficientMemory',
            message: 'kubelet has sufficient memory available',
          },
          {
            type: 'DiskPressure',
            status: 'False',
            reason: 'KubeletHasNoDiskPressure',
            message: 'kubelet has no disk pressure',
          },
          {
            type: 'PIDPressure',
            status: 'False',
            reason: 'KubeletHasSufficientPID',
            message: 'kubelet has sufficient PID available',
          },
          {
            type: 'Ready',
            status: 'True',
            reason: 'KubeletReady',
            message: 'kubelet is posting ready status',
          },
        ],
        timestamp(),
      ),
      nodeInfo: {
        architecture: 'amd64',
        bootID: '',
        containerRuntimeVersion: 'simulated://1',
        kernelVersion: '6.0',
        kubeProxyVersion: '',
        kubeletVersion: 'v1.36.2-sluice',
        machineID: '',
        operatingSystem: 'linux',
        osImage: 'simulated',
        systemUUID: '',
      },
    },
    'kubelet',
  );
}

/** The scheduler's taint goes once the node is ready. */
function untainted(node: KubernetesObject): KubernetesObject {
  const spec = { ...(objectAt(node, 'spec') ?? {}) };
  delete spec.taints;
  fieldsOf(node).spec = spec;
  return node;
}
