import { type KubernetesObject, parseApiVersion } from '../objects';

/** A set of objects that is validated as a whole before any of it is applied. */
export interface Stage {
  name: 'definitions' | 'classes' | 'custom' | 'resources';
  objects: KubernetesObject[];
  /** Whether the next stage starts only when these objects are ready. */
  wait: boolean;
}

function groupOf(object: KubernetesObject): string {
  return parseApiVersion(object.apiVersion).group;
}

/** Whether the object is a CustomResourceDefinition. */
export function isCustomResourceDefinition(object: KubernetesObject): boolean {
  return (
    object.kind.toLowerCase() === 'customresourcedefinition' &&
    groupOf(object) === 'apiextensions.k8s.io'
  );
}

function isClusterDefinition(object: KubernetesObject): boolean {
  const kind = object.kind.toLowerCase();
  return (
    isCustomResourceDefinition(object) ||
    (kind === 'namespace' && object.apiVersion === 'v1') ||
    (kind === 'clusterrole' && groupOf(object) === 'rbac.authorization.k8s.io')
  );
}

/**
 * Splits objects into Flux's stages (fluxcd/pkg/ssa `ApplyAllStaged`): definitions and classes, which others need, then the kinds of
 * `--custom-apply-stage-kinds`, then the rest. Empty stages are left out.
 *
 * @param customKinds `<group>/<Kind>`; the core group has no slash
 */
export function splitIntoStages(
  objects: readonly KubernetesObject[],
  customKinds: ReadonlySet<string> = new Set(),
): Stage[] {
  const stages: Stage[] = [
    { name: 'definitions', objects: [], wait: true },
    { name: 'classes', objects: [], wait: true },
    { name: 'custom', objects: [], wait: false },
    { name: 'resources', objects: [], wait: false },
  ];
  for (const object of objects) {
    const group = groupOf(object);
    if (isClusterDefinition(object)) {
      stages[0].objects.push(object);
    } else if (object.kind.endsWith('Class')) {
      stages[1].objects.push(object);
    } else if (
      customKinds.has(group ? `${group}/${object.kind}` : object.kind)
    ) {
      stages[2].objects.push(object);
    } else {
      stages[3].objects.push(object);
    }
  }
  return stages.filter(stage => stage.objects.length > 0);
}
