import {
  type YamlNode,
  YamlError,
  parseYamlDocument,
} from '@sluice/golang/yaml';
import { goJson } from './nameHash';
import { NodeKindError } from '../node/kindError';
import { rawTextOf } from '../node/scalar';
import { toJson } from '../node/toJson';
import { copyNode, overwriteNode, settleTags } from '../node/tree';
import { followPath, matchPath } from './pathMatcher';

/** A text that holds YAML would have to be printed in the layout it has. */
export class StructuredYamlError extends Error {
  constructor(path: readonly string[]) {
    super(
      `replacements into YAML inside of a field are not implemented: ${path.join(
        '.',
      )}`,
    );
    this.name = 'StructuredYamlError';
  }
}

function attempt<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch (error) {
    if (error instanceof YamlError || error instanceof NodeKindError) {
      return undefined;
    }
    if (error instanceof StructuredYamlError) throw error;
    if (error instanceof Error) return undefined;
    throw error;
  }
}

function parseText(text: string): YamlNode | undefined {
  const node = attempt(() => parseYamlDocument(text));
  if (node) settleTags(node);
  return node;
}

/** The first field on the path that is a scalar with text of its own structure, and where in the path it is. */
function findText(
  root: YamlNode,
  path: readonly string[],
): { field: YamlNode; structure: YamlNode; depth: number } | undefined {
  for (let depth = 1; depth < path.length; depth++) {
    const field = attempt(() => followPath(root, path.slice(0, depth)));
    if (field?.kind !== 'scalar') continue;
    const structure = parseText(field.value);
    if (structure) return { field, structure, depth };
  }
  return undefined;
}

function indentJson(text: string): string {
  return JSON.stringify(JSON.parse(text), undefined, 2).replace(
    /[<>&]/g,
    character => `\\u00${character.charCodeAt(0).toString(16)}`,
  );
}

/**
 * Sets a value inside of JSON that a field holds as text, when the path leads there. False when it does not.
 *
 * @throws StructuredYamlError when the text is YAML of another layout
 */
export function setInStructuredText(
  root: YamlNode,
  path: readonly string[],
  value: YamlNode,
  create: YamlNode['kind'] | undefined,
): boolean {
  if (path.length < 2) return false;
  const found = findText(root, path);
  if (!found || found.field.kind !== 'scalar') return false;
  const { field, structure, depth } = found;
  const original = field.value;
  const targets =
    attempt(() => matchPath(structure, path.slice(depth), create)) ?? [];
  if (targets.length === 0) return false;
  for (const target of targets) {
    if (target.kind === 'scalar') target.value = rawTextOf(value);
    else overwriteNode(target, copyNode(value));
  }
  const first = original.trim()[0];
  if (first !== '{' && first !== '[') throw new StructuredYamlError(path);
  const compact = goJson(toJson(structure));
  field.value =
    original.includes('\n') && original.includes('  ')
      ? indentJson(compact)
      : compact;
  return true;
}
