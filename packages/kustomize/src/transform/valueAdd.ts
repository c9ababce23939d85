import { type SequenceNode, type YamlNode } from '@sluice/golang/yaml';
import { asSequence, findElement } from '../node/elements';
import { getOrCreateField, newNode, setField, setScalar } from '../node/fields';
import { NodeKindError } from '../node/kindError';
import { newScalar, nullTag } from '../node/scalar';
import { overwriteNode } from '../node/tree';
import { type ResourceMap } from '../resource/resourceMap';
import { moveToNamespace } from './namespace';
import { type Transformer } from './patches';
import { CompiledSelector, type Selector } from '../resource/selector';

/** A field that a value is put into. */
export interface ValueTarget {
  /** Which objects; all without it. */
  selector?: Selector;
  /** `spec/containers/[name=web]/image`; a slash in a name is written `\/`. */
  fieldPath: string;
  /** Where in a file path the value is put, from 1; 0 replaces what is there. */
  filePathPosition: number;
}

/** The parts of a path that are not empty; a slash behind a backslash belongs to its part. */
function partsOf(path: string): string[] {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    const last = parts.at(-1);
    if (last?.endsWith('\\')) {
      parts[parts.length - 1] = `${last.slice(0, -1)}/${part}`;
    } else {
      parts.push(part);
    }
  }
  return parts.filter(part => part !== '');
}

const elementPattern = /^\[([^=]*)=([^]*)\]$/;

function sequenceOf(list: YamlNode): SequenceNode {
  const sequence = asSequence(list);
  if (!sequence) throw new NodeKindError('sequence', list);
  return sequence;
}

/** A new element at the end of a list. */
function appended(list: YamlNode, kind: YamlNode['kind']): YamlNode {
  const element = newNode(kind);
  sequenceOf(list).items.push(element);
  return element;
}

/** The element of a list that has a field with a value, which is added when it is missing. */
function elementOf(list: YamlNode, field: string, value: string): YamlNode {
  const sequence = sequenceOf(list);
  const found = findElement(sequence, [field], [value]);
  if (found) return found;
  const added = newNode(field === '' ? 'scalar' : 'mapping');
  if (field === '') setScalar(added, newScalar(value));
  else setField(added, field, newScalar(value));
  sequence.items.push(added);
  return added;
}

/** The scalar at a path, with all that is missing on the way. @throws NodeKindError when something else is there */
function scalarAt(node: YamlNode, parts: readonly string[]): YamlNode {
  let current = node;
  parts.forEach((part, index) => {
    const next = parts[index + 1];
    let kind: YamlNode['kind'] = 'mapping';
    if (next === undefined) kind = 'scalar';
    else if (elementPattern.test(next)) kind = 'sequence';
    const element = elementPattern.exec(part);
    let found: YamlNode | undefined;
    if (element) found = elementOf(current, element[1], element[2]);
    else if (part === '-') found = appended(current, kind);
    else found = getOrCreateField(current, part, kind);
    if (!found) throw new NodeKindError(kind, current);
    current = found;
    if (current.tag === nullTag && kind !== 'scalar') {
      overwriteNode(current, newNode(kind));
    }
  });
  if (current.kind !== 'scalar') throw new NodeKindError('scalar', current);
  return current;
}

/** A file path with a part put in; what is absolute stays so, and too large a position is the end. */
export function insertPathPart(
  path: string,
  position: number,
  part: string,
): string {
  if (part === '') return path;
  const isAbsolute = path.startsWith('/');
  const parts = path.split('/').filter(piece => piece !== '');
  parts.splice(Math.min(position, parts.length), 0, part);
  return `${isAbsolute ? '/' : ''}${parts.join('/')}`;
}

/** Puts a value into the field of one object. @throws NodeKindError when the field is no scalar */
export function addValue(
  node: YamlNode,
  value: string,
  { fieldPath, filePathPosition }: Omit<ValueTarget, 'selector'>,
): void {
  const scalar = scalarAt(node, partsOf(fieldPath));
  const old = scalar.kind === 'scalar' ? scalar.value : '';
  const text =
    filePathPosition > 0
      ? insertPathPart(old, filePathPosition - 1, value)
      : value;
  setScalar(scalar, newScalar(text));
}

/** What `ValueAddTransformer` does. @throws Error for a selector or target that cannot be used */
export function valueAddTransformer(
  value: string,
  targets: readonly ValueTarget[],
): Transformer {
  if (targets.length === 0) {
    throw new Error('must specify at least one target');
  }
  for (const { fieldPath, filePathPosition } of targets) {
    if (fieldPath === '') throw new Error('fieldPath cannot be empty');
    if (filePathPosition < 0) {
      throw new Error(
        `value of FilePathPosition (${filePathPosition}) cannot be negative`,
      );
    }
  }
  return resources =>
    targets.forEach(target => apply(resources, value, target));
}

function apply(
  resources: ResourceMap,
  value: string,
  target: ValueTarget,
): void {
  const selector = target.selector && new CompiledSelector(target.selector);
  for (const resource of [...resources]) {
    if (selector && !selector.selects(resource)) continue;
    if (target.fieldPath === 'metadata/namespace') {
      moveToNamespace(resource, {
        namespace: value,
        specs: [],
        unsetOnly: false,
        subjects: 'defaultOnly',
      });
    } else if (resource.node) {
      addValue(resource.node, value, target);
    }
  }
  resources.identitiesChanged();
}
