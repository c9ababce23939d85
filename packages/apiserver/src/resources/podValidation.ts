import type { FieldError } from '../resource';
import { forbidden, invalid, notSupported, required } from './fieldErrors';
import { numberAt, objectAt, objectsAt, textAt } from './fields';
import { checkQualifiedName, checkSubdomain } from './names';
import { containerErrors, namedErrors } from './containerValidation';
import { isIpAddress } from './addresses';
import { labelErrors } from './objectMeta';

const maxInt32 = 2 ** 31 - 1;

function volumeErrors(spec: unknown, path: string): FieldError[] {
  const seen = new Set<string>();
  return objectsAt(spec, 'volumes').flatMap((volume, index) => {
    const here = `${path}.volumes[${index}]`;
    const errors = namedErrors(volume, here, seen);
    const sources = Object.keys(volume).filter(name => name !== 'name');
    const order = ['emptyDir', 'hostPath', 'secret', 'configMap'];
    sources.sort((left, right) => order.indexOf(left) - order.indexOf(right));
    for (const source of sources.slice(1)) {
      errors.push(
        forbidden(
          `${here}.${source}`,
          'may not specify more than 1 volume type',
        ),
      );
    }
    if (objectAt(volume, 'secret') && !textAt(volume, 'secret', 'secretName')) {
      errors.push(required(`${here}.secret.secretName`));
    }
    if (objectAt(volume, 'configMap') && !textAt(volume, 'configMap', 'name')) {
      errors.push(required(`${here}.configMap.name`));
    }
    if (objectAt(volume, 'hostPath') && !textAt(volume, 'hostPath', 'path')) {
      errors.push(required(`${here}.hostPath.path`));
    }
    if (
      objectAt(volume, 'persistentVolumeClaim') &&
      !textAt(volume, 'persistentVolumeClaim', 'claimName')
    ) {
      errors.push(required(`${here}.persistentVolumeClaim.claimName`));
    }
    return errors;
  });
}

function tolerationErrors(spec: unknown, path: string): FieldError[] {
  const effects = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];
  return objectsAt(spec, 'tolerations').flatMap((toleration, index) => {
    const here = `${path}.tolerations[${index}]`;
    const errors: FieldError[] = [];
    const key = textAt(toleration, 'key');
    const operator = textAt(toleration, 'operator');
    const effect = textAt(toleration, 'effect');
    if (key !== '') {
      errors.push(
        ...checkQualifiedName(key).map(problem =>
          invalid(`${here}.key`, key, problem),
        ),
      );
    } else if (operator !== 'Exists') {
      errors.push(
        invalid(
          `${here}.operator`,
          operator,
          'operator must be Exists when `key` is empty, which means "match all values and all keys"',
        ),
      );
    }
    if (!['', 'Equal', 'Exists'].includes(operator)) {
      errors.push(
        notSupported(`${here}.operator`, operator, ['Equal', 'Exists']),
      );
    }
    if (effect !== '' && !effects.includes(effect)) {
      errors.push(notSupported(`${here}.effect`, effect, effects));
    }
    return errors;
  });
}

/** Problems of a pod's spec, in the order in which the real server finds them. */
export function podSpecErrors(spec: unknown, path: string): FieldError[] {
  const volumes = new Set(
    objectsAt(spec, 'volumes').map(volume => textAt(volume, 'name')),
  );
  const errors = volumeErrors(spec, path);
  const containers = objectsAt(spec, 'containers');
  if (containers.length === 0) {
    errors.push(required(`${path}.containers`));
  }
  const names = new Set<string>();
  containers.forEach((container, index) =>
    errors.push(
      ...containerErrors(
        container,
        `${path}.containers[${index}]`,
        volumes,
        names,
      ),
    ),
  );
  objectsAt(spec, 'initContainers').forEach((container, index) =>
    errors.push(
      ...containerErrors(
        container,
        `${path}.initContainers[${index}]`,
        volumes,
        names,
      ),
    ),
  );
  const restart = textAt(spec, 'restartPolicy');
  const restarts = ['Always', 'OnFailure', 'Never'];
  if (!restarts.includes(restart)) {
    errors.push(notSupported(`${path}.restartPolicy`, restart, restarts));
  }
  const dns = textAt(spec, 'dnsPolicy');
  const policies = [
    'ClusterFirstWithHostNet',
    'ClusterFirst',
    'Default',
    'None',
  ];
  if (!policies.includes(dns)) {
    errors.push(notSupported(`${path}.dnsPolicy`, dns, policies));
  }
  errors.push(
    ...labelErrors(objectAt(spec, 'nodeSelector'), `${path}.nodeSelector`),
  );
  const account = textAt(spec, 'serviceAccountName');
  if (account !== '') {
    errors.push(
      ...checkSubdomain(account).map(problem =>
        invalid(`${path}.serviceAccountName`, account, problem),
      ),
    );
  }
  const deadline = numberAt(spec, 'activeDeadlineSeconds');
  if (deadline !== undefined && (deadline < 1 || deadline > maxInt32)) {
    errors.push(
      invalid(
        `${path}.activeDeadlineSeconds`,
        deadline,
        `must be between 1 and ${maxInt32}, inclusive`,
      ),
    );
  }
  errors.push(...tolerationErrors(spec, path));
  objectsAt(spec, 'hostAliases').forEach((alias, index) => {
    const ip = textAt(alias, 'ip');
    if (!isIpAddress(ip)) {
      errors.push(
        invalid(
          `${path}.hostAliases[${index}].ip`,
          ip,
          'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)',
        ),
      );
    }
  });
  return errors;
}

/** Problems of a pod template; `restartPolicies` narrows what a workload accepts. */
export function podTemplateErrors(
  template: unknown,
  path: string,
): FieldError[] {
  return [
    ...labelErrors(objectAt(template, 'metadata', 'labels'), `${path}.labels`),
    ...podSpecErrors(objectAt(template, 'spec'), `${path}.spec`),
  ];
}
