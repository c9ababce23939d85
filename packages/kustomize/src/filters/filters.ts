import { type JsonValue } from '@sluice/golang/json';
import {
  type YamlNode,
  nodeToJson,
  parseSigsYaml,
  parseYamlDocuments,
} from '@sluice/golang/yaml';
import {
  commonAnnotationSpecs,
  namespaceSpecs,
} from '../config/defaultFieldSpecs';
import { type FieldSpec } from '../config/fieldSpec';
import {
  type IamPolicy,
  gkeServiceAccount,
} from '../generate/gkeServiceAccount';
import { kustomizationShape } from '../kustomization/kustomization';
import { decodeAs, lenientMode } from '../kustomization/shape';
import { fromJson } from '../node/fromJson';
import { setScalar } from '../node/fields';
import { newScalar, rawTextOf, stringTag } from '../node/scalar';
import { settleTags } from '../node/tree';
import { Resource } from '../resource/resource';
import { ResourceMap } from '../resource/resourceMap';
import { builtinKnowledge } from '../schema/knowledge';
import { applyFieldSpec, specsFor } from '../transform/applyFieldSpec';
import { type ImageChange, setImage } from '../transform/images';
import { parseJsonPatch, patchResource } from '../transform/jsonPatch';
import { setEntries } from '../transform/labels';
import { type NamespaceOptions, setNamespace } from '../transform/namespace';
import { replacementTransformer } from '../transform/replacements';
import { StrategicMerge } from '../transform/strategicMerge';
import { type ValueTarget, addValue } from '../transform/valueAdd';
import { variableReplacer } from '../transform/variables';
import { fixNameReference } from '../transform/nameReferences';

export { commonAnnotationSpecs, namespaceSpecs };
export type { FieldSpec, IamPolicy, ImageChange, NamespaceOptions };

/** Changes the documents of a text: one filter of kustomize alone. */
export type Filter = (resources: Resource[]) => Resource[];

function inPlace(change: (resource: Resource) => void): Filter {
  return resources => {
    resources.forEach(change);
    return resources.filter(resource => !resource.isEmpty());
  };
}

/** Each object by itself, so that equal names are no conflict. */
function eachAlone(change: (resources: ResourceMap) => void): Filter {
  return inPlace(resource => change(new ResourceMap([resource])));
}

/** Sets labels or annotations where the specs say. */
export function entriesFilter(
  values: ReadonlyMap<string, string>,
  specs: readonly FieldSpec[],
): Filter {
  return eachAlone(resources => setEntries(resources, values, specs));
}

/** Sets a field to a text; a missing one is added where the spec says so and `canCreate`. */
export function fieldFilter(
  spec: FieldSpec,
  value: string,
  canCreate: boolean,
): Filter {
  return inPlace(resource => {
    if (specsFor(resource, [spec]).length === 0) return;
    applyFieldSpec(
      resource,
      spec,
      node => setScalar(node, newScalar(value)),
      canCreate ? { kind: 'scalar', tag: '' } : undefined,
    );
  });
}

/** Puts a text before or behind what a field says. */
export function affixFilter(
  spec: FieldSpec,
  { prefix = '', suffix = '' }: { prefix?: string; suffix?: string },
): Filter {
  return inPlace(resource => {
    if (specsFor(resource, [spec]).length === 0) return;
    applyFieldSpec(
      resource,
      spec,
      node =>
        setScalar(node, newScalar(`${prefix}${rawTextOf(node)}${suffix}`)),
      { kind: 'scalar', tag: stringTag },
    );
  });
}

/** Changes the images that specs name, or without specs those of all containers. */
export function imageFilter(
  change: ImageChange,
  specs: readonly FieldSpec[] | undefined,
): Filter {
  return eachAlone(resources =>
    setImage(resources, change, specs ?? [], specs === undefined),
  );
}

/** Moves objects into a namespace. @throws Error */
export function namespaceFilter(options: NamespaceOptions): Filter {
  return eachAlone(resources => setNamespace(resources, options));
}

/** Applies a JSON patch. @throws Error */
export function jsonPatchFilter(patch: string): Filter {
  const operations = parseJsonPatch(patch);
  return inPlace(resource => patchResource(resource, operations));
}

