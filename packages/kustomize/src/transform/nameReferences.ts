import { type YamlNode } from '@sluice/golang/yaml';
import { type FieldSpec } from '../config/fieldSpec';
import { type NameReference } from '../config/defaultNameReferences';
import { setField, setScalar, valueOf } from '../node/fields';
import { isPresent, newScalar, rawTextOf } from '../node/scalar';
import {
  type GvkSelector,
  type ResourceId,
  effectiveNamespace,
  idText,
  isSelectedBy,
  noNamespace,
} from '../resource/identity';
import { type Resource } from '../resource/resource';
import { type ResourceMap } from '../resource/resourceMap';
import { toJson } from '../node/toJson';
import { BuildPanic } from '../text/buildPanic';
import { withContext } from '../text/context';
import { applyFieldSpec } from './applyFieldSpec';

/** An object with what the search for it needs. */
interface Candidate {
  readonly resource: Resource;
  readonly id: ResourceId;
  readonly previous: readonly ResourceId[];
  readonly namespace: string;
  readonly originalNamespace: string;
}

/** Whether one list ends with the other one; an empty list is only the end of an empty one. */
function sameEnd(a: readonly string[], b: readonly string[]): boolean {
  const [shorter, longer] = a.length > b.length ? [b, a] : [a, b];
  if (shorter.length === 0) return longer.length === 0;
  const offset = longer.length - shorter.length;
  return shorter.every((text, i) => text === longer[i + offset]);
}

function sameAdditions(a: Resource, b: Resource, allowEmpty: boolean): boolean {
  const same = (x: readonly string[], y: readonly string[]): boolean =>
    (allowEmpty && (x.length === 0 || y.length === 0)) || sameEnd(x, y);
  return (
    same(a.memory.prefixes, b.memory.prefixes) &&
    same(a.memory.suffixes, b.memory.suffixes)
  );
}

class CandidateIndex {
  readonly all: readonly Candidate[];
  readonly #byPreviousName = new Map<string, Candidate[]>();
  #originalNamespaces: Set<string> | undefined;

  constructor(resources: Iterable<Resource>) {
    this.all = [...resources].map(resource => {
      const id = resource.currentId();
      const previous = resource.previousIds();
      return {
        resource,
        id,
        previous,
        namespace: effectiveNamespace(id),
        originalNamespace: effectiveNamespace(previous[0] ?? id),
      };
    });
    for (const candidate of this.all) {
      for (const name of new Set(candidate.previous.map(id => id.name))) {
        const same = this.#byPreviousName.get(name);
        if (same) same.push(candidate);
        else this.#byPreviousName.set(name, [candidate]);
      }
    }
  }

  /** The objects that once had the name. */
  withPreviousName(name: string): readonly Candidate[] {
    return this.#byPreviousName.get(name) ?? [];
  }

  get originalNamespaces(): ReadonlySet<string> {
    this.#originalNamespaces ??= new Set(
      this.all.map(({ originalNamespace }) => originalNamespace),
    );
    return this.#originalNamespaces;
  }
}

/** The namespaces that the service accounts of a role binding are in. */
function subjectNamespaces(resource: Resource): ReadonlySet<string> {
  const namespaces = new Set<string>();
  if (resource.kind() !== 'RoleBinding') return namespaces;
  const subjects = valueOf(resource.node, 'subjects');
  if (subjects?.kind !== 'sequence') return namespaces;
  for (const subject of subjects.items) {
    if (subject.kind !== 'mapping') {
      throw new BuildPanic(
        'interface conversion: interface {} is not map[string]interface {}',
        `a subject is no mapping in resource "${idText(resource.currentId())}"`,
      );
    }
    const namespace = valueOf(subject, 'namespace');
    if (
      namespace === undefined ||
      rawTextOf(valueOf(subject, 'kind')) !== 'ServiceAccount'
    ) {
      continue;
    }
    if (typeof toJson(namespace) !== 'string') {
      throw new Error(
        `Invalid Input: namespace is blank for resource "${idText(
          resource.currentId(),
        )}"\n`,
      );
    }
    namespaces.add(rawTextOf(namespace));
  }
  return namespaces;
}

/** Corrects the names (and namespaces) that one object has in its fields. */
class Referrer {
  readonly #self: Candidate;
  readonly #index: CandidateIndex;
  readonly #subjectNamespaces: ReadonlySet<string>;
  readonly #roleRef: GvkSelector | undefined;

  constructor(self: Candidate, index: CandidateIndex) {
    this.#self = self;
    this.#index = index;
    this.#subjectNamespaces = self.id.clusterScoped
      ? new Set()
      : subjectNamespaces(self.resource);
    const roleRef = valueOf(self.resource.node, 'roleRef');
    const group = valueOf(roleRef, 'apiGroup');
    const kind = valueOf(roleRef, 'kind');
    this.#roleRef =
      group && kind
        ? { group: rawTextOf(group), kind: rawTextOf(kind) }
        : undefined;
  }

