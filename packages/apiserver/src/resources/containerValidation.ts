import type { JsonObject } from '@sluice/golang/json';
import type { FieldError } from '../resource';
import {
  duplicate,
  forbidden,
  invalid,
  notFound,
  notSupported,
  required,
} from './fieldErrors';
import { at, listAt, numberAt, objectAt, objectsAt, textAt } from './fields';
import { checkEnvName, checkLabel, checkPortName } from './names';
import { parseQuantity } from './quantity';

const portRange = 'must be between 1 and 65535, inclusive';

/** A port number or the name of a container's port. */
export function portErrors(value: unknown, path: string): FieldError[] {
  if (typeof value === 'number') {
    return value >= 1 && value <= 65535
      ? []
      : [invalid(path, value, portRange)];
  }
  return typeof value === 'string'
    ? checkPortName(value).map(problem => invalid(path, value, problem))
    : [];
}

/** An error when a number at a path is below 0. */
export function negativeErrors(
  holder: unknown,
  name: string,
  path: string,
): FieldError[] {
  const value = numberAt(holder, name);
  return value !== undefined && value < 0
    ? [invalid(`${path}.${name}`, value, 'must be greater than or equal to 0')]
    : [];
}

/** The name of a container or volume: there, well formed, and not taken. */
export function namedErrors(
  item: unknown,
  path: string,
  seen: Set<string>,
): FieldError[] {
  const name = textAt(item, 'name');
  if (name === '') {
    return [required(`${path}.name`)];
  }
  const problems = checkLabel(name);
  if (problems.length > 0) {
    return problems.map(problem => invalid(`${path}.name`, name, problem));
  }
  if (seen.has(name)) {
    return [duplicate(`${path}.name`, name)];
  }
  seen.add(name);
  return [];
}

const handlers = ['exec', 'httpGet', 'tcpSocket', 'grpc', 'sleep'] as const;

function handlerErrors(holder: unknown, path: string): FieldError[] {
  const errors: FieldError[] = [];
  let count = 0;
  for (const name of handlers) {
    const handler = objectAt(holder, name);
    if (!handler) {
      continue;
    }
    count += 1;
    const here = `${path}.${name}`;
    if (count > 1) {
      errors.push(forbidden(here, 'may not specify more than 1 handler type'));
      continue;
    }
    if (name === 'exec' && listAt(handler, 'command').length === 0) {
      errors.push(required(`${here}.command`));
    }
    if (name === 'httpGet' && textAt(handler, 'path') === '') {
      errors.push(required(`${here}.path`));
    }
    if (name !== 'exec' && name !== 'sleep') {
      errors.push(...portErrors(at(handler, 'port'), `${here}.port`));
    }
    if (
      name === 'httpGet' &&
      !['HTTP', 'HTTPS'].includes(textAt(handler, 'scheme'))
    ) {
      errors.push(
        notSupported(`${here}.scheme`, textAt(handler, 'scheme'), [
          'HTTP',
          'HTTPS',
        ]),
      );
    }
  }
  if (count === 0) {
    errors.push(required(path, 'must specify a handler type'));
  }
  return errors;
}

function probeErrors(
  container: unknown,
  name: string,
  path: string,
): FieldError[] {
  const probe = objectAt(container, name);
  if (!probe) {
    return [];
  }
  const here = `${path}.${name}`;
  const errors = handlerErrors(probe, here);
  for (const number of [
    'initialDelaySeconds',
    'timeoutSeconds',
    'periodSeconds',
    'successThreshold',
    'failureThreshold',
  ]) {
    errors.push(...negativeErrors(probe, number, here));
  }
  if (name !== 'readinessProbe') {
    const threshold = numberAt(probe, 'successThreshold');
    if (threshold !== undefined && threshold !== 1) {
      errors.push(invalid(`${here}.successThreshold`, threshold, 'must be 1'));
    }
  }
  return errors;
}

function containerPortErrors(container: unknown, path: string): FieldError[] {
  const names = new Set<string>();
  return objectsAt(container, 'ports').flatMap((port, index) => {
    const here = `${path}.ports[${index}]`;
    const errors: FieldError[] = [];
    const name = textAt(port, 'name');
    if (name !== '') {
      const problems = checkPortName(name);
      if (problems.length > 0) {
        errors.push(
          ...problems.map(problem => invalid(`${here}.name`, name, problem)),
        );
      } else if (names.has(name)) {
        errors.push(duplicate(`${here}.name`, name));
      } else {
        names.add(name);
      }
    }
    const number = numberAt(port, 'containerPort') ?? 0;
    if (number === 0) {
      errors.push(required(`${here}.containerPort`));
    } else if (number < 1 || number > 65535) {
      errors.push(invalid(`${here}.containerPort`, number, portRange));
    }
    const hostPort = numberAt(port, 'hostPort') ?? 0;
    if (hostPort < 0 || hostPort > 65535) {
      errors.push(invalid(`${here}.hostPort`, hostPort, portRange));
    }
    const protocol = textAt(port, 'protocol');
    if (protocol === '') {
      errors.push(required(`${here}.protocol`));
    } else if (!['SCTP', 'TCP', 'UDP'].includes(protocol)) {
      errors.push(
        notSupported(`${here}.protocol`, protocol, ['SCTP', 'TCP', 'UDP']),
      );
    }
    return errors;
  });
}

const valueSources = [
  'fieldRef',
  'resourceFieldRef',
  'configMapKeyRef',
  'secretKeyRef',
  'fileKeyRef',
];

