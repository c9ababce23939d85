import type { JsonObject } from '@sluice/golang/json';
import type { KubernetesObject } from '@sluice/kubernetes';
import {
  fieldsOf,
  listAt,
  numberAt,
  objectAt,
  objectsAt,
  sameValue,
  textAt,
  textsAt,
} from '../resources/fields';
import { Children, ownedBy } from './children';
import {
  keyOf,
  splitKey,
  type Controller,
  type ControllerContext,
} from './controller';
import type { EventRecorder } from './eventRecorder';
import { isPodReady } from './replicaSet';
import { writeStatus } from './statusWriter';

const manager = 'kube-controller-manager';

/** Keeps EndpointSlices of Services with selectors, and gives load balancers an address (where nodes are simulated). */
export function serviceController(
  context: ControllerContext,
  events: EventRecorder,
  slices: Children,
  provisions: boolean,
): Controller {
  const { api, delays, find, later, timestamp } = context;
  const definition = find('', 'Service');
  const pods = find('', 'Pod');
  const name = 'services';
  /** Namespace → selectors of its Services, so that a pod's change finds them without reading. */
  const selectors = new Map<
    string,
    Map<string, readonly (readonly [string, string])[]>
  >();
  const balancers = new Set<string>();

  function remember(service: KubernetesObject, gone: boolean): void {
    const namespace = service.metadata.namespace ?? '';
    const known = selectors.get(namespace) ?? new Map();
    const selector = textsAt(service, 'spec', 'selector');
    if (gone || selector.length === 0) {
      known.delete(service.metadata.name ?? '');
    } else {
      known.set(service.metadata.name ?? '', selector);
    }
    selectors.set(namespace, known);
  }

  function selects(
    selector: readonly (readonly [string, string])[],
    pod: KubernetesObject,
  ): boolean {
    return selector.every(
      ([label, value]) => pod.metadata.labels?.[label] === value,
    );
  }

  function reconcile(key: string): void {
    const { namespace, name: serviceName } = splitKey(key);
    const service = api.get(definition, namespace, serviceName);
    if (!service || service.metadata.deletionTimestamp) {
      balancers.delete(key);
      return;
    }
    balance(service, key);
    const selector = textsAt(service, 'spec', 'selector');
    if (
      selector.length > 0 &&
      textAt(service, 'spec', 'type') !== 'ExternalName'
    ) {
      writeSlice(service, selector);
    }
  }

  function balance(service: KubernetesObject, key: string): void {
    const wanted = textAt(service, 'spec', 'type') === 'LoadBalancer';
    const present = listAt(service, 'status', 'loadBalancer', 'ingress');
    if (!wanted) {
      balancers.delete(key);
      if (present.length > 0) {
        writeStatus(context, definition, service, { loadBalancer: {} });
      }
      return;
    }
    if (!provisions || present.length > 0) {
      return;
    }
    if (!balancers.has(key)) {
      balancers.add(key);
      later(name, key, delays.provision);
      return;
    }
    const ip = textAt(service, 'spec', 'clusterIP').replace(
      /^10\.0\./,
      '198.18.',
    );
    writeStatus(context, definition, service, {
      loadBalancer: { ingress: [{ ip, ipMode: 'VIP' }] },
    });
    events.normal(
      service,
      'EnsuredLoadBalancer',
      'Ensured load balancer',
      'service-controller',
    );
  }

  function portNumber(
    target: unknown,
    pod: KubernetesObject,
  ): number | undefined {
    if (typeof target === 'number') {
      return target;
    }
    const named = objectsAt(pod, 'spec', 'containers')
      .flatMap(container => objectsAt(container, 'ports'))
      .find(port => textAt(port, 'name') === target);
    return numberAt(named, 'containerPort');
  }

  function writeSlice(
    service: KubernetesObject,
    selector: readonly (readonly [string, string])[],
  ): void {
    const chosen = api
      .list(pods, service.metadata.namespace)
      .filter(
        pod =>
          selects(selector, pod) &&
          textAt(pod, 'status', 'podIP') !== '' &&
          !['Succeeded', 'Failed'].includes(textAt(pod, 'status', 'phase')),
      );
    const endpoints = chosen.map((pod): JsonObject => {
      const ready = isPodReady(pod) && !pod.metadata.deletionTimestamp;
      return {
        addresses: [textAt(pod, 'status', 'podIP')],
        conditions: { ready, serving: ready, terminating: false },
        nodeName: textAt(pod, 'spec', 'nodeName'),
        targetRef: {
          kind: 'Pod',
          name: pod.metadata.name ?? '',
          namespace: pod.metadata.namespace ?? '',
          uid: pod.metadata.uid ?? '',
        },
      };
    });
    const ports = objectsAt(service, 'spec', 'ports').flatMap(
      (port): JsonObject[] => {
        const number = chosen
          .map(pod => portNumber(port.targetPort, pod))
          .find(found => found !== undefined);
        return number === undefined
          ? []
          : [
              {
                name: textAt(port, 'name'),
                port: number,
                protocol: textAt(port, 'protocol') || 'TCP',
              },
            ];
      },
    );
    const [present] = slices.of(service);
    if (!present) {
      createSlice(service, endpoints, ports);
      return;
    }
    const fields = fieldsOf(present);
    if (
      sameValue(listAt(fields, 'endpoints'), endpoints) &&
      sameValue(listAt(fields, 'ports'), ports)
    ) {
      return;
    }
    fields.endpoints = endpoints;
    fields.ports = ports;
    api.update(slices.definition, present, { manager });
  }

  function createSlice(
    service: KubernetesObject,
    endpoints: readonly JsonObject[],
    ports: readonly JsonObject[],
  ): void {
    const slice: KubernetesObject & Record<string, unknown> = {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: {
        generateName: `${service.metadata.name}-`,
        namespace: service.metadata.namespace,
        labels: {
          ...service.metadata.labels,
          'endpointslice.kubernetes.io/managed-by':
            'endpointslice-controller.k8s.io',
          'kubernetes.io/service-name': service.metadata.name ?? '',
          ...(textAt(service, 'spec', 'clusterIP') === 'None'
            ? { 'service.kubernetes.io/headless': '' }
            : {}),
        },
        annotations: {
          'endpoints.kubernetes.io/last-change-trigger-time': timestamp(),
        },
        ownerReferences: [ownedBy(service)],
      },
      addressType: 'IPv4',
      endpoints,
      ports,
    };
    api.create(slices.definition, slice, { manager });
  }

  return {
    name,
    keys({ type, definition: changed, object, previous }) {
      if (changed.group !== '') {
        return [];
      }
      if (changed.kind === 'Service') {
        remember(object, type === 'DELETED');
        const same =
          previous &&
          sameValue(objectAt(previous, 'spec'), objectAt(object, 'spec'));
        return type === 'DELETED' || same ? [] : [keyOf(object.metadata)];
      }
      if (changed.kind !== 'Pod') {
        return [];
      }
      const known = selectors.get(object.metadata.namespace ?? '');
      return [...(known ?? [])]
        .filter(([, selector]) => selects(selector, object))
        .map(([service]) => `${object.metadata.namespace}/${service}`);
    },
    initial: () =>
      api.list(definition).map(service => {
        remember(service, false);
        return keyOf(service.metadata);
      }),
    reconcile,
  };
}
