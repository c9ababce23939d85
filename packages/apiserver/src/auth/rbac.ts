import type { KubernetesObject } from '@sluice/kubernetes';
import type { Store, StoreChange } from '../store/store';
import { isJsonObject } from '../store/json';
import { ruleAllows, rulesOf, type PolicyRule } from './policyRule';
import type { RequestAttributes } from './requestAttributes';
import {
  mastersGroup,
  parseServiceAccountUsername,
  type UserInfo,
} from './user';

export const rbacGroup = 'rbac.authorization.k8s.io';

const tables = {
  roles: `${rbacGroup}/roles`,
  clusterRoles: `${rbacGroup}/clusterroles`,
  roleBindings: `${rbacGroup}/rolebindings`,
  clusterRoleBindings: `${rbacGroup}/clusterrolebindings`,
} as const;

const everything: PolicyRule = {
  verbs: ['*'],
  apiGroups: ['*'],
  resources: ['*'],
  resourceNames: [],
  nonResourceURLs: [],
};

const everyPath: PolicyRule = {
  verbs: ['*'],
  apiGroups: [],
  resources: [],
  resourceNames: [],
  nonResourceURLs: ['*'],
};

interface Binding {
  key: string;
  name: string;
  /** '' for a ClusterRoleBinding. */
  namespace: string;
  roleKind: string;
  roleName: string;
  subjects: string[];
}

/** Rules with the namespace that they count in; '' counts everywhere. */
export interface GrantedRules {
  namespace: string;
  rules: readonly PolicyRule[];
}

/**
 * Role-based access control over the stored roles and bindings. Follows every write at once, so that a request after a
 * grant (or its removal) is judged by it.
 */
export class Rbac {
  readonly #store: Store;
  readonly #bindings = new Map<string, Binding>();
  readonly #bySubject = new Map<string, Set<Binding>>();
  readonly #rules = new WeakMap<KubernetesObject, PolicyRule[]>();

  constructor(store: Store) {
    this.#store = store;
    for (const table of [tables.roleBindings, tables.clusterRoleBindings]) {
      for (const stored of store.table(table).list()) {
        this.#add(table, stored.stored.object);
      }
    }
    store.onCommit(change => this.#follow(change));
  }

  /** Whether RBAC allows a request. */
  allows(user: UserInfo, attributes: RequestAttributes): boolean {
    return (
      user.groups.includes(mastersGroup) ||
      this.#granting(user, attributes) !== undefined
    );
  }

  /** Which binding allows a request, in the real server's words; '' when none has to, or none does. */
  reason(user: UserInfo, attributes: RequestAttributes): string {
    const granting = user.groups.includes(mastersGroup)
      ? undefined
      : this.#granting(user, attributes);
    if (!granting) {
      return '';
    }
    const { binding, subject } = granting;
    const { namespace, name, roleKind, roleName } = binding;
    const kind = namespace ? 'RoleBinding' : 'ClusterRoleBinding';
    const key = namespace ? `${name}/${namespace}` : name;
    return `RBAC: allowed by ${kind} ${JSON.stringify(
      key,
    )} of ${roleKind} ${JSON.stringify(roleName)} to ${subjectText(subject)}`;
  }

  #granting(
    user: UserInfo,
    attributes: RequestAttributes,
  ): { binding: Binding; subject: string } | undefined {
    const namespace = attributes.path === undefined ? attributes.namespace : '';
    for (const subject of subjectsOf(user)) {
      for (const binding of this.#bySubject.get(subject) ?? []) {
        if (binding.namespace === '' || binding.namespace === namespace) {
          const { roleKind, roleName } = binding;
          const rules = this.roleRules(roleKind, binding.namespace, roleName);
          if (rules?.some(rule => ruleAllows(rule, attributes))) {
            return { binding, subject };
          }
        }
      }
    }
    return undefined;
  }