  update(spec: FieldSpec, target: GvkSelector): void {
    const { resource, id } = this.#self;
    withContext(
      () =>
        `updating name reference in '${spec.path}' field of '${idText(id)}'`,
      () =>
        applyFieldSpec(resource, spec, node => this.#set(node, spec, target)),
    );
  }

  #set(node: YamlNode, spec: FieldSpec, target: GvkSelector): void {
    if (!isPresent(node)) return;
    switch (node.kind) {
      case 'scalar':
        this.#setScalar(node, spec, target);
        return;
      case 'mapping':
        this.#setMapping(node, spec, target);
        return;
      default:
        for (const item of node.items) {
          if (!isPresent(item)) continue;
          if (item.kind === 'sequence') {
            throw new Error(
              'a list item is expected to be either a string or a map of string',
            );
          }
          this.#set(item, spec, target);
        }
    }
  }

  #setScalar(node: YamlNode, spec: FieldSpec, target: GvkSelector): void {
    const referral = this.#select(rawTextOf(node), spec, target, {
      accept: () => true,
      identical: (a, b) => a.name() === b.name(),
    });
    if (!referral) return;
    const name = referral.name();
    if (name !== rawTextOf(node)) setScalar(node, newScalar(name));
  }

  #setMapping(node: YamlNode, spec: FieldSpec, target: GvkSelector): void {
    const nameNode = valueOf(node, 'name');
    if (nameNode === undefined) {
      throw new Error("path config error; no 'name' field in node");
    }
    const oldName = rawTextOf(nameNode);
    const referral = this.#select(oldName, spec, target, {
      accept: this.#inNamespaceOf(node),
      identical: (a, b) =>
        a.name() === b.name() && a.namespace() === b.namespace(),
    });
    if (!referral) return;
    const namespace = referral.namespace();
    if (referral.name() === oldName && namespace === '') return;
    setField(node, 'name', newScalar(referral.name()));
    if (namespace !== '') setField(node, 'namespace', newScalar(namespace));
  }

  /** A reference that names a namespace means what was in it, or what is in it if nothing was. */
  #inNamespaceOf(node: YamlNode): (candidate: Candidate) => boolean {
    const namespaceNode = valueOf(node, 'namespace');
    if (namespaceNode === undefined) return () => true;
    const namespace = rawTextOf(namespaceNode);
    if (namespace === noNamespace) return () => false;
    return this.#someCandidateWasIn(namespace)
      ? candidate => candidate.originalNamespace === namespace
      : candidate => candidate.namespace === namespace;
  }

  #someCandidateWasIn(namespace: string): boolean {
    if (!this.#index.originalNamespaces.has(namespace)) return false;
    if (this.#self.id.clusterScoped) return true;
    return this.#index.all.some(
      candidate =>
        candidate.originalNamespace === namespace && this.#reachable(candidate),
    );
  }

  /** What an object in a namespace may refer to at all. */
  #reachable(candidate: Candidate): boolean {
    const { id } = this.#self;
    return (
      id.clusterScoped ||
      candidate.id.clusterScoped ||
      candidate.namespace === this.#self.namespace ||
      this.#subjectNamespaces.has(candidate.resource.namespace())
    );
  }

  #select(
    name: string,
    spec: FieldSpec,
    target: GvkSelector,
    among: {
      accept(candidate: Candidate): boolean;
      identical(a: Resource, b: Resource): boolean;
    },
  ): Resource | undefined {
    const { id, resource } = this.#self;
    const wasA = (candidate: Candidate, gvk: GvkSelector): boolean =>
      candidate.previous.some(previous => isSelectedBy(previous, gvk));
    const roleRef = spec.path.endsWith('roleRef/name')
      ? this.#roleRef
      : undefined;
    let found = this.#index
      .withPreviousName(name)
      .filter(
        candidate =>
          wasA(candidate, target) &&
          (!roleRef || wasA(candidate, roleRef)) &&
          this.#reachable(candidate) &&
          among.accept(candidate) &&
          (id.clusterScoped ||
            candidate.id.clusterScoped ||
            candidate.resource.kind() === 'ServiceAccount' ||
            candidate.namespace === this.#self.namespace),
      )
      .map(candidate => candidate.resource);
    if (found.length === 1) return found[0];
    found = found.filter(other => sameAdditions(resource, other, true));
    if (found.length > 1) {
      found = found.filter(other => sameAdditions(resource, other, false));
    }
    const [first, ...others] = found;
    if (first === undefined || others.every(o => among.identical(first, o))) {
      return first;
    }
    throw new Error(
      `found multiple possible referrals: ${found
        .map(other => idText(other.currentId()))
        .join(', ')}`,
    );
  }
}

/** Corrects one field of one object by what its candidates were called before. @throws Error */
export function fixNameReference(
  referrer: Resource,
  candidates: readonly Resource[],
  spec: FieldSpec,
  target: GvkSelector,
): void {
  const index = new CandidateIndex(candidates);
  const [self] = new CandidateIndex([referrer]).all;
  new Referrer(self, index).update(spec, target);
}

/**
 * Makes references follow the names that changed during the build.
 *
 * @throws Error when it cannot be told which of several objects is meant
 */
export function fixNameReferences(
  resources: ResourceMap,
  references: readonly NameReference[],
): void {
  const index = new CandidateIndex(resources);
  for (const self of index.all) {
    const originalId = self.previous[0] ?? self.id;
    let referrer: Referrer | undefined;
    for (const reference of references) {
      for (const spec of reference.fieldSpecs) {
        if (!isSelectedBy(originalId, spec)) continue;
        referrer ??= new Referrer(self, index);
        referrer.update(spec, reference);
      }
    }
  }
}
