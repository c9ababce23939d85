import type { JsonObject } from '@sluice/golang/json';
import type { FieldError } from '../resource';
import { isIpAddress, ServiceAddresses } from './addresses';
import type { Behaviours, BuiltinContext, KindBehaviour } from './behaviour';
import {
  duplicate,
  forbidden,
  invalid,
  notSupported,
  required,
} from './fieldErrors';
import {
  at,
  ensureObject,
  field,
  listAt,
  numberAt,
  objectAt,
  objectsAt,
  sameValue,
  setDefault,
  textAt,
} from './fields';
import { checkLabel, checkShortName, checkSubdomain } from './names';
import { labelErrors } from './objectMeta';
import { portErrors } from './containerValidation';

const portRange = 'must be between 1 and 65535, inclusive';
const types = ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort'];
const externalTypes = ['NodePort', 'LoadBalancer'];

/** The key under which a Service holds addresses. */
export function serviceOwner(fields: unknown): string {
  return `${textAt(fields, 'metadata', 'namespace')}/${textAt(
    fields,
    'metadata',
    'name',
  )}`;
}

function defaults(fields: JsonObject): void {
  const spec = ensureObject(fields, 'spec');
  setDefault(spec, 'sessionAffinity', 'None');
  setDefault(spec, 'type', 'ClusterIP');
  if (spec.sessionAffinity === 'None') {
    delete spec.sessionAffinityConfig;
  }
  if (spec.sessionAffinity === 'ClientIP') {
    const config = ensureObject(spec, 'sessionAffinityConfig');
    setDefault(ensureObject(config, 'clientIP'), 'timeoutSeconds', 10800);
  }
  for (const port of objectsAt(spec, 'ports')) {
    setDefault(port, 'protocol', 'TCP');
    const target = field(port, 'targetPort') ?? null;
    if (
      target === null ||
      target === '' ||
      (target === 0 && (numberAt(port, 'port') ?? 0) !== 0)
    ) {
      port.targetPort = field(port, 'port') ?? 0;
    }
  }
  const external = externalTypes.includes(textAt(spec, 'type'));
  if (external) {
    setDefault(spec, 'externalTrafficPolicy', 'Cluster');
  }
  if (spec.type !== 'ExternalName') {
    setDefault(spec, 'internalTrafficPolicy', 'Cluster');
  }
  if (spec.type === 'LoadBalancer') {
    setDefault(spec, 'allocateLoadBalancerNodePorts', true);
  }
}

/** Addresses, families and node ports of a Service, kept from the old object or allocated. */
function allocate(
  fields: JsonObject,
  old: JsonObject | undefined,
  { addresses }: BuiltinContext,
): void {
  const spec = ensureObject(fields, 'spec');
  const type = textAt(spec, 'type');
  if (type === 'ExternalName') {
    for (const name of [
      'clusterIP',
      'clusterIPs',
      'ipFamilies',
      'ipFamilyPolicy',
      'internalTrafficPolicy',
      'externalTrafficPolicy',
    ]) {
      delete spec[name];
    }
    return;
  }
  const before = objectAt(old, 'spec');
  const keeps =
    before !== undefined && textAt(before, 'type') !== 'ExternalName';
  if (keeps && textAt(spec, 'clusterIP') === '') {
    const ip = textAt(before, 'clusterIP');
    if (ip !== '') {
      spec.clusterIP = ip;
      spec.clusterIPs = listAt(before, 'clusterIPs');
    }
  }
  if (
    textAt(spec, 'clusterIP') === '' &&
    listAt(spec, 'clusterIPs').length > 0
  ) {
    spec.clusterIP = String(listAt(spec, 'clusterIPs')[0]);
  }
  if (textAt(spec, 'clusterIP') === '') {
    spec.clusterIP = addresses.allocate();
  }
  if (
    listAt(spec, 'clusterIPs').length === 0 ||
    (before && textAt(before, 'clusterIP') !== textAt(spec, 'clusterIP'))
  ) {
    spec.clusterIPs = [textAt(spec, 'clusterIP')];
  }
  const headless = textAt(spec, 'clusterIP') === 'None';
  const dual = headless && !objectAt(spec, 'selector');
  setDefault(
    spec,
    'ipFamilyPolicy',
    at(before, 'ipFamilyPolicy') ?? (dual ? 'RequireDualStack' : 'SingleStack'),
  );
  if (listAt(spec, 'ipFamilies').length === 0) {
    const kept = listAt(before, 'ipFamilies');
    const fallback = dual ? ['IPv4', 'IPv6'] : ['IPv4'];
    spec.ipFamilies = kept.length > 0 ? kept : fallback;
  }
  allocatePorts(spec, before, addresses);
}

function allocatePorts(
  spec: JsonObject,
  before: JsonObject | undefined,
  addresses: ServiceAddresses,
): void {
  const ports = objectsAt(spec, 'ports');
  const wanted =
    externalTypes.includes(textAt(spec, 'type')) &&
    field(spec, 'allocateLoadBalancerNodePorts') !== false;
  if (!wanted) {
    const wasExternal = externalTypes.includes(textAt(before, 'type'));
    for (const port of wasExternal ? ports : []) {
      delete port.nodePort;
    }
    if (!externalTypes.includes(textAt(spec, 'type')) && wasExternal) {
      delete spec.externalTrafficPolicy;
      delete spec.allocateLoadBalancerNodePorts;
    }
    return;
  }
  const taken = new Set(
    ports.map(port => numberAt(port, 'nodePort') ?? 0).filter(Boolean),
  );
  for (const port of ports) {
    if ((numberAt(port, 'nodePort') ?? 0) !== 0) {
      continue;
    }
    const kept = objectsAt(before, 'ports').find(
      other =>
        field(other, 'port') === field(port, 'port') &&
        field(other, 'protocol') === field(port, 'protocol') &&
        numberAt(other, 'nodePort') !== undefined,
    );
    const number =
      (kept && numberAt(kept, 'nodePort')) ?? addresses.allocatePort(taken);
    port.nodePort = number;
    taken.add(number);
  }
}

