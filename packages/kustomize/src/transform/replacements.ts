import { type JsonValue } from '@sluice/golang/json';
import {
  type ScalarNode,
  type YamlNode,
  parseSigsYaml,
} from '@sluice/golang/yaml';
import {
  type ReplacementEntry,
  replacementShape,
} from '../kustomization/kustomization';
import { decodeAs, lenientMode } from '../kustomization/shape';
import { splitBracketedPath } from '../node/paths';
import { isMissingOrEmpty, newScalar, rawTextOf, textOf } from '../node/scalar';
import { copyNode, overwriteNode } from '../node/tree';
import {
  type ResourceId,
  effectiveNamespace,
  idText,
  isSelectedBy,
} from '../resource/identity';
import { type Resource } from '../resource/resource';
import { CompiledSelector } from '../resource/selector';
import { ContextError, withContext } from '../text/context';
import { quote } from '@sluice/golang/fmt';
import { followPath, matchPath } from './pathMatcher';
import { type Transformer } from './patches';
import { setInStructuredText } from './structuredText';

type Source = NonNullable<ReplacementEntry['source']>;
type Target = NonNullable<ReplacementEntry['targets']>[number];
type Options = Target['options'];

const defaultFieldPath = 'metadata.name';

function optionsText(options: Options): string {
  if (!options || (options.delimiter === '' && !options.create)) return '';
  return `${options.delimiter}(${options.index}), create=${options.create}`;
}

function sourceText(source: Source): string {
  return [idText(source), source.fieldPath, optionsText(source.options)]
    .filter(part => part !== '')
    .join(':');
}

function identitiesOf(resource: Resource): ResourceId[] {
  return [resource.currentId(), ...resource.previousIds()];
}

function isSelectedAsSource(id: ResourceId, source: Source): boolean {
  const namespace = source.namespace === '' ? 'default' : source.namespace;
  return (
    (source.name === '' || source.name === id.name) &&
    (source.namespace === '' || effectiveNamespace(id) === namespace) &&
    isSelectedBy(id, source)
  );
}

function selectSource(resources: Resource[], source: Source): Resource {
  const matches = resources.filter(resource =>
    identitiesOf(resource).some(id => isSelectedAsSource(id, source)),
  );
  if (matches.length > 1) {
    throw new Error(`multiple matches for selector ${sourceText(source)}`);
  }
  if (matches.length === 0) {
    throw new Error(`nothing selected by ${sourceText(source)}`);
  }
  return matches[0];
}

/** The part of a value that the options ask for. */
function refine(node: YamlNode, options: Options): YamlNode {
  if (!options || options.delimiter === '') return node;
  if (node.kind !== 'scalar') {
    throw new Error('delimiter option can only be used with scalar nodes');
  }
  const parts = textOf(node).split(options.delimiter);
  const part = parts[Number(options.index)];
  if (part === undefined) {
    throw new Error(
      `options.index ${options.index} is out of bounds for value ${textOf(
        node,
      )}`,
    );
  }
  return { ...node, value: part };
}

function sourceValue(
  resources: Resource[],
  { source, sourceValue: value }: ReplacementEntry,
): YamlNode {
  if (value !== undefined && source) {
    throw new Error('value and resource selectors are mutually exclusive');
  }
  if (value !== undefined) return newScalar(value);
  if (!source) {
    throw new Error(
      'replacements must specify a source and at least one target',
    );
  }
  const resource = selectSource(resources, source);
  const fieldPath = source.fieldPath || defaultFieldPath;
  const node = withContext('error looking up replacement source', () =>
    followPath(resource.node, splitBracketedPath(fieldPath, '.')),
  );
  if (node === undefined || isMissingOrEmpty(node)) {
    throw new Error(
      `fieldPath \`${fieldPath}\` is missing for replacement source ${idText(
        source,
      )}`,
    );
  }
  return refine(node, source.options);
}

/** The text of a target once a part of it is replaced. */
function spliced(node: ScalarNode, value: string, options: Options): string {
  if (!options || options.delimiter === '') return value;
  const parts = node.value.split(options.delimiter);
  const index = Number(options.index);
  if (index < 0) parts.unshift(value);
  else if (index >= parts.length) parts.push(value);
  else parts[index] = value;
  return parts.join(options.delimiter);
}

