import type { JsonObject } from '@sluice/golang/json';
import {
  at,
  ensureObject,
  field,
  objectAt,
  objectsAt,
  setDefault,
  textAt,
} from './fields';
import { isImageReference } from './images';

/** `Always` for `:latest` or no tag, as the API server decides from the reference. */
export function defaultPullPolicy(image: string): 'Always' | 'IfNotPresent' {
  if (image.includes('@') || !isImageReference(image)) {
    return 'IfNotPresent';
  }
  const name = image.slice(image.lastIndexOf('/') + 1);
  const colon = name.indexOf(':');
  const tag = colon < 0 ? 'latest' : name.slice(colon + 1);
  return tag === 'latest' ? 'Always' : 'IfNotPresent';
}

function defaultHttpGet(holder: JsonObject): void {
  const httpGet = objectAt(holder, 'httpGet');
  if (httpGet) {
    setDefault(httpGet, 'path', '/');
    setDefault(httpGet, 'scheme', 'HTTP');
  }
}

function defaultProbe(probe: JsonObject): void {
  setDefault(probe, 'timeoutSeconds', 1);
  setDefault(probe, 'periodSeconds', 10);
  setDefault(probe, 'successThreshold', 1);
  setDefault(probe, 'failureThreshold', 3);
  defaultHttpGet(probe);
}

function defaultEnv(container: JsonObject): void {
  for (const variable of objectsAt(container, 'env')) {
    const reference = objectAt(variable, 'valueFrom', 'fieldRef');
    if (reference) {
      setDefault(reference, 'apiVersion', 'v1');
    }
  }
}

function defaultContainer(container: JsonObject): void {
  setDefault(
    container,
    'imagePullPolicy',
    defaultPullPolicy(textAt(container, 'image')),
  );
  setDefault(container, 'terminationMessagePath', '/dev/termination-log');
  setDefault(container, 'terminationMessagePolicy', 'File');
  for (const name of ['livenessProbe', 'readinessProbe', 'startupProbe']) {
    const probe = objectAt(container, name);
    if (probe) {
      defaultProbe(probe);
    }
  }
  for (const name of ['preStop', 'postStart']) {
    const handler = objectAt(container, 'lifecycle', name);
    if (handler) {
      defaultHttpGet(handler);
    }
  }
  defaultEnv(container);
}

function defaultDownwardItems(source: JsonObject): void {
  for (const item of objectsAt(source, 'items')) {
    const reference = objectAt(item, 'fieldRef');
    if (reference) {
      setDefault(reference, 'apiVersion', 'v1');
    }
  }
}

/** File modes are decimal in JSON: 0644. */
const fileMode = 420;

function defaultVolume(volume: JsonObject): void {
  const hasSource = Object.keys(volume).some(
    name => name !== 'name' && field(volume, name) !== null,
  );
  if (!hasSource) {
    volume.emptyDir = {};
  }
  for (const name of ['configMap', 'secret', 'downwardAPI', 'projected']) {
    const source = objectAt(volume, name);
    if (source) {
      setDefault(source, 'defaultMode', fileMode);
      defaultDownwardItems(source);
    }
  }
  for (const source of objectsAt(volume, 'projected', 'sources')) {
    const token = objectAt(source, 'serviceAccountToken');
    if (token) {
      setDefault(token, 'expirationSeconds', 3600);
    }
    const downward = objectAt(source, 'downwardAPI');
    if (downward) {
      defaultDownwardItems(downward);
    }
  }
  const hostPath = objectAt(volume, 'hostPath');
  if (hostPath) {
    setDefault(hostPath, 'type', '');
  }
  const claim = objectAt(volume, 'ephemeral', 'volumeClaimTemplate');
  if (claim) {
    setDefault(ensureObject(claim, 'spec'), 'volumeMode', 'Filesystem');
  }
}

/** Defaults of a pod's spec, in a template as well as in a Pod. */
export function defaultPodSpec(spec: JsonObject): void {
  setDefault(spec, 'restartPolicy', 'Always');
  setDefault(spec, 'terminationGracePeriodSeconds', 30);
  setDefault(spec, 'dnsPolicy', 'ClusterFirst');
  setDefault(spec, 'securityContext', {});
  setDefault(spec, 'schedulerName', 'default-scheduler');
  const account =
    textAt(spec, 'serviceAccountName') || textAt(spec, 'serviceAccount');
  if (account) {
    setDefault(spec, 'serviceAccountName', account);
    spec.serviceAccount = textAt(spec, 'serviceAccountName');
  }
  for (const list of ['initContainers', 'containers']) {
    objectsAt(spec, list).forEach(defaultContainer);
  }
  objectsAt(spec, 'volumes').forEach(defaultVolume);
  for (const constraint of objectsAt(spec, 'topologySpreadConstraints')) {
    if (at(constraint, 'maxSkew') === undefined) {
      constraint.maxSkew = 1;
    }
  }
}

/** Defaults of `spec.template` of a workload. */
export function defaultPodTemplate(workloadSpec: JsonObject): void {
  const template = ensureObject(workloadSpec, 'template');
  defaultPodSpec(ensureObject(template, 'spec'));
}

/** What only a Pod itself gets: requests from limits, host ports on the host network, service links. */
export function defaultPod(spec: JsonObject): void {
  setDefault(spec, 'enableServiceLinks', true);
  for (const list of ['initContainers', 'containers']) {
    for (const container of objectsAt(spec, list)) {
      const limits = objectAt(container, 'resources', 'limits');
      const resources = objectAt(container, 'resources');
      if (limits && resources) {
        const requests = ensureObject(resources, 'requests');
        for (const [name, amount] of Object.entries(limits)) {
          if (amount !== undefined) {
            setDefault(requests, name, amount);
          }
        }
      }
      if (at(spec, 'hostNetwork') === true) {
        for (const port of objectsAt(container, 'ports')) {
          setDefault(port, 'hostPort', at(port, 'containerPort') ?? 0);
        }
      }
    }
  }
}