function servicePortErrors(spec: JsonObject | undefined): FieldError[] {
  const ports = objectsAt(spec, 'ports');
  const names = new Set<string>();
  const errors: FieldError[] = [];
  const type = textAt(spec, 'type');
  ports.forEach((port, index) => {
    const here = `spec.ports[${index}]`;
    const name = textAt(port, 'name');
    if (name === '') {
      if (ports.length > 1) {
        errors.push(required(`${here}.name`));
      }
    } else {
      const problems = checkLabel(name);
      errors.push(
        ...problems.map(problem => invalid(`${here}.name`, name, problem)),
      );
      if (problems.length === 0 && names.has(name)) {
        errors.push(duplicate(`${here}.name`, name));
      }
      names.add(name);
    }
    const number = numberAt(port, 'port') ?? 0;
    if (number < 1 || number > 65535) {
      errors.push(invalid(`${here}.port`, number, portRange));
    }
    const protocol = textAt(port, 'protocol');
    if (!['SCTP', 'TCP', 'UDP'].includes(protocol)) {
      errors.push(
        notSupported(`${here}.protocol`, protocol, ['SCTP', 'TCP', 'UDP']),
      );
    }
    errors.push(...portErrors(at(port, 'targetPort'), `${here}.targetPort`));
  });
  if (!externalTypes.includes(type)) {
    ports.forEach((port, index) => {
      if ((numberAt(port, 'nodePort') ?? 0) !== 0) {
        errors.push(
          forbidden(
            `spec.ports[${index}].nodePort`,
            `may not be used when \`type\` is '${type}'`,
          ),
        );
      }
    });
  }
  const seen = new Set<string>();
  ports.forEach((port, index) => {
    const key = `${at(port, 'protocol')}/${at(port, 'port')}`;
    if (seen.has(key)) {
      errors.push(
        duplicate(`spec.ports[${index}]`, {
          Name: '',
          Protocol: textAt(port, 'protocol'),
          AppProtocol: null,
          Port: numberAt(port, 'port') ?? 0,
          TargetPort: 0,
          NodePort: 0,
        }),
      );
    }
    seen.add(key);
  });
  return errors;
}

function addressErrors(
  fields: JsonObject,
  { addresses }: BuiltinContext,
): FieldError[] {
  const ips = listAt(fields, 'spec', 'clusterIPs').map(String);
  return ips.flatMap((ip, index) => {
    if (ip === 'None') {
      return [];
    }
    if (!isIpAddress(ip)) {
      return [
        invalid(
          `spec.clusterIPs[${index}]`,
          ip,
          'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)',
        ),
      ];
    }
    const refuse = (detail: string) => [
      invalid('spec.clusterIPs', ips, `failed to allocate IP ${ip}: ${detail}`),
    ];
    if (!ServiceAddresses.contains(ip)) {
      return refuse(
        `the provided IP (${ip}) is not in the valid range. The range of valid IPs is 10.0.0.0/16`,
      );
    }
    const owner = addresses.ownerOf(ip);
    return owner !== undefined && owner !== serviceOwner(fields)
      ? refuse('provided IP is already allocated')
      : [];
  });
}

function validate(fields: JsonObject, context: BuiltinContext): FieldError[] {
  const spec = objectAt(fields, 'spec');
  const type = textAt(spec, 'type');
  const headless = textAt(spec, 'clusterIP') === 'None';
  const errors: FieldError[] = [];
  if (
    listAt(spec, 'ports').length === 0 &&
    !headless &&
    type !== 'ExternalName'
  ) {
    errors.push(required('spec.ports'));
  }
  if (headless && externalTypes.includes(type)) {
    errors.push(
      invalid(
        'spec.clusterIPs[0]',
        'None',
        `may not be set to 'None' for ${type} services`,
      ),
    );
  }
  if (type === 'ExternalName') {
    const name = textAt(spec, 'externalName');
    errors.push(
      ...(name === ''
        ? [required('spec.externalName')]
        : checkSubdomain(name.replace(/\.$/, '')).map(problem =>
            invalid('spec.externalName', name, problem),
          )),
    );
  }
  errors.push(
    ...servicePortErrors(spec),
    ...labelErrors(objectAt(spec, 'selector'), 'spec.selector'),
  );
  const affinity = textAt(spec, 'sessionAffinity');
  if (!['ClientIP', 'None'].includes(affinity)) {
    errors.push(
      notSupported('spec.sessionAffinity', affinity, ['ClientIP', 'None']),
    );
  }
  if (!types.includes(type)) {
    errors.push(notSupported('spec.type', type, types));
  }
  return [...errors, ...addressErrors(fields, context)];
}

const service: KindBehaviour = {
  createOnUpdate: true,
  returnsDeletedObject: true,
  checkName: checkShortName,
  initialStatus: { loadBalancer: {} },
  defaults,
  prepareForCreate: (fields, context) => allocate(fields, undefined, context),
  prepareForUpdate: allocate,
  validate,
  validateUpdate(fields, old) {
    const ips = at(fields, 'spec', 'clusterIPs');
    const before = at(old, 'spec', 'clusterIPs');
    const type = textAt(fields, 'spec', 'type');
    return type === 'ExternalName' ||
      before === undefined ||
      sameValue(ips, before)
      ? []
      : [invalid('spec.clusterIPs[0]', ips, 'may not change once set')];
  },
};

export const serviceBehaviours: Behaviours = {
  Service: service,
};
