import {
  type MappingNode,
  type SequenceNode,
  type YamlNode,
} from '@sluice/golang/yaml';
import { elementWithKey, setElement } from '../node/elements';
import {
  clearField,
  entryOf,
  quoteWhenNeeded,
  setField,
  valueOf,
} from '../node/fields';
import { NodeKindError } from '../node/kindError';
import {
  isPresent,
  newScalar,
  nullTag,
  rawTextOf,
  textOf,
} from '../node/scalar';
import { nodeText } from '../node/toJson';
import { compareText } from '../resource/identity';
import { type Knowledge } from '../schema/knowledge';
import { type MergeSchema, schemaOfField } from '../schema/mergeSchema';
import { mergeAssociativeList } from './mergeLists';

const directiveKey = '$patch';
type Directive = 'merge' | 'replace' | 'delete';

function directiveOf(text: string): Directive {
  if (text === 'merge' || text === 'replace' || text === 'delete') return text;
  throw new Error(`unknown patch strategy '${text}'`);
}

/** Takes the directive out of a mapping. */
function takeMappingDirective(patch: MappingNode): Directive {
  const value = valueOf(patch, directiveKey);
  if (value === undefined) return 'merge';
  const directive = directiveOf(rawTextOf(value));
  clearField(patch, directiveKey);
  return directive;
}

/** Takes the element that is nothing but a directive out of a list. */
function takeListDirective(patch: SequenceNode): Directive {
  const element = elementWithKey(patch, directiveKey);
  if (element?.kind !== 'mapping' || element.entries.length > 1) return 'merge';
  const text = rawTextOf(valueOf(element, directiveKey));
  const directive = directiveOf(text);
  setElement(patch, undefined, [directiveKey], [text]);
  return directive;
}

function takeDirective(patch: YamlNode | undefined): Directive {
  if (patch === undefined) return 'merge';
  if (patch.kind === 'sequence') return takeListDirective(patch);
  if (patch.kind === 'mapping') return takeMappingDirective(patch);
  throw new Error(
    `no implemented strategic merge patch strategy for '${
      patch.tag
    }' ('${nodeText(patch)}')`,
  );
}

/** What merging a field gives. `keepNull` says that a null is a value here, not a removal. */
export interface Merged {
  node: YamlNode | undefined;
  keepNull?: boolean;
}

const nothing: Merged = { node: undefined };

export interface MergeOptions {
  knowledge: Knowledge;
  /** Where new elements of merged lists go. */
  direction: 'prepend' | 'append';
  /** Whether lists of unknown types whose elements all have a name are merged by it. */
  inferLists?: boolean;
}

/**
 * kyaml's strategic merge: fields of the patch over fields of the target, lists merged where the schema says so. Both trees
 * are changed, and the result may share nodes with the patch.
 */
export class StrategicMerge {
  readonly options: MergeOptions;

  constructor(options: MergeOptions) {
    this.options = options;
  }

  /** @throws Error when the two do not fit together */
  merge(
    dest: YamlNode | undefined,
    patch: YamlNode | undefined,
    knownSchema: MergeSchema | undefined,
  ): Merged {
    const schema = knownSchema ?? this.#schemaOf(dest) ?? this.#schemaOf(patch);
    const leading = [dest, patch].find(isPresent);
    for (const node of [dest, patch]) {
      if (leading && isPresent(node) && node.kind !== leading.kind) {
        throw new NodeKindError(leading.kind, node);
      }
    }
    switch (leading?.kind) {
      case 'scalar':
        return { node: patch ?? dest };
      case 'sequence':
        return this.#mergeLists(dest, patch, schema);
      default:
        return this.#mergeMappings(dest, patch, schema);
    }
  }

