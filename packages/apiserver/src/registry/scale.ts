import { setEntry } from '@sluice/golang/json';
import type { KubernetesObject, UnstructuredObject } from '@sluice/kubernetes';
import { badRequest, invalid, notFound } from '../server/apiFailure';
import type { ScaleSubresource } from '../resource';
import { copyJson, isJsonObject } from '../store/json';
import { decodeObject } from './decodeObject';
import type { RegisteredResource } from './registeredResource';
import type { Registry, WriteResult } from './registry';
import { invalidPatch } from './invalidPatch';
import { writeOver } from './update';
import type { WriteContext } from './writeContext';

/** `autoscaling/v1` Scale. */
export interface ScaleObject {
  kind: 'Scale';
  apiVersion: 'autoscaling/v1';
  metadata: {
    name?: string;
    namespace?: string;
    uid?: string;
    resourceVersion?: string;
    creationTimestamp?: string | null;
  };
  spec: { replicas?: number };
  status: { replicas: number; selector?: string };
}

/** The scale of an object. */
export function scaleOf(
  object: KubernetesObject,
  scale: ScaleSubresource,
): ScaleObject {
  const { name, namespace, uid, resourceVersion, creationTimestamp } =
    object.metadata;
  const replicas = integerAt(object, scale.specReplicasPath);
  const selector = selectorText(
    valueAt(object, scale.labelSelectorPath ?? '') ??
      valueAt(object, '.spec.selector'),
  );
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
    spec: replicas ? { replicas } : {},
    status: {
      replicas: integerAt(object, scale.statusReplicasPath),
      ...(selector ? { selector } : {}),
    },
  };
}

/** Writes the replicas of a Scale into its object. `change` makes the new Scale from the present one. */
export function writeScale(
  registry: Registry,
  resource: RegisteredResource,
  namespace: string,
  name: string,
  change: (scale: ScaleObject) => unknown,
  context: WriteContext,
): WriteResult {
  const { definition } = resource;
  const live = registry.stored(resource, namespace, name);
  if (!live || !definition.scale) {
    throw notFound(resource, name);
  }
  const { object } = live.view(definition);
  const next = change(scaleOf(object, definition.scale));
  const { replicas, resourceVersion } = readScale(
    next,
    name,
    context.isPatch ?? false,
  );
  const decoded = decodeObject(
    withValueAt(copyJson(object), definition.scale.specReplicasPath, replicas),
    definition,
  );
  if (resourceVersion) {
    decoded.object.metadata.resourceVersion = resourceVersion;
  }
  const result = writeOver(registry, resource, live, decoded, {
    ...context,
    subresource: 'scale',
    scaledTo: replicas,
  });
  const scale = scaleOf(result.object, definition.scale);
  return { ...result, object: scale, view: undefined };
}

function readScale(
  value: unknown,
  name: string,
  isPatch: boolean,
): { replicas: number; resourceVersion: string | undefined } {
  if (!isJsonObject(value)) {
    throw badRequest('the Scale is not an object');
  }
  if (value.kind !== undefined && value.kind !== 'Scale') {
    throw badRequest(`expected a Scale, got ${String(value.kind)}`);
  }
  const metadata = isJsonObject(value.metadata) ? value.metadata : {};
  if (metadata.name !== undefined && metadata.name !== name) {
    throw badRequest(
      `the name of the object (${String(
        metadata.name,
      )}) does not match the name on the URL (${name})`,
    );
  }
  const spec = isJsonObject(value.spec) ? value.spec : {};
  const replicas = spec.replicas ?? 0;
  if (typeof replicas !== 'number' || !Number.isInteger(replicas)) {
    const problem = `json: cannot unmarshal ${typeof replicas} into Go struct field ScaleSpec.spec.replicas of type int32`;
    throw isPatch
      ? invalidPatch(value, problem)
      : badRequest(
          `Scale in version "v1" cannot be handled as a Scale: ${problem}`,
        );
  }
  if (replicas < 0) {
    throw invalid({ group: 'autoscaling', kind: 'Scale' }, name, [
      {
        type: 'FieldValueInvalid',
        field: 'spec.replicas',
        message: `Invalid value: ${replicas}: must be greater than or equal to 0`,
      },
    ]);
  }
  const { resourceVersion } = metadata;
  return {
    replicas,
    resourceVersion:
      typeof resourceVersion === 'string' ? resourceVersion : undefined,
  };
}

function pathParts(path: string): string[] {
  return path.split('.').filter(part => part !== '');
}

function valueAt(object: unknown, path: string): unknown {
  let value = object;
  for (const part of pathParts(path)) {
    if (!isJsonObject(value) || !Object.hasOwn(value, part)) {
      return undefined;
    }
    value = value[part];
  }
  return value;
}

function integerAt(object: KubernetesObject, path: string): number {
  const value = valueAt(object, path);
  return typeof value === 'number' ? value : 0;
}

function withValueAt(
  object: KubernetesObject,
  path: string,
  value: number,
): UnstructuredObject {
  const parts = pathParts(path);
  const last = parts.pop();
  const root: UnstructuredObject = { ...object };
  let target: Record<string, unknown> = root;
  for (const part of parts) {
    const next = target[part];
    if (isJsonObject(next)) {
      target = next;
    } else {
      const created: Record<string, unknown> = {};
      setEntry(target, part, created);
      target = created;
    }
  }
  if (last !== undefined) {
    setEntry(target, last, value);
  }
  return root;
}

/** A label selector as text; some kinds hold it as text already. */
function selectorText(value: unknown): string {
  if (typeof value === 'string') {
    return value;
  }
  if (!isJsonObject(value)) {
    return '';
  }
  const isFull = 'matchLabels' in value || 'matchExpressions' in value;
  const labels = isFull ? value.matchLabels : value;
  const terms = isJsonObject(labels)
    ? Object.entries(labels).map(([key, label]) => `${key}=${String(label)}`)
    : [];
  const expressions = isFull ? value.matchExpressions : undefined;
  if (Array.isArray(expressions)) {
    terms.push(...expressions.map(expressionText));
  }
  return terms.sort().join(',');
}

function expressionText(expression: unknown): string {
  if (!isJsonObject(expression)) {
    return '';
  }
  const { key, operator, values } = expression;
  const list = Array.isArray(values) ? values.map(String).sort() : [];
  switch (operator) {
    case 'In':
      return `${String(key)} in (${list.join(',')})`;
    case 'NotIn':
      return `${String(key)} notin (${list.join(',')})`;
    case 'DoesNotExist':
      return `!${String(key)}`;
    default:
      return String(key);
  }
}
