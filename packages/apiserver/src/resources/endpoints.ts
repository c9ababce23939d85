import type { FieldError } from '../resource';
import { isIpAddress } from './addresses';
import type { Behaviours, KindBehaviour } from './behaviour';
import { portErrors } from './containerValidation';
import { invalid, notSupported, required } from './fieldErrors';
import { at, listAt, objectsAt, setDefault, textAt } from './fields';

const endpoints: KindBehaviour = {
  createOnUpdate: true,
  validate(fields) {
    return objectsAt(fields, 'subsets').flatMap((subset, index) => {
      const here = `subsets[${index}]`;
      const errors: FieldError[] = [];
      objectsAt(subset, 'addresses').forEach((address, addressIndex) => {
        const ip = textAt(address, 'ip');
        if (!isIpAddress(ip)) {
          const path = `${here}.addresses[${addressIndex}].ip`;
          errors.push(
            invalid(
              path,
              ip,
              'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)',
            ),
            invalid(path, ip, 'must be a valid IP address'),
          );
        }
      });
      objectsAt(subset, 'ports').forEach((port, portIndex) => {
        errors.push(
          ...portErrors(at(port, 'port'), `${here}.ports[${portIndex}].port`),
        );
      });
      return errors;
    });
  },
  defaults(fields) {
    for (const subset of objectsAt(fields, 'subsets')) {
      for (const port of objectsAt(subset, 'ports')) {
        setDefault(port, 'protocol', 'TCP');
      }
    }
  },
};

const addressTypes = ['FQDN', 'IPv4', 'IPv6'];

const endpointSlice: KindBehaviour = {
  hasGeneration: true,
  defaults(fields) {
    for (const port of objectsAt(fields, 'ports')) {
      setDefault(port, 'name', '');
      setDefault(port, 'protocol', 'TCP');
    }
  },
  validate(fields) {
    const type = textAt(fields, 'addressType');
    const errors: FieldError[] = [];
    if (type === '') {
      errors.push(required('addressType'));
    } else if (!addressTypes.includes(type)) {
      errors.push(notSupported('addressType', type, addressTypes));
    }
    objectsAt(fields, 'endpoints').forEach((endpoint, index) => {
      if (listAt(endpoint, 'addresses').length === 0) {
        errors.push(
          required(
            `endpoints[${index}].addresses`,
            'must contain at least 1 address',
          ),
        );
      }
    });
    return errors;
  },
  validateUpdate(fields, old) {
    const type = textAt(fields, 'addressType');
    return type === textAt(old, 'addressType')
      ? []
      : [invalid('addressType', type, 'field is immutable')];
  },
};

export const endpointBehaviours: Behaviours = {
  Endpoints: endpoints,
  'discovery.k8s.io/EndpointSlice': endpointSlice,
};
