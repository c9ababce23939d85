import type { KubernetesObject, UnstructuredObject } from '@sluice/kubernetes';
import type { InternalApi, ResourceDefinition } from '../resource';
import { selectorMatches } from '../resources/objectMeta';
import { equalJson, isJsonObject } from '../store/json';
import { rbacGroup } from './rbac';

const manager = 'clusterrole-aggregation-controller';
/** `view` goes into `edit`, which goes into `admin`: more rounds than that are a circle. */
const rounds = 5;

/**
 * Gathers the rules of ClusterRoles with an aggregationRule from the roles that it selects, now and whenever a ClusterRole
 * changes. Answers the function that ends it.
 */
export function aggregateClusterRoles(
  api: InternalApi,
  definition: ResourceDefinition,
): () => void {
  const settle = () => {
    for (let round = 0; round < rounds; round++) {
      if (!aggregateOnce(api, definition)) {
        return;
      }
    }
  };
  settle();
  return api.subscribe(event => {
    if (
      event.definition.group === rbacGroup &&
      event.definition.plural === definition.plural
    ) {
      settle();
    }
  });
}

function aggregateOnce(
  api: InternalApi,
  definition: ResourceDefinition,
): boolean {
  const roles = api
    .list(definition)
    .sort((left, right) =>
      (left.metadata.name ?? '') < (right.metadata.name ?? '') ? -1 : 1,
    );
  let changed = false;
  for (const role of roles) {
    const selectors = selectorsOf(role);
    if (selectors) {
      const rules = gathered(role, roles, selectors);
      const present: unknown = 'rules' in role ? role.rules : undefined;
      if (!equalJson(rules, present ?? [])) {
        const next: UnstructuredObject = { ...role, rules };
        api.update(definition, next, { manager });
        changed = true;
      }
    }
  }
  return changed;
}

function selectorsOf(role: KubernetesObject): unknown[] | undefined {
  const rule: unknown =
    'aggregationRule' in role ? role.aggregationRule : undefined;
  return isJsonObject(rule) && Array.isArray(rule.clusterRoleSelectors)
    ? rule.clusterRoleSelectors
    : undefined;
}

function gathered(
  role: KubernetesObject,
  roles: readonly KubernetesObject[],
  selectors: readonly unknown[],
): unknown[] {
  const rules: unknown[] = [];
  for (const selector of selectors) {
    for (const other of roles) {
      if (
        other.metadata.name !== role.metadata.name &&
        selectorMatches(selector, other.metadata.labels) &&
        'rules' in other &&
        Array.isArray(other.rules)
      ) {
        for (const rule of other.rules) {
          if (!rules.some(known => equalJson(known, rule))) {
            rules.push(rule);
          }
        }
      }
    }
  }
  return rules;
}
