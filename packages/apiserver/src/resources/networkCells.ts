import type { KubernetesObject } from '@sluice/kubernetes';
import {
  type CellReader,
  firstThree,
  none,
  path,
  printedMap,
  printedSelector,
} from './cellReaders';
import { at, listAt, numberAt, objectAt, objectsAt, textAt } from './fields';

function loadBalancerAddresses(object: KubernetesObject): string {
  return objectsAt(object, 'status', 'loadBalancer', 'ingress')
    .map(item => textAt(item, 'ip') || textAt(item, 'hostname'))
    .join(',');
}

function externalAddress(object: KubernetesObject): string {
  const external = listAt(object, 'spec', 'externalIPs').join(',');
  switch (textAt(object, 'spec', 'type')) {
    case 'ExternalName':
      return textAt(object, 'spec', 'externalName');
    case 'LoadBalancer':
      return (
        [loadBalancerAddresses(object), external].filter(Boolean).join(',') ||
        '<pending>'
      );
    default:
      return external || none;
  }
}

function servicePorts(object: KubernetesObject): string {
  return (
    objectsAt(object, 'spec', 'ports')
      .map(port => {
        const nodePort = numberAt(port, 'nodePort');
        return `${numberAt(port, 'port')}${
          nodePort ? `:${nodePort}` : ''
        }/${textAt(port, 'protocol')}`;
      })
      .join(',') || none
  );
}

function ingressHosts(object: KubernetesObject): string {
  const hosts = objectsAt(object, 'spec', 'rules')
    .map(rule => textAt(rule, 'host'))
    .filter(Boolean);
  if (hosts.length === 0) {
    return '*';
  }
  return firstThree(hosts);
}

function endpointList(object: KubernetesObject): string {
  const all = objectsAt(object, 'subsets').flatMap(subset => {
    const ports = objectsAt(subset, 'ports');
    return objectsAt(subset, 'addresses').flatMap(address =>
      ports.length === 0
        ? [textAt(address, 'ip')]
        : ports.map(
            port => `${textAt(address, 'ip')}:${numberAt(port, 'port')}`,
          ),
    );
  });
  if (all.length === 0) {
    return none;
  }
  return firstThree(all);
}

/** The columns of Services, their endpoints, and Ingresses. */
export const networkCells: Readonly<
  Record<string, Readonly<Record<string, CellReader>>>
> = {
  Service: {
    Type: path('spec', 'type'),
    'Cluster-IP': object => textAt(object, 'spec', 'clusterIP') || none,
    'External-IP': externalAddress,
    'Port(s)': servicePorts,
    Selector: object => printedMap(at(object, 'spec', 'selector')),
  },
  Endpoints: { Endpoints: endpointList },
  'networking.k8s.io/Ingress': {
    Class: object =>
      textAt(object, 'spec', 'ingressClassName') ||
      object.metadata.annotations?.['kubernetes.io/ingress.class'] ||
      none,
    Hosts: ingressHosts,
    Address: loadBalancerAddresses,
    Ports: object =>
      listAt(object, 'spec', 'tls').length > 0 ? '80, 443' : '80',
  },
  'networking.k8s.io/IngressClass': {
    Controller: path('spec', 'controller'),
    Parameters: object => {
      const parameters = objectAt(object, 'spec', 'parameters');
      if (!parameters) {
        return none;
      }
      const group = textAt(parameters, 'apiGroup');
      return `${textAt(parameters, 'kind')}${group ? `.${group}` : ''}/${textAt(
        parameters,
        'name',
      )}`;
    },
  },
  'networking.k8s.io/NetworkPolicy': {
    'Pod-Selector': object =>
      printedSelector(at(object, 'spec', 'podSelector')),
  },
  'discovery.k8s.io/EndpointSlice': {
    AddressType: path('addressType'),
    Ports: object =>
      objectsAt(object, 'ports')
        .map(port => numberAt(port, 'port') ?? '*')
        .join(',') || '<unset>',
    Endpoints: object => {
      const all = objectsAt(object, 'endpoints').flatMap(endpoint =>
        listAt(endpoint, 'addresses'),
      );
      if (all.length === 0) {
        return '<unset>';
      }
      return firstThree(all);
    },
  },
};
