import { compilePattern } from '../text/regexp';
import { type Gvk, type ResourceId, effectiveNamespace } from './identity';
import { parseLabelSelector } from './labelSelector';
import { type Resource } from './resource';

/** Which objects something is meant for; an empty field selects any. All but the last two are anchored RE2 patterns. */
export interface Selector {
  group: string;
  version: string;
  kind: string;
  name: string;
  namespace: string;
  annotationSelector: string;
  labelSelector: string;
}

export const identityFields = [
  'group',
  'version',
  'kind',
  'name',
  'namespace',
] as const;

type Matcher = (text: string) => boolean;

function anchored(pattern: string): Matcher {
  if (pattern === '') return () => true;
  const compiled = compilePattern(`^(?:${pattern})$`);
  return text => compiled.test(text);
}

/** A label selector that is read when the first object is asked about: one that no object comes to may be wrong. */
function whenNeeded(
  text: string,
): (labels: ReadonlyMap<string, string>) => boolean {
  let matches: ReturnType<typeof parseLabelSelector> | undefined;
  return labels => {
    matches ??= parseLabelSelector(text);
    return matches(labels);
  };
}

/** A selector with its patterns compiled. */
export class CompiledSelector {
  readonly #matchers: Record<(typeof identityFields)[number], Matcher>;
  readonly #labels: (labels: ReadonlyMap<string, string>) => boolean;
  readonly #annotations: (labels: ReadonlyMap<string, string>) => boolean;

  /** @throws Error for an invalid pattern */
  constructor(selector: Selector) {
    this.#matchers = {
      group: anchored(selector.group),
      version: anchored(selector.version),
      kind: anchored(selector.kind),
      name: anchored(selector.name),
      namespace: anchored(selector.namespace),
    };
    this.#labels = whenNeeded(selector.labelSelector);
    this.#annotations = whenNeeded(selector.annotationSelector);
  }

  matchesGvk(gvk: Gvk): boolean {
    return (
      this.#matchers.group(gvk.group) &&
      this.#matchers.version(gvk.version) &&
      this.#matchers.kind(gvk.kind)
    );
  }

  /** Matches one identity; its namespace as it is written. */
  matchesId(id: ResourceId): boolean {
    return (
      this.matchesGvk(id) &&
      this.#matchers.name(id.name) &&
      this.#matchers.namespace(id.namespace)
    );
  }

  /** @throws Error for an invalid selector */
  matchesLabelsAndAnnotations(resource: Resource): boolean {
    return (
      this.#labels(resource.labels()) &&
      this.#annotations(resource.annotations())
    );
  }

  /** How patches select: name and namespace (the effective one) as they were or as they are, the kind as it is. */
  selects(resource: Resource): boolean {
    const current = resource.currentId();
    const original = resource.originalId();
    return (
      (this.#matchers.namespace(effectiveNamespace(original)) ||
        this.#matchers.namespace(effectiveNamespace(current))) &&
      (this.#matchers.name(original.name) ||
        this.#matchers.name(current.name)) &&
      this.matchesGvk(resource.gvk()) &&
      this.matchesLabelsAndAnnotations(resource)
    );
  }
}
