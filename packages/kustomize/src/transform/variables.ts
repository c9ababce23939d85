import { type ScalarNode, type YamlNode } from '@sluice/golang/yaml';
import { type FieldSpec } from '../config/fieldSpec';
import { type VariableEntry } from '../kustomization/kustomization';
import { splitBracketedPath } from '../node/paths';
import {
  isPresent,
  isStringScalar,
  newScalar,
  rawTextOf,
  stringTag,
} from '../node/scalar';
import { overwriteNode } from '../node/tree';
import { compareText } from '../resource/identity';
import { type Resource } from '../resource/resource';
import { type ResourceMap } from '../resource/resourceMap';
import { applyFieldSpec, specsFor } from './applyFieldSpec';
import { followPath } from './pathMatcher';
import { variableText } from './variableText';

const typedTags = new Set(['!!int', '!!float', '!!bool']);

/** A scalar keeps its type when it is all there is in the field. */
function primitiveOf(node: YamlNode): ScalarNode | undefined {
  if (node.kind !== 'scalar') return undefined;
  return newScalar(node.value, typedTags.has(node.tag) ? node.tag : stringTag);
}

function withIndexes(path: readonly string[]): string[] {
  return path.flatMap(part => {
    const match = /^(.*)\[(\d+)\]$/.exec(part);
    if (!match) return [part];
    return match[1] === '' ? [match[2]] : [match[1], match[2]];
  });
}

function valueOfVariable(
  resources: readonly Resource[],
  variable: VariableEntry,
): YamlNode {
  const source = resources.find(resource =>
    resource.memory.variables.includes(variable.name),
  );
  if (!source) {
    throw new Error(
      `var '${variableText(
        variable,
        'complete',
      )}' cannot be mapped to a field in the set of known resources`,
    );
  }
  const path = splitBracketedPath(
    variable.fieldref.fieldPath || 'metadata.name',
    '.',
  );
  const node = followPath(source.node, withIndexes(path));
  if (!node) {
    throw new Error(
      `field specified in var '${variableText(
        variable,
        'complete',
      )}' not found in corresponding resource`,
    );
  }
  return node;
}

/** `$(NAME)` in a text by the values; `$$` is `$`. A text that is nothing but a variable takes its type. Names of values are added to `used`. */
export function expandVariables(
  text: string,
  values: ReadonlyMap<string, ScalarNode>,
  used: Set<string> = new Set(),
): ScalarNode {
  let result = '';
  for (let i = 0; i < text.length; i++) {
    if (text[i] !== '$' || i + 1 >= text.length) {
      result += text[i];
      continue;
    }
    const next = text[i + 1];
    const end = next === '(' ? text.indexOf(')', i + 2) : -1;
    if (end < 0) {
      result += next === '$' ? '$' : `$${next}`;
      i++;
      continue;
    }
    const name = text.slice(i + 2, end);
    const value = values.get(name);
    if (value) used.add(name);
    if (i === 0 && end === text.length - 1) {
      return value ? { ...value } : newScalar(text, stringTag);
    }
    result += value ? value.value : `$(${name})`;
    i = end;
  }
  return newScalar(result, stringTag);
}

class VariableReplacer {
  readonly #values: ReadonlyMap<string, ScalarNode>;
  readonly used = new Set<string>();

  constructor(values: ReadonlyMap<string, ScalarNode>) {
    this.#values = values;
  }

  readonly replaceIn = (node: YamlNode): void => {
    if (!isPresent(node)) return;
    switch (node.kind) {
      case 'scalar':
        this.#replace(node);
        return;
      case 'mapping':
        for (const { key, value } of node.entries) {
          if (!isStringScalar(key)) {
            throw new Error(
              `invalid map key: value='${rawTextOf(key)}', tag='${key.tag}'`,
            );
          }
          this.#replace(value);
        }
        return;
      default:
        for (const item of node.items) {
          if (!isStringScalar(item)) {
            throw new Error('invalid value type expect a string');
          }
          this.#replace(item);
        }
    }
  };

  #replace(node: YamlNode): void {
    if (!isStringScalar(node)) return;
    overwriteNode(node, expandVariables(node.value, this.#values, this.used));
  }
}

/** Replaces variables in what a field holds: a text, the values of a mapping or the elements of a list. */
export function variableReplacer(
  values: ReadonlyMap<string, ScalarNode>,
): (node: YamlNode) => void {
  return new VariableReplacer(values).replaceIn;
}

/** Replaces the variables of all kustomizations of a build; the names of those that are nowhere used, sorted. @throws Error when one has no value */
export function resolveVariables(
  resources: ResourceMap,
  variables: readonly VariableEntry[],
  specs: readonly FieldSpec[],
): string[] {
  if (variables.length === 0) return [];
  const list = resources.list();
  const values = new Map<string, ScalarNode>();
  for (const variable of [...variables].sort((a, b) =>
    compareText(a.name, b.name),
  )) {
    const value = primitiveOf(valueOfVariable(list, variable));
    if (value) values.set(variable.name, value);
  }
  const replacer = new VariableReplacer(values);
  for (const resource of list) {
    for (const spec of specsFor(resource, specs)) {
      applyFieldSpec(resource, spec, replacer.replaceIn);
    }
  }
  return variables
    .map(({ name }) => name)
    .filter(name => !replacer.used.has(name))
    .sort(compareText);
}
