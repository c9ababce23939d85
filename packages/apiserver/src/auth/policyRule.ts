import { isJsonObject } from '../store/json';
import type { RequestAttributes } from './requestAttributes';
import { combinedResource } from './requestAttributes';

/** `rbac.authorization.k8s.io/v1` PolicyRule. */
export interface PolicyRule {
  verbs: readonly string[];
  apiGroups: readonly string[];
  resources: readonly string[];
  resourceNames: readonly string[];
  nonResourceURLs: readonly string[];
}

function strings(value: unknown): string[] {
  return Array.isArray(value)
    ? value.filter(item => typeof item === 'string')
    : [];
}

/** The rules of a Role or ClusterRole, whatever it holds. */
export function rulesOf(role: object): PolicyRule[] {
  const rules: unknown = 'rules' in role ? role.rules : undefined;
  return Array.isArray(rules) ? rules.filter(isJsonObject).map(readRule) : [];
}

function readRule(rule: Record<string, unknown>): PolicyRule {
  return {
    verbs: strings(rule.verbs),
    apiGroups: strings(rule.apiGroups),
    resources: strings(rule.resources),
    resourceNames: strings(rule.resourceNames),
    nonResourceURLs: strings(rule.nonResourceURLs),
  };
}

/** Whether a rule allows a request. */
export function ruleAllows(
  rule: PolicyRule,
  attributes: RequestAttributes,
): boolean {
  if (!has(rule.verbs, attributes.verb)) {
    return false;
  }
  if (attributes.path !== undefined) {
    const { path } = attributes;
    return rule.nonResourceURLs.some(pattern => pathMatches(pattern, path));
  }
  return (
    has(rule.apiGroups, attributes.group) &&
    resourceMatches(
      rule,
      attributes.resource,
      attributes.subresource,
      combinedResource(attributes),
    ) &&
    (rule.resourceNames.length === 0 ||
      (attributes.name !== '' && rule.resourceNames.includes(attributes.name)))
  );
}

function has(list: readonly string[], value: string): boolean {
  return list.includes('*') || list.includes(value);
}

function pathMatches(pattern: string, path: string): boolean {
  return (
    pattern === '*' ||
    pattern === path ||
    (pattern.endsWith('*') && path.startsWith(pattern.slice(0, -1)))
  );
}

function resourceMatches(
  rule: PolicyRule,
  resource: string,
  subresource: string,
  combined: string,
): boolean {
  return rule.resources.some(
    known =>
      known === '*' ||
      known === combined ||
      (subresource !== '' && known === `*/${subresource}` && resource !== ''),
  );
}

/** A rule in its smallest parts: one verb on one thing. */
function* partsOf(rule: PolicyRule): Iterable<PolicyRule> {
  for (const verb of rule.verbs) {
    for (const apiGroup of rule.apiGroups) {
      for (const resource of rule.resources) {
        const names =
          rule.resourceNames.length > 0
            ? rule.resourceNames.map(name => [name])
            : [[]];
        for (const resourceNames of names) {
          yield {
            verbs: [verb],
            apiGroups: [apiGroup],
            resources: [resource],
            resourceNames,
            nonResourceURLs: [],
          };
        }
      }
    }
    for (const url of rule.nonResourceURLs) {
      yield {
        verbs: [verb],
        apiGroups: [],
        resources: [],
        resourceNames: [],
        nonResourceURLs: [url],
      };
    }
  }
}

function partCovered(part: PolicyRule, owned: readonly PolicyRule[]): boolean {
  return owned.some(rule => {
    if (!part.verbs.every(verb => has(rule.verbs, verb))) {
      return false;
    }
    if (part.nonResourceURLs.length > 0) {
      return part.nonResourceURLs.every(url =>
        rule.nonResourceURLs.some(pattern => pathMatches(pattern, url)),
      );
    }
    return (
      part.apiGroups.every(group => has(rule.apiGroups, group)) &&
      part.resources.every(resource => resourceCovered(resource, rule)) &&
      (rule.resourceNames.length === 0 ||
        (part.resourceNames.length > 0 &&
          part.resourceNames.every(name => rule.resourceNames.includes(name))))
    );
  });
}

function resourceCovered(resource: string, rule: PolicyRule): boolean {
  const slash = resource.indexOf('/');
  return (
    has(rule.resources, resource) ||
    (slash > 0 && rule.resources.includes(`*${resource.slice(slash)}`))
  );
}

/** The parts of rules that somebody who owns other rules does not have: what an escalation would add. Parts of one thing are joined. */
export function missingParts(
  wanted: readonly PolicyRule[],
  owned: readonly PolicyRule[],
): PolicyRule[] {
  const missing = new Map<string, PolicyRule>();
  for (const rule of wanted) {
    for (const part of partsOf(rule)) {
      if (!partCovered(part, owned)) {
        const { verbs, ...thing } = part;
        const key = JSON.stringify(thing);
        const known = missing.get(key)?.verbs ?? [];
        missing.set(key, {
          ...thing,
          verbs: [...new Set([...known, ...verbs])],
        });
      }
    }
  }
  return [...missing.values()];
}

/** A rule as the real server prints it in a refusal. */
export function ruleText(rule: PolicyRule): string {
  const parts = [
    ['APIGroups', rule.apiGroups],
    ['Resources', rule.resources],
    ['ResourceNames', rule.resourceNames],
    ['NonResourceURLs', rule.nonResourceURLs],
    ['Verbs', rule.verbs],
  ] as const;
  const text = parts
    .filter(([, values]) => values.length > 0)
    .map(
      ([name, values]) =>
        `${name}:[${values.map(value => JSON.stringify(value)).join(' ')}]`,
    );
  return `{${text.join(', ')}}`;
}
