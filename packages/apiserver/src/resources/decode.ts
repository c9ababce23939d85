import type { JsonValue } from '@sluice/golang/json';
import { isObject } from './fields';
import { canonicalQuantity, quantityProblem } from './quantity';
import type { ScalarType, SchemaNode } from './schemaNode';

/** The first value that Go's JSON decoder would refuse, in its words; undefined when all fit. */
export function decodeProblem(
  value: JsonValue,
  node: SchemaNode,
): string | undefined {
  return problemAt(value, node, '', []);
}

function problemAt(
  value: JsonValue | undefined,
  node: SchemaNode,
  holder: string,
  path: readonly string[],
): string | undefined {
  if (value === null || value === undefined) {
    return undefined;
  }
  switch (node.kind) {
    case 'struct': {
      if (!isObject(value)) {
        return mismatch(value, node, holder, path);
      }
      const goName = node.goType.slice(node.goType.lastIndexOf('.') + 1);
      for (const name of Object.keys(value)) {
        const known = node.fields.get(name);
        if (known) {
          const problem = problemAt(value[name], known.node, goName, [
            ...path,
            name,
          ]);
          if (problem) {
            return problem;
          }
        }
      }
      return undefined;
    }
    case 'map': {
      if (!isObject(value)) {
        return mismatch(value, node, holder, path);
      }
      for (const name of Object.keys(value)) {
        const problem = problemAt(value[name], node.values, holder, path);
        if (problem) {
          return problem;
        }
      }
      return undefined;
    }
    case 'list': {
      if (!Array.isArray(value)) {
        return mismatch(value, node, holder, path);
      }
      for (const item of value) {
        const problem = problemAt(item, node.items, holder, path);
        if (problem) {
          return problem;
        }
      }
      return undefined;
    }
    default:
      return scalarProblem(value, node.type, holder, path);
  }
}

function jsonTypeName(value: JsonValue): string {
  if (Array.isArray(value)) {
    return 'array';
  }
  switch (typeof value) {
    case 'string':
      return 'string';
    case 'boolean':
      return 'bool';
    case 'object':
      return 'object';
    default:
      return 'number';
  }
}

const scalarNames: Readonly<Record<ScalarType, string>> = {
  string: 'string',
  int32: 'int32',
  int64: 'int64',
  number: 'float64',
  boolean: 'bool',
  quantity: 'resource.Quantity',
  intOrString: 'intstr.IntOrString',
  time: 'v1.Time',
  microTime: 'v1.MicroTime',
  bytes: '[]uint8',
  any: 'interface {}',
};

function goTypeName(node: SchemaNode): string {
  switch (node.kind) {
    case 'struct':
      return node.goType;
    case 'list':
      return `[]${goTypeName(node.items)}`;
    case 'map':
      return `map[string]${goTypeName(node.values)}`;
    default:
      return scalarNames[node.type];
  }
}

function unmarshal(
  found: string,
  holder: string,
  path: readonly string[],
  goType: string,
): string {
  const target =
    path.length === 0
      ? 'Go value'
      : `Go struct field ${holder}.${path.join('.')}`;
  return `json: cannot unmarshal ${found} into ${target} of type ${goType}`;
}

function mismatch(
  value: JsonValue,
  node: SchemaNode,
  holder: string,
  path: readonly string[],
): string {
  return unmarshal(jsonTypeName(value), holder, path, goTypeName(node));
}

const int32Limits = [-(2 ** 31), 2 ** 31 - 1] as const;

function scalarProblem(
  value: JsonValue,
  type: ScalarType,
  holder: string,
  path: readonly string[],
): string | undefined {
  const wrong = () =>
    unmarshal(jsonTypeName(value), holder, path, scalarNames[type]);
  switch (type) {
    case 'string':
      return typeof value === 'string' ? undefined : wrong();
    case 'boolean':
      return typeof value === 'boolean' ? undefined : wrong();
    case 'number':
      return typeof value === 'number' || typeof value === 'bigint'
        ? undefined
        : wrong();
    case 'int32':
    case 'int64': {
      if (typeof value !== 'number' && typeof value !== 'bigint') {
        return wrong();
      }
      const fits =
        typeof value === 'bigint'
          ? type === 'int64'
          : Number.isInteger(value) &&
            (type === 'int64' ||
              (value >= int32Limits[0] && value <= int32Limits[1]));
      return fits
        ? undefined
        : unmarshal(`number ${value}`, holder, path, scalarNames[type]);
    }
    case 'quantity':
      return canonicalQuantity(value) === undefined
        ? quantityProblem
        : undefined;
    case 'intOrString':
      return typeof value === 'string' || typeof value === 'number'
        ? undefined
        : unmarshal(jsonTypeName(value), '', [], 'int32');
    case 'time':
    case 'microTime':
      return timeProblem(value, type);
    case 'bytes':
      return typeof value === 'string' ? base64Problem(value) : wrong();
    default:
      return undefined;
  }
}

const rfc3339 =
  /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;

function timeProblem(
  value: JsonValue,
  type: 'time' | 'microTime',
): string | undefined {
  if (typeof value !== 'string') {
    return unmarshal(jsonTypeName(value), '', [], 'string');
  }
  if (rfc3339.test(value) && !Number.isNaN(Date.parse(value))) {
    return undefined;
  }
  const layout =
    type === 'time'
      ? '2006-01-02T15:04:05Z07:00'
      : '2006-01-02T15:04:05.000000Z07:00';
  const quoted = JSON.stringify(value);
  const rest = /^\d{4}/.test(value) ? value.slice(4) : value;
  const part = /^\d{4}/.test(value) ? '-' : '2006';
  return `parsing time ${quoted} as "${layout}": cannot parse ${JSON.stringify(
    rest,
  )} as "${part}"`;
}

function base64Problem(value: string): string | undefined {
  const text = value.replace(/[\r\n]/g, '');
  const bad = /[^A-Za-z0-9+/=]/.exec(text);
  if (bad) {
    return `illegal base64 data at input byte ${bad.index}`;
  }
  const padding = text.indexOf('=');
  if (padding >= 0 && !/^={1,2}$/.test(text.slice(padding))) {
    return `illegal base64 data at input byte ${padding}`;
  }
  return text.length % 4 === 0
    ? undefined
    : `illegal base64 data at input byte ${text.length - (text.length % 4)}`;
}

/** Drops what no field of the types holds, in place; the paths of what was dropped, in the order met. */
export function pruneUnknown(value: JsonValue, node: SchemaNode): string[] {
  const dropped: string[] = [];
  pruneAt(value, node, '', dropped);
  return dropped.map(path => `unknown field ${JSON.stringify(path)}`);
}

function pruneAt(
  value: JsonValue | undefined,
  node: SchemaNode,
  path: string,
  dropped: string[],
): void {
  if (node.kind === 'list' && Array.isArray(value)) {
    if (node.items.kind !== 'scalar') {
      value.forEach((item, index) =>
        pruneAt(item, node.items, `${path}[${index}]`, dropped),
      );
    }
  } else if (node.kind === 'map' && isObject(value)) {
    if (node.values.kind !== 'scalar') {
      for (const name of Object.keys(value)) {
        pruneAt(value[name], node.values, join(path, name), dropped);
      }
    }
  } else if (node.kind === 'struct' && isObject(value)) {
    for (const name of Object.keys(value)) {
      const known = node.fields.get(name);
      if (known) {
        pruneAt(value[name], known.node, join(path, name), dropped);
      } else {
        dropped.push(join(path, name));
        delete value[name];
      }
    }
  }
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}
