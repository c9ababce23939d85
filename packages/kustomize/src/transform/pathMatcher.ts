import {
  type YamlNode,
  emitYamlLayout,
  parseYamlLayout,
} from '@sluice/golang/yaml';
import { asSequence, findElement } from '../node/elements';
import { getField, newNode, setField } from '../node/fields';
import { NodeKindError } from '../node/kindError';
import {
  isMissingOrEmpty,
  isPresent,
  newScalar,
  rawTextOf,
} from '../node/scalar';
import { newMapping } from '../node/tree';
import { compilePattern } from '../text/regexp';

const maxSteps = 1000;

function isIndex(part: string): boolean {
  return /^\+?\d+$/.test(part);
}

function isListSelector(part: string): boolean {
  return part.startsWith('[') && part.endsWith(']');
}

/** The field and the value of `[field=value]`. */
function splitSelector(part: string): [field: string, value: string] {
  const inner = part.slice(1, -1);
  const separator = inner.indexOf('=');
  if (separator < 0) {
    throw new Error(
      'list path element must contain fieldName=fieldValue for element to match',
    );
  }
  return [inner.slice(0, separator), inner.slice(separator + 1)];
}

/** A value as YAML, which is what a pattern is tried on. */
function printed(node: YamlNode): string {
  const isPlain =
    node.kind === 'scalar' && node.style === 'plain' && node.tag === '';
  const text = isPlain
    ? rawTextOf(node)
    : emitYamlLayout({ root: node, head: '', foot: '' });
  return text.trim();
}

/** The kind of the node that is created for a path element, by the element after it. */
function kindBefore(
  next: string | undefined,
  last: YamlNode['kind'],
): YamlNode['kind'] {
  if (next === undefined || next === '') return last;
  return isIndex(next) || isListSelector(next) ? 'sequence' : 'mapping';
}

/** Follows a path through fields, `0`, `-` and `[field=value]`. @throws Error */
export function followPath(
  node: YamlNode | undefined,
  path: readonly string[],
): YamlNode | undefined {
  let current = node;
  for (const raw of path) {
    const part = raw.trim();
    if (part === '' || current === undefined) continue;
    if (/^-\d+$/.test(part)) {
      throw new Error(`array index ${part} cannot be negative`);
    }
    if (isIndex(part) || part === '-') {
      const items: readonly YamlNode[] = asSequence(current)?.items ?? [];
      current = items[part === '-' ? items.length - 1 : Number(part)];
    } else if (part === '*') {
      throw new Error('wildcard is not supported in PathGetter');
    } else if (isListSelector(part)) {
      const [field, value] = splitSelector(part);
      current = findElement(asSequence(current), [field], [value]);
    } else {
      current = getField(current, part);
    }
  }
  return current;
}

class PathMatcher {
  readonly #path: readonly string[];
  readonly #create: YamlNode['kind'] | undefined;

  constructor(path: readonly string[], create: YamlNode['kind'] | undefined) {
    this.#path = path;
    this.#create = create;
  }

  match(node: YamlNode, index: number): YamlNode[] {
    if (index >= this.#path.length) return [node];
    const part = this.#path[index];
    if (isIndex(part)) return this.#matchIndex(node, index, Number(part));
    if (isListSelector(part)) return this.#matchSelector(node, index, false);
    if (part === '*') {
      return (asSequence(node)?.items ?? []).flatMap(item =>
        this.match(item, index + 1),
      );
    }
    return this.#matchField(node, index, part);
  }

  #created(index: number): YamlNode | undefined {
    if (!this.#create) return undefined;
    return newNode(kindBefore(this.#path[index + 1], this.#create));
  }

  #matchField(node: YamlNode, index: number, name: string): YamlNode[] {
    // No name means the node itself, upstream, which has to be a scalar then.
    if (name === '' && isPresent(node) && node.kind !== 'scalar') {
      throw new NodeKindError('scalar', node);
    }
    let field = getField(node, name);
    if (field === undefined) {
      const created = this.#created(index);
      if (!created) return [];
      setField(node, name, created);
      field = getField(node, name) ?? created;
    }
    if (field.kind === 'scalar' && index + 1 < this.#path.length) {
      return this.#matchText(field.value, index + 1);
    }
    return this.match(field, index + 1);
  }

  /** What is found in a text is no part of the object: the original does not complain of it, and does not change it. */
  #matchText(text: string, index: number): YamlNode[] {
    const structure = parseYamlLayout(text);
    if (!structure) {
      throw new Error('wrong node kind: expected MappingNode but got ');
    }
    return this.match(structure.root, index);
  }

  #matchIndex(node: YamlNode, index: number, position: number): YamlNode[] {
    const sequence = asSequence(node);
    const items = sequence?.items ?? [];
    if (sequence && items.length === position) {
      const created = this.#created(index);
      if (created) sequence.items.push(created);
    }
    const element = items[position];
    if (element === undefined) {
      throw new Error(
        `index ${position} specified but only ${items.length} elements found`,
      );
    }
    return this.match(element, index + 1);
  }

  #matchSelector(
    node: YamlNode,
    index: number,
    hasCreated: boolean,
  ): YamlNode[] {
    const [field, value] = splitSelector(this.#path[index]);
    const sequence = asSequence(node);
    const pattern = compilePattern(value);
    const found: YamlNode[] = [];
    for (const item of sequence?.items ?? []) {
      if (field === '') {
        if (pattern.test(printed(item))) found.push(item);
        continue;
      }
      const own = item.kind === 'mapping' ? getField(item, field) : undefined;
      if (own === undefined || !pattern.test(printed(own))) continue;
      found.push(...this.match(item, index + 1));
    }
    if (found.length > 0 || !this.#create || !sequence || hasCreated) {
      return found;
    }
    if (field === '') {
      sequence.items.push(newScalar(value));
    } else {
      const element = newMapping();
      element.entries.push({ key: newScalar(field), value: newScalar(value) });
      sequence.items.push(element);
    }
    return this.#matchSelector(node, index, true);
  }
}

/**
 * All nodes at a path with fields, `*`, indexes and `[field=pattern]`; with `create`, what is missing is added, and the end
 * is of that kind.
 *
 * @throws Error when the path does not fit what is there
 */
export function matchPath(
  node: YamlNode,
  path: readonly string[],
  create: YamlNode['kind'] | undefined,
): YamlNode[] {
  if (path.length > maxSteps) throw new Error('the path is too long');
  return isMissingOrEmpty(node) && node.tag === '!!null'
    ? []
    : new PathMatcher(path, create).match(node, 0);
}