/** A scalar takes the text and stays what it is; anything else becomes the value. */
function setTarget(node: YamlNode, value: YamlNode, options: Options): void {
  if (options && options.delimiter !== '' && node.kind !== 'scalar') {
    throw new Error('delimiter option can only be used with scalar nodes');
  }
  if (node.kind === 'scalar') {
    node.value = spliced(
      node,
      options?.delimiter ? textOf(value) : rawTextOf(value),
      options,
    );
  } else {
    overwriteNode(node, copyNode(value));
  }
}

function isEmptySelector(selector: Target['reject'][number]): boolean {
  const { group, version, kind, name, namespace } = selector;
  return [group, version, kind, name, namespace].every(part => part === '');
}

/** Which objects are targets. */
function targetMatcher(target: Target): (resource: Resource) => boolean {
  if (!target.select) {
    throw new Error('target must specify resources to select');
  }
  const select = target.select;
  const [selector, rejects] = withContext(
    'error creating target selector',
    () =>
      [
        new CompiledSelector(select),
        target.reject.map(reject => ({
          selector: new CompiledSelector(reject),
          byLabels:
            reject.annotationSelector !== '' || reject.labelSelector !== '',
          byId: !isEmptySelector(reject),
        })),
      ] as const,
  );
  return resource => {
    if (!selector.matchesLabelsAndAnnotations(resource)) return false;
    const ids = identitiesOf(resource);
    const rejected = rejects.some(
      reject =>
        (reject.byLabels &&
          reject.selector.matchesLabelsAndAnnotations(resource)) ||
        (reject.byId && ids.some(id => reject.selector.matchesId(id))),
    );
    return !rejected && ids.some(id => selector.matchesId(id));
  };
}

function copyToTarget(node: YamlNode, value: YamlNode, target: Target): void {
  const create = target.options?.create ? value.kind : undefined;
  const fieldPaths =
    target.fieldPaths.length === 0 ? [defaultFieldPath] : target.fieldPaths;
  for (const fieldPath of fieldPaths) {
    const path = splitBracketedPath(fieldPath, '.');
    if (setInStructuredText(node, path, value, create)) continue;
    const failure = `unable to find ${create ? 'or create ' : ''}field ${quote(
      fieldPath,
    )} in replacement target`;
    let fields: YamlNode[];
    try {
      fields = matchPath(node, path, create);
    } catch (error) {
      throw new ContextError(failure, error);
    }
    if (fields.length === 0) throw new Error(failure);
    for (const field of fields) setTarget(field, value, target.options);
  }
}

function applyReplacement(
  resources: Resource[],
  replacement: ReplacementEntry,
): void {
  if (
    (replacement.sourceValue === undefined && !replacement.source) ||
    !replacement.targets
  ) {
    throw new Error(
      'replacements must specify a source and at least one target',
    );
  }
  const value = sourceValue(resources, replacement);
  for (const target of replacement.targets) {
    const matches = targetMatcher(target);
    for (const resource of resources) {
      if (resource.node && matches(resource)) {
        copyToTarget(resource.node, value, target);
      }
    }
  }
}

type ReplacementField = ReplacementEntry & { path: string };

function readReplacements(
  path: string,
  load: (path: string) => string,
): ReplacementEntry[] {
  const content: JsonValue = parseSigsYaml(load(path));
  if (Array.isArray(content)) {
    return content.map(item => decodeAs(replacementShape, item, lenientMode));
  }
  if (content !== null && typeof content === 'object') {
    return [decodeAs(replacementShape, content, lenientMode)];
  }
  const kind = content === null ? 'invalid' : typeof content;
  throw new Error(
    `unsupported replacement type encountered within replacement path: ${kind}`,
  );
}

/** `replacements`: copies values from fields of some objects to fields of others. @throws Error */
export function replacementTransformer(
  entries: readonly ReplacementField[],
  load: (path: string) => string,
): Transformer {
  const replacements = entries.flatMap(entry => {
    if (entry.path === '') return [entry];
    if (entry.source || (entry.targets ?? []).length > 0) {
      throw new Error('cannot specify both path and inline replacement');
    }
    return readReplacements(entry.path, load);
  });
  return resources => {
    const list = resources.list();
    for (const replacement of replacements) applyReplacement(list, replacement);
    resources.identitiesChanged();
  };
}
