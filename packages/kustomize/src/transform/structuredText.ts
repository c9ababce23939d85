import {
  type YamlLayout,
  type YamlNode,
  emitYamlLayout,
  parseYamlDocument,
  parseYamlLayout,
} from '@sluice/golang/yaml';
import { rawTextOf } from '../node/scalar';
import { toJson } from '../node/toJson';
import { copyNode, overwriteNode } from '../node/tree';
import { goJson } from './nameHash';
import { followPath, matchPath } from './pathMatcher';

/** The value of an action; undefined where it fails. Upstream then goes on as if the field held no structure. */
function attempt<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch (error) {
    if (error instanceof Error) return undefined;
    throw error;
  }
}

/** The first field on the path that is a scalar with text of its own structure, and where in the path it is. */
function findText(
  root: YamlNode,
  path: readonly string[],
): { field: YamlNode; structure: YamlLayout; depth: number } | undefined {
  for (let depth = 1; depth < path.length; depth++) {
    const field = attempt(() => followPath(root, path.slice(0, depth)));
    if (field?.kind !== 'scalar') continue;
    const { value } = field;
    const structure = attempt(() => parseYamlLayout(value));
    if (structure) return { field, structure, depth };
  }
  return undefined;
}

/** Compact JSON with two spaces for each level, as Go's MarshalIndent has it; order and numbers stay as they are. */
function indentJson(compact: string): string {
  let indent = '\n';
  return compact.replace(/"(?:[^"\\]|\\.)*"|\{\}|\[\]|[{}[\],:]/g, token => {
    switch (token) {
      case '{':
      case '[':
        indent += '  ';
        return token + indent;
      case '}':
      case ']':
        indent = indent.slice(0, -2);
        return indent + token;
      case ',':
        return token + indent;
      case ':':
        return ': ';
      default:
        return token;
    }
  });
}

/** The text of a structure in the form it had: JSON with line breaks, JSON without, or YAML. */
function print(structure: YamlLayout, original: string): string {
  const printed = emitYamlLayout(structure);
  const first = original.trim()[0];
  if (first !== '{' && first !== '[') return printed.trim();
  const node = parseYamlDocument(printed);
  const compact = node ? goJson(toJson(node)) : 'null';
  return original.includes('\n') && original.includes('  ')
    ? indentJson(compact)
    : compact;
}

/**
 * Sets a value inside of JSON or YAML that a field holds as text, when the path leads there. False when it does not. The
 * whole text is printed again as kyaml prints it, with its comments and styles.
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
  const targets =
    attempt(() => matchPath(structure.root, path.slice(depth), create)) ?? [];
  if (targets.length === 0) return false;
  for (const target of targets) {
    if (target.kind === 'scalar' && !target.layout?.alias) {
      target.value = rawTextOf(value);
    } else {
      overwriteNode(target, copyNode(value));
    }
  }
  const text = attempt(() => print(structure, field.value));
  if (text === undefined) return false;
  field.value = text;
  return true;
}
