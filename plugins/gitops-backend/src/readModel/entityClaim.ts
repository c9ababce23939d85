import {
  Entity,
  RELATION_OWNED_BY,
  getCompoundEntityRef,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import { OBJECTS_ANNOTATION } from '@sluice/plugin-gitops-common';
import type { InventoryObject } from './inventory';

const namespaceAnnotation = 'backstage.io/kubernetes-namespace';
const idAnnotation = 'backstage.io/kubernetes-id';
const selectorAnnotation = 'backstage.io/kubernetes-label-selector';
const idLabel = 'backstage.io/kubernetes-id';
const nameLabels = [
  'app.kubernetes.io/name',
  'app.kubernetes.io/instance',
  'app',
  'k8s-app',
];

type Labels = Readonly<Record<string, string>> | undefined;

/** What a catalog entity says about itself. It chooses what a page shows, and grants nothing. */
export interface EntityClaim {
  entityRef: string;
  title: string;
  /** Entity refs of the groups that own the entity. */
  owners: string[];
  /** Namespace of the cluster to which it narrows itself. */
  namespace?: string;
  /** Objects that it names one by one. */
  objects: { kind: string; namespace: string; name: string }[];
  /**
   * Whether an object of an inventory belongs to the entity. Labels are known for workloads only; other kinds go by their name.
   */
  selects(object: InventoryObject, labels: Labels): boolean;
}

function parseObjects(text: string | undefined): EntityClaim['objects'] {
  return (text ?? '')
    .split(',')
    .map(item => item.trim().split('/'))
    .filter(parts => parts.length === 3 && parts.every(part => part !== ''))
    .map(([kind, namespace, name]) => ({ kind, namespace, name }));
}

/** Equality-based and `key` / `!key` terms; a term that is not understood never matches. */
function parseSelector(text: string): (labels: Labels) => boolean {
  const terms = text.split(',').map(term => term.trim());
  return labels =>
    terms.every(term => {
      const inequality = /^([^!=\s]+)\s*!=\s*(\S*)$/.exec(term);
      if (inequality) return labels?.[inequality[1]] !== inequality[2];
      const equality = /^([^!=\s]+)\s*==?\s*(\S*)$/.exec(term);
      if (equality) return labels?.[equality[1]] === equality[2];
      const absence = /^!\s*(\S+)$/.exec(term);
      if (absence) return labels?.[absence[1]] === undefined;
      return /^[\w./-]+$/.test(term) && labels?.[term] !== undefined;
    });
}

const named = (name: string, object: InventoryObject) =>
  object.name === name || object.name.startsWith(`${name}-`);

/** Reads an entity's claim. */
export function claimOf(entity: Entity): EntityClaim {
  const { name, annotations = {}, title } = entity.metadata;
  const objects = parseObjects(annotations[OBJECTS_ANNOTATION]);
  const selector = annotations[selectorAnnotation];
  const id = annotations[idAnnotation];
  const matchesSelector = selector ? parseSelector(selector) : undefined;

  const selects: EntityClaim['selects'] = (object, labels) => {
    if (objects.length > 0) {
      return objects.some(
        item =>
          item.kind === object.kind &&
          item.namespace === object.namespace &&
          item.name === object.name,
      );
    }
    if (labels && matchesSelector) {
      return matchesSelector(labels);
    }
    if (labels && id) {
      return labels[idLabel] === id;
    }
    if (labels && nameLabels.some(label => labels[label] === name)) {
      return true;
    }
    return !labels && named(id ?? name, object);
  };

  return {
    entityRef: stringifyEntityRef(entity),
    title: title ?? getCompoundEntityRef(entity).name,
    owners: (entity.relations ?? [])
      .filter(({ type }) => type === RELATION_OWNED_BY)
      .map(({ targetRef }) => targetRef.toLocaleLowerCase('en-US')),
    namespace: annotations[namespaceAnnotation],
    objects,
    selects,
  };
}