function envErrors(container: unknown, path: string): FieldError[] {
  const errors = objectsAt(container, 'env').flatMap((variable, index) => {
    const here = `${path}.env[${index}]`;
    const name = textAt(variable, 'name');
    const found: FieldError[] =
      name === ''
        ? [required(`${here}.name`)]
        : checkEnvName(name).map(problem =>
            invalid(`${here}.name`, name, problem),
          );
    const source = objectAt(variable, 'valueFrom');
    if (source) {
      const count = valueSources.filter(key => objectAt(source, key)).length;
      if (count === 0) {
        found.push(
          invalid(
            `${here}.valueFrom`,
            '',
            'must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`',
          ),
        );
      } else if (textAt(variable, 'value') !== '') {
        found.push(
          invalid(
            `${here}.valueFrom`,
            '',
            'may not be specified when `value` is not empty',
          ),
        );
      } else if (count > 1) {
        found.push(
          invalid(
            `${here}.valueFrom`,
            '',
            'may not have more than one field specified at a time',
          ),
        );
      }
      for (const key of ['configMapKeyRef', 'secretKeyRef']) {
        const reference = objectAt(source, key);
        if (reference && textAt(reference, 'key') === '') {
          found.push(required(`${here}.valueFrom.${key}.key`));
        }
      }
    }
    return found;
  });
  objectsAt(container, 'envFrom').forEach((source, index) => {
    const here = `${path}.envFrom[${index}]`;
    const prefix = textAt(source, 'prefix');
    if (prefix !== '') {
      errors.push(
        ...checkEnvName(prefix).map(problem =>
          invalid(`${here}.prefix`, prefix, problem),
        ),
      );
    }
    const kinds = ['configMapRef', 'secretRef'].filter(key =>
      objectAt(source, key),
    );
    for (const kind of kinds) {
      if (textAt(source, kind, 'name') === '') {
        errors.push(required(`${here}.${kind}.name`));
      }
    }
    if (kinds.length === 0) {
      errors.push(
        invalid(here, '', 'must specify one of: `configMapRef` or `secretRef`'),
      );
    }
  });
  return errors;
}

function mountErrors(
  container: unknown,
  path: string,
  volumes: ReadonlySet<string>,
): FieldError[] {
  const paths = new Set<string>();
  return objectsAt(container, 'volumeMounts').flatMap((mount, index) => {
    const here = `${path}.volumeMounts[${index}]`;
    const errors: FieldError[] = [];
    const name = textAt(mount, 'name');
    if (name === '') {
      errors.push(required(`${here}.name`));
    }
    if (!volumes.has(name)) {
      errors.push(notFound(`${here}.name`, name));
    }
    const mountPath = textAt(mount, 'mountPath');
    if (mountPath === '') {
      errors.push(required(`${here}.mountPath`));
    }
    if (paths.has(mountPath)) {
      errors.push(invalid(`${here}.mountPath`, mountPath, 'must be unique'));
    }
    paths.add(mountPath);
    return errors;
  });
}

function resourceErrors(container: unknown, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const limits = objectAt(container, 'resources', 'limits') ?? {};
  const requests = objectAt(container, 'resources', 'requests') ?? {};
  const amount = (value: unknown) => parseQuantity(String(value))?.nanos ?? 0n;
  const check = (list: JsonObject, name: string) => {
    for (const [resource, value] of Object.entries(list)) {
      const here = `${path}.resources.${name}`;
      const native = !resource.includes('/');
      if (
        native &&
        !['cpu', 'memory', 'ephemeral-storage'].includes(resource) &&
        !resource.startsWith('hugepages-')
      ) {
        errors.push(
          invalid(here, resource, 'must be a standard resource for containers'),
        );
      }
      if (amount(value) < 0n) {
        errors.push(
          invalid(
            `${here}[${resource}]`,
            String(value),
            'must be greater than or equal to 0',
          ),
        );
      }
    }
  };
  check(limits, 'limits');
  check(requests, 'requests');
  for (const [resource, value] of Object.entries(requests)) {
    const limit = Object.hasOwn(limits, resource)
      ? limits[resource]
      : undefined;
    if (limit !== undefined && amount(value) > amount(limit)) {
      errors.push(
        invalid(
          `${path}.resources.requests`,
          String(value),
          `must be less than or equal to ${resource} limit of ${limit}`,
        ),
      );
    }
  }
  return errors;
}

/** Problems of one container; adds its name to `names`. */
export function containerErrors(
  container: JsonObject,
  path: string,
  volumes: ReadonlySet<string>,
  names: Set<string>,
): FieldError[] {
  const errors = namedErrors(container, path, names);
  const image = textAt(container, 'image');
  if (image === '') {
    errors.push(required(`${path}.image`));
  }
  for (const hook of ['postStart', 'preStop']) {
    const handler = objectAt(container, 'lifecycle', hook);
    if (handler) {
      errors.push(...handlerErrors(handler, `${path}.lifecycle.${hook}`));
    }
  }
  for (const probe of ['livenessProbe', 'readinessProbe', 'startupProbe']) {
    errors.push(...probeErrors(container, probe, path));
  }
  const messagePolicy = textAt(container, 'terminationMessagePolicy');
  if (!['File', 'FallbackToLogsOnError'].includes(messagePolicy)) {
    errors.push(
      notSupported(`${path}.terminationMessagePolicy`, messagePolicy, [
        'FallbackToLogsOnError',
        'File',
      ]),
    );
  }
  errors.push(
    ...containerPortErrors(container, path),
    ...envErrors(container, path),
    ...mountErrors(container, path, volumes),
  );
  const pullPolicy = textAt(container, 'imagePullPolicy');
  const pullPolicies = ['Always', 'IfNotPresent', 'Never'];
  if (!pullPolicies.includes(pullPolicy)) {
    errors.push(
      notSupported(`${path}.imagePullPolicy`, pullPolicy, pullPolicies),
    );
  }
  errors.push(...resourceErrors(container, path));
  return errors;
}