/** Merges a patch into every object. @throws Error */
export function strategicMergeFilter(patch: string): Filter {
  return inPlace(resource => {
    resource.node = mergeNodes(resource.node, parseOne(patch), {
      direction: 'prepend',
    });
  });
}

/** Copies values between the objects, as the field `replacements` of a text says. @throws Error */
export function replacementsFilter(text: string): Filter {
  const { replacements } = decodeAs(
    kustomizationShape,
    parseSigsYaml(text),
    lenientMode,
  );
  const transform = replacementTransformer(replacements, path => {
    throw new Error(`${path} cannot be read`);
  });
  return resources => {
    transform(new ResourceMap(resources));
    return resources;
  };
}

/** Replaces `$(NAME)`. @throws Error */
export function variablesFilter(
  spec: FieldSpec,
  values: ReadonlyMap<string, JsonValue>,
): Filter {
  const scalars = new Map(
    [...values].flatMap(([name, value]) => {
      const node = fromJson(value, 'json');
      return node.kind === 'scalar' ? [[name, node] as const] : [];
    }),
  );
  const replace = variableReplacer(scalars);
  return inPlace(resource => {
    if (specsFor(resource, [spec]).length > 0) {
      applyFieldSpec(resource, spec, replace);
    }
  });
}

/** Objects that a reference may mean: a text, and what the objects in it were called before. */
export interface ReferenceCandidates {
  text: string;
  /** One for each object, in order. */
  originalNames: readonly string[];
}

/** Corrects a field that names one of some objects. @throws Error */
export function nameReferenceFilter(
  spec: FieldSpec,
  target: { group?: string; version?: string; kind?: string },
  { text, originalNames }: ReferenceCandidates,
): Filter {
  const candidates = resourcesOf(text);
  candidates.forEach((resource, i) => {
    const { kind, namespace } = resource.currentId();
    resource.memory.previous.push({
      kind,
      name: originalNames[i] ?? resource.name(),
      namespace: namespace || 'default',
    });
  });
  return inPlace(resource =>
    fixNameReference(resource, candidates, spec, target),
  );
}

/** Puts a value into a field, or into the file path in it. @throws Error */
export function valueAddFilter(
  value: string,
  target: Omit<ValueTarget, 'selector'>,
): Filter {
  return inPlace(resource => {
    if (resource.node) addValue(resource.node, value, target);
  });
}

/** Adds the service account that stands for one of a cloud. @throws Error */
export function iamPolicyFilter(policy: IamPolicy): Filter {
  return resources => [
    ...resources,
    gkeServiceAccount(policy, builtinKnowledge),
  ];
}

function parseOne(text: string): YamlNode | undefined {
  const [node] = parseYamlDocuments(text);
  return node;
}

interface MergeFilterOptions {
  direction: 'prepend' | 'append';
  inferLists?: boolean;
}

function mergeNodes(
  dest: YamlNode | undefined,
  patch: YamlNode | undefined,
  options: MergeFilterOptions,
): YamlNode | undefined {
  return new StrategicMerge({ knowledge: builtinKnowledge, ...options }).merge(
    dest,
    patch,
    undefined,
  ).node;
}

/** A text merged into another by kyaml's rules; undefined when nothing is left. @throws Error */
export function mergeTexts(
  dest: string,
  patch: string,
  options: MergeFilterOptions,
): JsonValue | undefined {
  const node = mergeNodes(parseOne(dest), parseOne(patch), options);
  return node && nodeToJson(node, 'sigs');
}

function resourcesOf(text: string): Resource[] {
  return parseYamlDocuments(text).map(node => {
    settleTags(node);
    return new Resource(node, builtinKnowledge);
  });
}

/** The documents of a text after a filter, in order and with their fields in order. @throws Error */
export function filterText(text: string, filter: Filter): JsonValue[] {
  return filter(resourcesOf(text)).flatMap(({ node }) =>
    node ? [nodeToJson(node, 'sigs')] : [],
  );
}

/** The documents of a text as {@link filterText} gives them. */
export function readDocuments(text: string): JsonValue[] {
  return parseYamlDocuments(text).map(node => nodeToJson(node, 'sigs'));
}
