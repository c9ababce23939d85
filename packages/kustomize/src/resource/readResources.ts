import {
  type MappingNode,
  type YamlNode,
  YamlError,
  parseYamlDocuments,
} from '@sluice/golang/yaml';
import { type JsonValue } from '@sluice/golang/json';
import { entryOf, valueOf } from '../node/fields';
import { fromJson } from '../node/fromJson';
import { isMissingOrEmpty, rawTextOf, textOf } from '../node/scalar';
import { toJson } from '../node/toJson';
import { settleTags } from '../node/tree';
import { type Knowledge } from '../schema/knowledge';
import { compareText } from './identity';
import { Resource } from './resource';

/** A text that is not YAML at all, or a document in it that is no Kubernetes object. */
export class ResourceReadError extends Error {
  /** Whether the text is not YAML. */
  readonly malformed: boolean;
  /** Counted from 1 in the document. */
  readonly line?: number;

  constructor(message: string, malformed: boolean, line?: number) {
    super(message);
    this.name = 'ResourceReadError';
    this.malformed = malformed;
    this.line = line;
  }
}

function parse(text: string): YamlNode[] {
  return asReadError(() => parseYamlDocuments(text.replaceAll('\r\n', '\n')));
}

/** Decodes a file of objects. @throws ResourceReadError when it is no text */
export function readYamlText(decode: () => string): string {
  return asReadError(decode);
}

function asReadError<T>(action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    const malformed = error.message.startsWith('yaml:');
    throw new ResourceReadError(
      malformed ? `MalformedYAMLError: ${error.message}` : error.message,
      malformed,
      error.line,
    );
  }
}

function goMap(node: YamlNode | undefined): string {
  if (node?.kind !== 'mapping') return 'map[]';
  const pairs = node.entries
    .map(({ key, value }): [string, string] => [textOf(key), textOf(value)])
    .sort((a, b) => compareText(a[0], b[0]));
  return `map[${pairs.map(([key, value]) => `${key}:${value}`).join(' ')}]`;
}

/** The header of an object as Go prints the struct it is read into. */
function headerText(node: YamlNode): string {
  const metadata = valueOf(node, 'metadata');
  const text = (from: YamlNode | undefined, name: string): string =>
    textOf(valueOf(from, name));
  return `{{${text(node, 'apiVersion')} ${text(node, 'kind')}} {{${text(
    metadata,
    'name',
  )} ${text(metadata, 'namespace')}} ${goMap(
    valueOf(metadata, 'labels'),
  )} ${goMap(valueOf(metadata, 'annotations'))}}}`;
}

function hasAny(node: YamlNode): boolean {
  const present = (from: YamlNode | undefined, name: string): boolean =>
    !isMissingOrEmpty(valueOf(from, name));
  const metadata = valueOf(node, 'metadata');
  return (
    present(node, 'apiVersion') ||
    present(node, 'kind') ||
    ['name', 'namespace', 'labels', 'annotations'].some(name =>
      present(metadata, name),
    )
  );
}

/** @throws ResourceReadError for an object without kind, or without a name unless it is a list */
export function requireIdentity(node: YamlNode): void {
  if (!hasAny(node)) {
    throw new ResourceReadError('missing Resource metadata', false);
  }
  const kind = textOf(valueOf(node, 'kind'));
  if (kind === '') {
    throw new ResourceReadError(
      `missing kind in object ${headerText(node)}`,
      false,
    );
  }
  if (kind.endsWith('List')) return;
  const name = valueOf(valueOf(node, 'metadata'), 'name');
  if (isMissingOrEmpty(name) || rawTextOf(name) === '') {
    throw new ResourceReadError(
      `missing metadata.name in object ${headerText(node)}`,
      false,
    );
  }
}

function dropEmpty(nodes: YamlNode[]): YamlNode[] {
  const kept = nodes.filter(node => !isMissingOrEmpty(node));
  kept.forEach(requireIdentity);
  return kept;
}

/** A text with a single document that is a list stands for its items. */
function unwrapSingleList(nodes: YamlNode[]): YamlNode[] {
  const [node] = nodes;
  if (nodes.length !== 1 || node.kind !== 'mapping') return nodes;
  const kind = textOf(valueOf(node, 'kind'));
  if (kind !== 'List' && kind !== 'ResourceList') return nodes;
  const items = entryOf(node, 'items')?.value;
  if (items === undefined) {
    return entryOf(node, 'functionConfig') ? [] : nodes;
  }
  return items.kind === 'sequence' ? items.items : [];
}

function goTypeName(value: JsonValue): string {
  if (typeof value === 'string') return 'string';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'bigint') return 'int';
  if (typeof value === 'number') {
    return Number.isInteger(value) ? 'int' : 'float64';
  }
  return 'map[string]interface {}';
}

function itemsOf(list: MappingNode, kind: string): YamlNode[] {
  const items = entryOf(list, 'items')?.value;
  const value = items === undefined ? null : toJson(items);
  if (value === null) return [];
  if (!Array.isArray(value)) {
    throw new ResourceReadError(
      `expected array in ${kind}/items, but found ${goTypeName(value)}`,
      false,
    );
  }
  return dropEmpty(value.map(item => fromJson(item, 'json')));
}

/** Replaces lists by their items, which come after everything else. */
function inlineLists(nodes: YamlNode[]): YamlNode[] {
  const result: YamlNode[] = [];
  const queue = [...nodes];
  for (let i = 0; i < queue.length; i++) {
    const node = queue[i];
    const kind = rawTextOf(valueOf(node, 'kind'));
    if (
      node.kind !== 'mapping' ||
      !kind.endsWith('List') ||
      !entryOf(node, 'items')
    ) {
      result.push(node);
      continue;
    }
    for (const item of itemsOf(node, kind)) queue.push(item);
  }
  return result;
}

/**
 * The Kubernetes objects of a text.
 *
 * @throws ResourceReadError
 */
export function readResources(text: string, knowledge: Knowledge): Resource[] {
  const nodes = parse(text);
  nodes.forEach(settleTags);
  return inlineLists(dropEmpty(unwrapSingleList(nodes))).map(
    node => new Resource(node, knowledge),
  );
}
