import { isIP } from 'node:net';
import type { FieldError } from '../resource';
import { isCidr } from './addresses';
import type { Behaviours, KindBehaviour } from './behaviour';
import { invalid, notSupported, required } from './fieldErrors';
import {
  at,
  ensureObject,
  listAt,
  numberAt,
  objectAt,
  objectsAt,
  setDefault,
  textAt,
} from './fields';
import { checkLabel, checkSubdomain } from './names';
import { immutableField, labelSelectorErrors } from './objectMeta';
import { portErrors } from './containerValidation';

const pathTypes = ['Exact', 'ImplementationSpecific', 'Prefix'];

function backendErrors(backend: unknown, path: string): FieldError[] {
  const service = objectAt(backend, 'service');
  const resource = objectAt(backend, 'resource');
  if (!service && !resource) {
    return [invalid(path, '', 'resource or service backend is required')];
  }
  if (service && resource) {
    return [invalid(path, '', 'cannot set both resource and service backends')];
  }
  if (!service) {
    return [];
  }
  const errors: FieldError[] = [];
  const name = textAt(service, 'name');
  errors.push(
    ...(name === ''
      ? [required(`${path}.service.name`)]
      : checkLabel(name).map(problem =>
          invalid(`${path}.service.name`, name, problem),
        )),
  );
  const portName = textAt(service, 'port', 'name');
  const number = numberAt(service, 'port', 'number') ?? 0;
  if (portName !== '' && number !== 0) {
    errors.push(invalid(path, '', 'cannot set both port name & port number'));
  } else if (portName !== '') {
    errors.push(...portErrors(portName, `${path}.service.port.name`));
  } else if (number !== 0) {
    errors.push(...portErrors(number, `${path}.service.port.number`));
  } else {
    errors.push(required(path, 'port name or number is required'));
  }
  return errors;
}

function hostErrors(host: string, path: string): FieldError[] {
  if (host === '') {
    return [];
  }
  if (isIP(host) !== 0) {
    return [invalid(path, host, 'must be a DNS name, not an IP address')];
  }
  const checked = host.startsWith('*.') ? host.slice(2) : host;
  return checkSubdomain(checked).map(problem => invalid(path, host, problem));
}

function pathErrors(item: unknown, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const type = at(item, 'pathType');
  const value = textAt(item, 'path');
  if (type === undefined) {
    errors.push(required(`${path}.pathType`, 'pathType must be specified'));
  } else if (!pathTypes.some(known => known === type)) {
    errors.push(notSupported(`${path}.pathType`, type, pathTypes));
  } else if (
    !value.startsWith('/') &&
    (type !== 'ImplementationSpecific' || value !== '')
  ) {
    errors.push(invalid(`${path}.path`, value, 'must be an absolute path'));
  }
  errors.push(...backendErrors(at(item, 'backend'), `${path}.backend`));
  return errors;
}

const ingress: KindBehaviour = {
  hasGeneration: true,
  initialStatus: { loadBalancer: {} },
  validate(fields) {
    const spec = objectAt(fields, 'spec');
    const rules = objectsAt(spec, 'rules');
    const fallback = objectAt(spec, 'defaultBackend');
    const errors: FieldError[] = [];
    if (rules.length === 0 && !fallback) {
      errors.push(
        invalid(
          'spec',
          null,
          'either `defaultBackend` or `rules` must be specified',
        ),
      );
    }
    if (fallback) {
      errors.push(...backendErrors(fallback, 'spec.defaultBackend'));
    }
    rules.forEach((rule, index) => {
      const here = `spec.rules[${index}]`;
      errors.push(...hostErrors(textAt(rule, 'host'), `${here}.host`));
      if (objectAt(rule, 'http')) {
        const paths = objectsAt(rule, 'http', 'paths');
        if (paths.length === 0) {
          errors.push(required(`${here}.http.paths`));
        }
        paths.forEach((item, pathIndex) =>
          errors.push(...pathErrors(item, `${here}.http.paths[${pathIndex}]`)),
        );
      }
    });
    return errors;
  },
};

