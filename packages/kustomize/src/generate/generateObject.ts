import {
  type MappingNode,
  type ScalarNode,
  parseYamlDocument,
} from '@sluice/golang/yaml';
import {
  getOrCreateField,
  lookupOrCreateMapping,
  setField,
} from '../node/fields';
import {
  booleanTag,
  mapTag,
  newScalar,
  newString,
  stringTag,
} from '../node/scalar';
import { newMapping, settleTags } from '../node/tree';
import { type GenerationBehavior } from '../resource/bookkeeping';
import { compareText } from '../resource/identity';
import { Resource } from '../resource/resource';
import { type Knowledge } from '../schema/knowledge';
import { decodeUtf8, encodeBase64 } from '../text/bytes';
import {
  type KeyValueSources,
  type ReadFile,
  loadKeyValues,
} from './keyValues';

export interface GeneratorOptions {
  labels: ReadonlyMap<string, string>;
  annotations: ReadonlyMap<string, string>;
  disableNameSuffixHash: boolean;
  immutable: boolean;
}

/** A ConfigMap or Secret to be generated. */
export interface GeneratorArguments {
  kind: 'ConfigMap' | 'Secret';
  name: string;
  namespace: string;
  behavior: GenerationBehavior;
  /** Of a Secret; empty for Opaque. */
  type: string;
  sources: KeyValueSources;
  options: GeneratorOptions | undefined;
}

function blockScalar(text: string): ScalarNode {
  return newScalar(text, stringTag, text.includes('\n') ? 'literal' : '');
}

/** Puts text into `data` and anything else into `binaryData`. */
export function addConfigMapData(
  node: MappingNode,
  values: ReadonlyMap<string, Uint8Array>,
): void {
  for (const key of [...values.keys()].sort(compareText)) {
    const bytes = values.get(key) ?? new Uint8Array();
    const text = decodeUtf8(bytes);
    const field = getOrCreateField(
      node,
      text === undefined ? 'binaryData' : 'data',
      'mapping',
    );
    if (field) setField(field, key, blockScalar(text ?? encodeBase64(bytes)));
  }
}

function addSecretData(
  node: MappingNode,
  values: ReadonlyMap<string, Uint8Array>,
): void {
  const data = getOrCreateField(node, 'data', 'mapping');
  if (!data) return;
  for (const key of [...values.keys()].sort(compareText)) {
    const bytes = values.get(key) ?? new Uint8Array();
    setField(data, key, blockScalar(encodeBase64(bytes)));
  }
}

function addMetadata(
  node: MappingNode,
  field: 'labels' | 'annotations',
  values: ReadonlyMap<string, string>,
): void {
  for (const key of [...values.keys()].sort(compareText)) {
    const map = lookupOrCreateMapping(node, ['metadata', field]);
    if (!map) return;
    setField(map, key, newScalar(values.get(key) ?? '', stringTag, 'single'));
  }
}

function baseNode(kind: string): MappingNode {
  const node = parseYamlDocument(`apiVersion: v1\nkind: ${kind}\n`);
  if (node?.kind !== 'mapping') return newMapping(mapTag);
  settleTags(node);
  return node;
}

/** @throws Error when the name is missing or a source cannot be used */
export function generateObject(
  args: GeneratorArguments,
  readFile: ReadFile,
  knowledge: Knowledge,
): Resource {
  const node = baseNode(args.kind);
  if (args.name === '') throw new Error('a configmap must have a name');
  const metadata = lookupOrCreateMapping(node, ['metadata']);
  if (metadata) {
    setField(metadata, 'name', newString(args.name));
    if (args.namespace !== '') {
      setField(metadata, 'namespace', newString(args.namespace));
    }
  }
  const isSecret = args.kind === 'Secret';
  if (isSecret) setField(node, 'type', newString(args.type || 'Opaque'));
  const values = loadKeyValues(args.name, args.sources, readFile);
  if (isSecret) addSecretData(node, values);
  else addConfigMapData(node, values);
  if (args.options) {
    addMetadata(node, 'labels', args.options.labels);
    addMetadata(node, 'annotations', args.options.annotations);
    if (args.options.immutable) {
      setField(node, 'immutable', newScalar('true', booleanTag));
    }
  }
  const resource = new Resource(node, knowledge);
  resource.memory.needsHash = !args.options?.disableNameSuffixHash;
  resource.memory.behavior = args.behavior;
  return resource;
}