  #schemaOf(node: YamlNode | undefined): MergeSchema | undefined {
    if (node?.kind !== 'mapping') return undefined;
    const kind = textOf(valueOf(node, 'kind'));
    const apiVersion = textOf(valueOf(node, 'apiVersion'));
    if (kind === '' || apiVersion === '') return undefined;
    return this.options.knowledge.mergeSchema(apiVersion, kind);
  }

  /** Which node the merged mapping starts from. */
  #startMapping(
    dest: YamlNode | undefined,
    patch: YamlNode | undefined,
  ): Merged {
    adoptStyle(dest, patch);
    if (!isPresent(dest)) {
      if (isPresent(patch) && takeDirective(patch) === 'delete') return nothing;
      if (patch === undefined && rawTextOf(dest) !== '') {
        return { node: newScalar(rawTextOf(dest), nullTag), keepNull: true };
      }
      return { node: patch };
    }
    if (patch?.tag === nullTag) return nothing;
    switch (takeDirective(patch)) {
      case 'delete':
        return nothing;
      case 'replace':
        return { node: patch };
      default:
        return { node: dest };
    }
  }

  #mergeMappings(
    dest: YamlNode | undefined,
    patch: YamlNode | undefined,
    schema: MergeSchema | undefined,
  ): Merged {
    const start = this.#startMapping(dest, patch);
    if (start.node?.kind !== 'mapping') return start;
    const target = start.node;
    for (const name of fieldNames(target, patch)) {
      const own = entryOf(target, name);
      const other = entryOf(patch, name);
      const merged = this.merge(
        own?.value,
        other?.value,
        schemaOfField(schema, name),
      );
      if (isPresent(merged.node) && merged.node === own?.value) {
        // Upstream sets it again, which quotes what an earlier transformer has set without a style.
        quoteWhenNeeded(merged.node);
        continue;
      }
      setField(target, name, merged.node, {
        keepNull: merged.keepNull,
        keyStyle:
          merged.node === other?.value && other?.key.kind === 'scalar'
            ? other.key.style
            : '',
      });
    }
    return start;
  }

  #mergeLists(
    dest: YamlNode | undefined,
    patch: YamlNode | undefined,
    schema: MergeSchema | undefined,
  ): Merged {
    adoptStyle(dest, patch);
    const keys = this.#mergeKeys(dest, patch, schema);
    if (!keys) return { node: patch ?? dest };
    let target = dest;
    if (!isPresent(dest)) {
      target = patch;
    } else if (patch?.tag === nullTag) {
      return nothing;
    } else {
      const directive = takeDirective(patch);
      if (directive === 'delete') return nothing;
      if (directive === 'replace') target = patch;
    }
    if (target?.kind !== 'sequence') return { node: target };
    return {
      node: mergeAssociativeList(
        this,
        target,
        patch?.kind === 'sequence' ? patch : undefined,
        keys,
        schema?.items,
      ),
    };
  }

  /** The keys by which a list is merged (none for scalars); undefined when it is replaced. */
  #mergeKeys(
    dest: YamlNode | undefined,
    patch: YamlNode | undefined,
    schema: MergeSchema | undefined,
  ): readonly string[] | undefined {
    if (schema) return schema.mergeKeys;
    if (!this.options.inferLists) return undefined;
    const lists = [dest, patch].filter(isPresent);
    const named = (list: YamlNode): boolean =>
      list.kind === 'sequence' &&
      list.items.every(item => entryOf(item, 'name') !== undefined);
    if (!lists.some(named)) return undefined;
    const filled = lists.filter(
      list => list.kind === 'sequence' && list.items.length > 0,
    );
    if (filled.length === 0 || !named(filled[filled.length - 1])) {
      throw new Error('no merge key found for field ');
    }
    if (!filled.every(named)) {
      throw new Error('conflicting merge keys [name,] for field ');
    }
    return ['name'];
  }
}

/** An empty collection takes the style of what is merged into it. */
function adoptStyle(
  dest: YamlNode | undefined,
  patch: YamlNode | undefined,
): void {
  if (!dest || !patch) return;
  if (
    (dest.kind === 'mapping' && dest.entries.length === 0) ||
    (dest.kind === 'sequence' && dest.items.length === 0)
  ) {
    dest.style = patch.style;
  }
}

function fieldNames(
  target: MappingNode,
  patch: YamlNode | undefined,
): string[] {
  const names = new Set<string>();
  for (const node of [target, patch]) {
    if (node?.kind !== 'mapping') continue;
    for (const { key } of node.entries) names.add(rawTextOf(key));
  }
  return [...names].sort(compareText);
}
