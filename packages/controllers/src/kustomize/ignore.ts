import type { Kustomization, KustomizeSelector } from '@sluice/api';
import { type Regexp, compileRegexp } from '@sluice/golang/regexp';
import type { CompiledIgnoreRules } from '@sluice/kubernetes/apply';
import {
  type KubernetesObject,
  parseApiVersion,
} from '@sluice/kubernetes/objects';
import { StepError, messageOf } from './failure';

function refuse(message: string): StepError {
  return new StepError('ReconciliationFailed', `spec.ignore: ${message}`, {
    recorded: true,
  });
}

function compilePattern(pattern: string): Regexp {
  try {
    return compileRegexp(`^(?:${pattern})$`);
  } catch (error) {
    throw refuse(messageOf(error));
  }
}

type Matcher = (object: KubernetesObject) => boolean;

function matchText(
  pattern: string | undefined,
  textOf: (object: KubernetesObject) => string,
): Matcher[] {
  if (!pattern) return [];
  const expression = compilePattern(pattern);
  return [object => expression.test(textOf(object))];
}

/** `a=b,c!=d,e,!f` */
function matchLabels(
  selector: string | undefined,
  mapOf: (object: KubernetesObject) => Record<string, string> | undefined,
): Matcher[] {
  if (!selector) return [];
  return selector.split(',').map((part): Matcher => {
    const match = /^\s*(!?)([\w./-]+)\s*(?:(==|=|!=)\s*([\w.-]*))?\s*$/.exec(
      part,
    );
    if (!match) throw refuse(`selector '${selector}' is not understood`);
    const [, not, key, operator, value] = match;
    return object => {
      const map = mapOf(object) ?? {};
      const has = Object.hasOwn(map, key);
      if (!operator) return has !== (not === '!');
      return operator === '!='
        ? !has || map[key] !== value
        : has && map[key] === value;
    };
  });
}

function compileSelector(target: KustomizeSelector): Matcher {
  const all = [
    ...matchText(target.group, o => parseApiVersion(o.apiVersion).group),
    ...matchText(target.version, o => parseApiVersion(o.apiVersion).version),
    ...matchText(target.kind, o => o.kind),
    ...matchText(target.name, o => o.metadata.name ?? ''),
    ...matchText(target.namespace, o => o.metadata.namespace ?? ''),
    ...matchLabels(target.labelSelector, o => o.metadata.labels),
    ...matchLabels(target.annotationSelector, o => o.metadata.annotations),
  ];
  return object => all.every(matches => matches(object));
}

/** The rules of `spec.ignore`; undefined when there are none. Throws a StepError when one cannot be read. */
export function compileIgnoreRules(
  object: Kustomization,
): CompiledIgnoreRules | undefined {
  const rules = object.spec.ignore ?? [];
  if (rules.length === 0) return undefined;
  return rules.map(rule => ({
    paths: rule.paths,
    matches: rule.target ? compileSelector(rule.target) : () => true,
  }));
}