  /** Everything that a user may do in a namespace ('' is the cluster scope). */
  rulesFor(user: UserInfo, namespace: string): PolicyRule[] {
    const granted: PolicyRule[] = [];
    if (user.groups.includes(mastersGroup)) {
      granted.push(everything, everyPath);
    }
    for (const binding of this.#bindingsOf(user)) {
      if (binding.namespace === '' || binding.namespace === namespace) {
        granted.push(
          ...(this.roleRules(
            binding.roleKind,
            binding.namespace,
            binding.roleName,
          ) ?? []),
        );
      }
    }
    return granted;
  }

  /** The rules of a role; undefined when it does not exist. */
  roleRules(
    kind: string,
    namespace: string,
    name: string,
  ): readonly PolicyRule[] | undefined {
    const stored =
      kind === 'ClusterRole'
        ? this.#store.table(tables.clusterRoles).get(name)
        : this.#store.table(tables.roles).get(`${namespace}/${name}`);
    if (!stored) {
      return undefined;
    }
    const { object } = stored.stored;
    let rules = this.#rules.get(object);
    if (!rules) {
      rules = rulesOf(object);
      this.#rules.set(object, rules);
    }
    return rules;
  }

  *#bindingsOf(user: UserInfo): Iterable<Binding> {
    for (const subject of subjectsOf(user)) {
      yield* this.#bySubject.get(subject) ?? [];
    }
  }

  #follow(change: StoreChange): void {
    const { table, type, current } = change;
    if (table !== tables.roleBindings && table !== tables.clusterRoleBindings) {
      return;
    }
    this.#drop(`${table}:${current.key}`);
    if (type !== 'DELETED') {
      this.#add(table, current.stored.object);
    }
  }

  #add(table: string, object: KubernetesObject): void {
    const { namespace = '', name = '' } = object.metadata;
    const key = `${table}:${namespace ? `${namespace}/${name}` : name}`;
    const roleRef: unknown = 'roleRef' in object ? object.roleRef : undefined;
    const subjects: unknown =
      'subjects' in object ? object.subjects : undefined;
    if (!isJsonObject(roleRef)) {
      return;
    }
    const binding: Binding = {
      key,
      name,
      namespace,
      roleKind: String(roleRef.kind),
      roleName: String(roleRef.name),
      subjects: Array.isArray(subjects)
        ? subjects
            .filter(isJsonObject)
            .map(subject => subjectKey(subject, namespace))
        : [],
    };
    this.#bindings.set(key, binding);
    for (const subject of binding.subjects) {
      const known = this.#bySubject.get(subject) ?? new Set();
      known.add(binding);
      this.#bySubject.set(subject, known);
    }
  }

  #drop(key: string): void {
    const binding = this.#bindings.get(key);
    if (!binding) {
      return;
    }
    this.#bindings.delete(key);
    for (const subject of binding.subjects) {
      const known = this.#bySubject.get(subject);
      known?.delete(binding);
      if (known?.size === 0) {
        this.#bySubject.delete(subject);
      }
    }
  }
}

function subjectKey(
  subject: Record<string, unknown>,
  bindingNamespace: string,
): string {
  const { kind, name, namespace } = subject;
  if (kind === 'ServiceAccount') {
    const where = typeof namespace === 'string' ? namespace : bindingNamespace;
    return `ServiceAccount:${where}/${String(name)}`;
  }
  return `${String(kind)}:${String(name)}`;
}

/** What a user is called in the index of bindings. */
function subjectsOf(user: UserInfo): string[] {
  const account = parseServiceAccountUsername(user.username);
  return [
    `User:${user.username}`,
    ...user.groups.map(group => `Group:${group}`),
    ...(account ? [`ServiceAccount:${account.namespace}/${account.name}`] : []),
  ];
}

function subjectText(subject: string): string {
  const colon = subject.indexOf(':');
  const kind = subject.slice(0, colon);
  const name = subject.slice(colon + 1);
  const shown =
    kind === 'ServiceAccount' ? name.split('/').reverse().join('/') : name;
  return `${kind} ${JSON.stringify(shown)}`;
}
