import { type JsonValue } from '@sluice/golang/json';
import { ResourceReadError, readResources } from '../resource/readResources';
import { type Resource } from '../resource/resource';
import { type ResourceMap } from '../resource/resourceMap';
import { idKey, idText } from '../resource/identity';
import { CompiledSelector, type Selector } from '../resource/selector';
import { type Knowledge } from '../schema/knowledge';
import { ContextError, withContext } from '../text/context';
import { quote } from '@sluice/golang/fmt';
import { parseJsonPatch, patchResource } from './jsonPatch';
import { StrategicMerge } from './strategicMerge';

/** A change of all objects of a build. */
export type Transformer = (resources: ResourceMap) => void;

/** Merges a patch into an object; its identity is restored unless the patch may change it. */
export function applyStrategicMerge(
  resources: ResourceMap,
  resource: Resource,
  patch: Resource,
  knowledge: Knowledge,
): void {
  const before = resource.currentId();
  const [name, namespace, kind] = [
    resource.name(),
    resource.namespace(),
    resource.kind(),
  ];
  const { allowNameChange, allowKindChange } = patch.memory;
  if (allowNameChange || allowKindChange) resource.storePreviousId();
  const merge = new StrategicMerge({ knowledge, direction: 'prepend' });
  resource.node = merge.merge(resource.node, patch.node, undefined).node;
  if (resource.isEmpty()) {
    resource.node = undefined;
    resources.identitiesChanged();
    return;
  }
  if (!allowKindChange) resource.setKind(kind);
  if (!allowNameChange) resource.setName(name);
  resource.setNamespace(namespace);
  resources.identityChanged(resource, before);
}

/** Merges a patch into several objects, whatever kind it says it is for. */
function applyToSelected(
  resources: ResourceMap,
  selected: readonly Resource[],
  patch: Resource,
  knowledge: Knowledge,
): void {
  const keys = selected.map(resource => idKey(resource.currentId()));
  for (const resource of selected) {
    const copy = patch.copy();
    copy.setLabels(patch.labels());
    copy.setAnnotations(patch.annotations());
    copy.setName(patch.name());
    copy.setNamespace(patch.namespace());
    copy.setGvk(resource.gvk());
    copy.setKind(patch.kind());
    applyStrategicMerge(resources, resource, copy, knowledge);
  }
  resources.dropEmpty();
  const changed = selected.some(
    (resource, i) =>
      !resource.isEmpty() && idKey(resource.currentId()) !== keys[i],
  );
  if (changed) resources.replaceAll(resources.list());
}

function selectResources(resources: ResourceMap, target: Selector): Resource[] {
  const selector = new CompiledSelector(target);
  return resources.list().filter(resource => selector.selects(resource));
}

function selectorText(target: Selector): string {
  return `${idText(target)}:a=${target.annotationSelector}:l=${
    target.labelSelector
  }`;
}

function patchByJson(
  resources: ResourceMap,
  selected: readonly Resource[],
  operations: JsonValue[],
  rememberIdentity: boolean,
): void {
  for (const resource of selected) {
    const before = resource.currentId();
    if (rememberIdentity) resource.storePreviousId();
    patchResource(resource, operations);
    resources.identityChanged(resource, before);
  }
}

export interface PatchArguments {
  /** The patch: objects, or a list of JSON patch operations. */
  text: string;
  /** How messages name it. */
  source: string;
  target: Selector | undefined;
  allowNameChange: boolean;
  allowKindChange: boolean;
}

type Attempt<T> = { value: T } | { error: unknown };

function attempt<T>(action: () => T): Attempt<T> {
  try {
    return { value: action() };
  } catch (error) {
    return { error };
  }
}

/**
 * An entry of `patches`. What it is, a strategic merge or a JSON patch, is found out by reading it.
 *
 * @throws Error when it is neither or both
 */
export function patchTransformer(
  patch: PatchArguments,
  knowledge: Knowledge,
): Transformer {
  const objects = attempt(() => readResources(patch.text, knowledge));
  const operations = attempt(() => parseJsonPatch(patch.text));
  if (
    'value' in objects &&
    'value' in operations &&
    objects.value.length > 0 &&
    operations.value.length > 0
  ) {
    throw new Error(
      `illegally qualifies as both an SM and JSON patch: ${patch.source}`,
    );
  }
  if ('value' in objects) {
    for (const object of objects.value) {
      object.memory.allowNameChange ||= patch.allowNameChange;
      object.memory.allowKindChange ||= patch.allowKindChange;
    }
    return resources =>
      mergePatches(resources, objects.value, patch, knowledge);
  }
  if ('error' in operations) {
    throw new Error(`unable to parse SM or JSON patch from ${patch.source}`, {
      cause: objects.error,
    });
  }
  const { target } = patch;
  return resources => {
    if (!target) {
      throw new Error(`must specify a target for JSON patch ${patch.source}`);
    }
    patchByJson(
      resources,
      selectResources(resources, target),
      operations.value,
      true,
    );
  };
}

function mergePatches(
  resources: ResourceMap,
  patches: readonly Resource[],
  { target, source }: PatchArguments,
  knowledge: Knowledge,
): void {
  if (patches.length === 0) return;
  if (!target) {
    for (const patch of patches) {
      const id = patch.originalId();
      const resource = withContext(
        () => `no resource matches strategic merge patch ${quote(idText(id))}`,
        () => resources.target(id),
      );
      applyStrategicMerge(resources, resource, patch, knowledge);
    }
    return;
  }
  if (patches.length > 1) {
    throw new Error(
      `Multiple Strategic-Merge Patches in one \`patches\` entry is not allowed to set \`patches.target\` field: ${source}`,
    );
  }
  let selected: Resource[];
  try {
    selected = selectResources(resources, target);
  } catch (error) {
    throw new ContextError(
      `unable to find patch target ${quote(
        selectorText(target),
      )} in \`resources\``,
      error,
    );
  }
  applyToSelected(resources, selected, patches[0], knowledge);
}

/** `patchesStrategicMerge`: every entry is a patch, or the name of a file with patches. */
export function strategicMergeTransformer(
  entries: readonly string[],
  load: (path: string) => string,
  knowledge: Knowledge,
): Transformer {
  const patches = entries.flatMap(entry => {
    try {
      return readResources(entry, knowledge);
    } catch (error) {
      if (!(error instanceof ResourceReadError)) throw error;
      return readFile(entry, load, knowledge);
    }
  });
  if (patches.length === 0) {
    throw new Error(
      `patch appears to be empty; files=[${entries.join(' ')}], Patch=`,
    );
  }
  return resources => {
    for (const patch of patches) {
      const target = resources.target(patch.originalId());
      applyToSelected(resources, [target], patch, knowledge);
    }
  };
}

function readFile(
  path: string,
  load: (path: string) => string,
  knowledge: Knowledge,
): Resource[] {
  const text = load(path);
  try {
    return readResources(text, knowledge);
  } catch (error) {
    if (error instanceof ResourceReadError && error.malformed) {
      throw new Error(`${error.message} in File: ${path}`, { cause: error });
    }
    throw error;
  }
}

/** `patchesJson6902`. @throws Error when the patch is empty or no patch */
export function json6902Transformer(
  text: string,
  target: Selector,
  path: string,
): Transformer {
  const operations = withContext(
    () => `decoding ${quote(text)}`,
    () => parseJsonPatch(text),
  );
  if (operations.length === 0) {
    throw new Error(`patch appears to be empty; file=${path}, JsonOp=${text}`);
  }
  return resources =>
    patchByJson(
      resources,
      selectResources(resources, target),
      operations,
      false,
    );
}
