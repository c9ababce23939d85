import { createHash } from 'node:crypto';
import { type JsonObject, type JsonValue } from '@sluice/golang/json';
import { getField } from '../node/fields';
import { toJson } from '../node/toJson';
import { compareText } from '../resource/identity';
import { type Resource } from '../resource/resource';
import { type ResourceMap } from '../resource/resourceMap';

const htmlEscapes: Record<string, string> = {
  '<': '\\u003c',
  '>': '\\u003e',
  '&': '\\u0026',
  '\u2028': '\\u2028',
  '\u2029': '\\u2029',
  '\b': '\\b',
  '\f': '\\f',
};

/** A string as Go's encoding/json writes it. */
function goJsonString(text: string): string {
  return JSON.stringify(text).replace(
    /[<>&\u2028\u2029]/g,
    character => htmlEscapes[character] ?? character,
  );
}

/** Compact JSON with sorted keys and Go's escaping. */
export function goJson(value: JsonValue): string {
  if (typeof value === 'string') return goJsonString(value);
  if (value === null || typeof value !== 'object') return String(value);
  if (Array.isArray(value)) return `[${value.map(goJson).join(',')}]`;
  const fields = Object.keys(value)
    .sort(compareText)
    .map(name => `${goJsonString(name)}:${goJson(value[name] ?? null)}`);
  return `{${fields.join(',')}}`;
}

const letters: Record<string, string> = {
  0: 'g',
  1: 'h',
  3: 'k',
  a: 'm',
  e: 't',
};

function shorten(text: string): string {
  return createHash('sha256')
    .update(text)
    .digest('hex')
    .slice(0, 10)
    .replace(/[013ae]/g, digit => letters[digit]);
}

function fieldValue(resource: Resource, name: string): JsonValue {
  const node = getField(resource.node, name);
  if (node === undefined) return '';
  if (node.kind === 'scalar') return node.value;
  return toJson(node);
}

function isObject(value: JsonValue): value is JsonObject {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

/** The hash that stands for the content of a ConfigMap or Secret; its name has no part in it. */
export function contentHash(resource: Resource): string {
  const kind = resource.kind();
  const content: JsonObject = {
    kind,
    name: '',
    data: fieldValue(resource, 'data'),
  };
  let extra: string;
  if (kind === 'ConfigMap') {
    extra = 'binaryData';
  } else if (kind === 'Secret') {
    extra = 'stringData';
    content.type = fieldValue(resource, 'type');
  } else {
    throw new Error(
      `a name suffix hash of a ${kind} is not implemented (only of ConfigMap and Secret)`,
    );
  }
  const value = fieldValue(resource, extra);
  if (isObject(value)) content[extra] = value;
  return shorten(goJson(content));
}

/** Appends the hash to the names of generated objects. */
export function addNameHashes(resources: ResourceMap): void {
  for (const resource of resources) {
    if (!resource.memory.needsHash) continue;
    const hash = contentHash(resource);
    resource.storePreviousId();
    resource.setName(`${resource.name()}-${hash}`);
  }
  resources.identitiesChanged();
}