const ingressClass: KindBehaviour = {
  hasGeneration: true,
  defaults(fields) {
    const parameters = objectAt(fields, 'spec', 'parameters');
    if (parameters) {
      setDefault(parameters, 'scope', 'Cluster');
    }
  },
  validate: fields =>
    textAt(fields, 'spec', 'controller') === ''
      ? [required('spec.controller')]
      : [],
  validateUpdate: (fields, old) =>
    immutableField(
      at(fields, 'spec', 'controller'),
      at(old, 'spec', 'controller'),
      'spec.controller',
    ),
};

const protocols = ['TCP', 'UDP', 'SCTP'];

function ruleErrors(
  rule: unknown,
  path: string,
  peersName: 'from' | 'to',
): FieldError[] {
  const errors: FieldError[] = [];
  objectsAt(rule, 'ports').forEach((port, index) => {
    const here = `${path}.ports[${index}]`;
    const protocol = textAt(port, 'protocol');
    if (!protocols.includes(protocol)) {
      errors.push(notSupported(`${here}.protocol`, protocol, protocols));
    }
    errors.push(...portErrors(at(port, 'port'), `${here}.port`));
  });
  objectsAt(rule, peersName).forEach((peer, index) => {
    const here = `${path}.${peersName}[${index}]`;
    const block = objectAt(peer, 'ipBlock');
    const selectors = ['podSelector', 'namespaceSelector'].filter(name =>
      objectAt(peer, name),
    );
    for (const name of selectors) {
      errors.push(...labelSelectorErrors(at(peer, name), `${here}.${name}`));
    }
    if (block) {
      const cidr = textAt(block, 'cidr');
      if (cidr === '') {
        errors.push(required(`${here}.ipBlock.cidr`));
      } else if (!isCidr(cidr)) {
        errors.push(
          invalid(
            `${here}.ipBlock.cidr`,
            cidr,
            'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)',
          ),
        );
      }
    } else if (selectors.length === 0) {
      errors.push(required(here, 'must specify a peer'));
    }
  });
  return errors;
}

const policyTypes = ['Ingress', 'Egress'];

const networkPolicy: KindBehaviour = {
  hasGeneration: true,
  defaults(fields) {
    const spec = ensureObject(fields, 'spec');
    for (const direction of ['ingress', 'egress']) {
      for (const rule of objectsAt(spec, direction)) {
        for (const port of objectsAt(rule, 'ports')) {
          setDefault(port, 'protocol', 'TCP');
        }
      }
    }
    if (listAt(spec, 'policyTypes').length === 0) {
      const egress = listAt(spec, 'egress').length > 0;
      spec.policyTypes = egress ? [...policyTypes] : ['Ingress'];
    }
  },
  validate(fields) {
    const spec = objectAt(fields, 'spec');
    const errors = labelSelectorErrors(
      at(spec, 'podSelector'),
      'spec.podSelector',
    );
    objectsAt(spec, 'ingress').forEach((rule, index) =>
      errors.push(...ruleErrors(rule, `spec.ingress[${index}]`, 'from')),
    );
    objectsAt(spec, 'egress').forEach((rule, index) =>
      errors.push(...ruleErrors(rule, `spec.egress[${index}]`, 'to')),
    );
    listAt(spec, 'policyTypes').forEach((type, index) => {
      if (!policyTypes.some(known => known === type)) {
        errors.push(
          notSupported(`spec.policyTypes[${index}]`, type, policyTypes),
        );
      }
    });
    return errors;
  },
};

export const networkingBehaviours: Behaviours = {
  'networking.k8s.io/Ingress': ingress,
  'networking.k8s.io/IngressClass': ingressClass,
  'networking.k8s.io/NetworkPolicy': networkPolicy,
};
