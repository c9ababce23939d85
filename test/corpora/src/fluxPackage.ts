import {
  type FluxBuildSpec,
  InMemoryFileTree,
  asYaml,
  buildFluxKustomization,
  buildKustomization,
  generateFluxKustomization,
  isLocalRelativePath,
} from '@sluice/kustomize';
import { parseSigsYaml } from '@sluice/golang/yaml';
import {
  isSubstitutionDisabled,
  prepareVariables,
  substituteVariables,
} from '@sluice/kustomize/substitution';
import { emitSigsYaml } from '@sluice/golang/yaml';
import {
  type JsonRecord,
  type Verdict,
  isRecord,
  record,
  records,
  text,
} from './corpus';
import { buildSpecOf, dataOf } from './fluxScenarios';

interface Build {
  resources: Map<string, unknown>[];
  yaml: string;
}

type Outcome = { error?: string; [field: string]: unknown };

const noError = { error: undefined };

function specOf(step: JsonRecord): JsonRecord {
  const flux =
    typeof step.flux === 'string' ? parseSigsYaml(step.flux) : step.flux;
  return isRecord(flux) ? record(flux, 'spec') : {};
}

/** Ignore patterns as far as the cases need them: names and globs without slashes; the last that matches wins. */
function ignores(patterns: readonly string[]): (path: string) => boolean {
  const rules = patterns
    .map(line => line.trim())
    .filter(line => line !== '' && !line.startsWith('#'));
  return path => {
    let ignored = false;
    for (const rule of rules) {
      const negated = rule.startsWith('!');
      const glob = (negated ? rule.slice(1) : rule).replace(/^\/|\/$/g, '');
      const pattern = new RegExp(
        `^${glob
          .replace(/[.+^${}()|[\]\\]/g, '\\$&')
          .replaceAll('**', '*')
          .replaceAll('*', '.*')}$`,
      );
      if (
        path.split('/').some(part => pattern.test(part)) ||
        pattern.test(path)
      )
        ignored = !negated;
    }
    return ignored;
  };
}

class Steps {
  readonly #files: Record<string, string>;
  readonly #specs = new Map<string, FluxBuildSpec>();
  readonly #objects: JsonRecord[] = [];
  readonly #honoursIgnoreFile: boolean;
  readonly outcomes: Outcome[] = [];

  constructor(testCase: JsonRecord) {
    this.#files = {};
    // Only by its name does a case say that Flux honours `.sourceignore` in it.
    this.#honoursIgnoreFile = text(testCase, 'name').includes('SourceIgnore');
    for (const [path, content] of Object.entries(record(testCase, 'files'))) {
      // Two names of Go constants were left in the files.
      this.#files[path] = String(content)
        .replace(
          'types.KustomizationVersion',
          'kustomize.config.k8s.io/v1beta1',
        )
        .replace('types.KustomizationKind', 'Kustomization');
    }
    for (const step of records(testCase, 'steps')) {
      this.#files[`${text(step, 'dir')}/.keep`] = '';
      try {
        this.outcomes.push({ ...noError, ...this.#run(step) });
      } catch (error) {
        this.outcomes.push({
          error: error instanceof Error ? error.message : String(error),
        });
      }
    }
  }

  #tree(): InMemoryFileTree {
    return new InMemoryFileTree(Object.entries(this.#files));
  }

  #run(step: JsonRecord): Outcome {
    switch (step.op) {
      case 'isLocalRelativePath':
        return { result: isLocalRelativePath(text(step, 'path')) };
      case 'generate':
        return this.#generate(step);
      case 'build':
        return { build: this.#build(text(step, 'dir')) };
      case 'scan':
        return this.#scan(step);
      case 'apply': {
        const object = parseSigsYaml(this.#files[text(step, 'file')]);
        if (isRecord(object)) this.#objects.push(object);
        return {};
      }
      default:
        return this.#substitute(step);
    }
  }

  #ignoreOf(step: JsonRecord): ((path: string) => boolean) | undefined {
    if (Array.isArray(step.ignore)) return ignores(step.ignore.map(String));
    if (!this.#honoursIgnoreFile || typeof step.ignore !== 'string') {
      return undefined;
    }
    const file = this.#files[`${text(step, 'dir')}/.sourceignore`] ?? '';
    return ignores([...file.split('\n'), ...step.ignore.split('\n')]);
  }

  #generate(step: JsonRecord): Outcome {
    const directory = text(step, 'dir');
    const spec = buildSpecOf(specOf(step));
    const { fileName, generated, kustomization } = generateFluxKustomization({
      tree: this.#tree(),
      path: directory,
      spec,
      isIgnored: this.#ignoreOf(step),
    });
    this.#files[`${directory}/${fileName}`] = emitSigsYaml(kustomization);
    this.#specs.set(directory, spec);
    return {
      action: generated ? 'created' : 'unchanged',
      kfile: `${directory}/${fileName}`,
      kustomization,
    };
  }

  #build(directory: string): Build {
    // What Flux says of panics only its own build does; without a spec it changes nothing else here.
    const { resources } = (() => {
      try {
        return buildKustomization({
          tree: this.#tree(),
          path: directory,
          options: { schemaFiles: 'add' },
        });
      } catch (error) {
        if (!this.#specs.has(directory)) {
          buildFluxKustomization({
            tree: this.#tree(),
            path: directory,
            spec: {},
          });
        }
        throw error;
      }
    })();
    return {
      yaml: asYaml(resources),
      resources: resources.map(
        resource => new Map(Object.entries(resource.toJson())),
      ),
    };
  }

  #scan(step: JsonRecord): Outcome {
    const directory = text(step, 'dir');
    const { kustomization } = generateFluxKustomization({
      tree: this.#tree(),
      path: directory,
      spec: {},
      isIgnored: this.#ignoreOf(step),
    });
    const paths = Array.isArray(kustomization.resources)
      ? kustomization.resources
      : undefined;
    return {
      paths: paths?.map(path => `${directory}/${String(path).slice(2)}`),
    };
  }

  #substitute(step: JsonRecord): Outcome {
    const [from, , , which] = Array.isArray(step.resource) ? step.resource : [];
    const built = this.outcomes[Number(from)].build;
    if (!isBuild(built)) return { error: 'nothing was built' };
    const postBuild = record(specOf(step), 'postBuild');
    const variables: [string, string][] = [];
    for (const reference of records(postBuild, 'substituteFrom')) {
      const source = this.#objects.find(
        object =>
          text(object, 'kind') === text(reference, 'kind') &&
          text(record(object, 'metadata'), 'name') === text(reference, 'name'),
      );
      if (source) variables.push(...dataOf(source));
    }
    for (const [key, value] of Object.entries(
      record(postBuild, 'substitute'),
    )) {
      variables.push([key, String(value)]);
    }
    const options = record(step, 'options');
    const prepared = prepareVariables(variables);
    const documents = built.yaml.split('---\n').map((document, i) => {
      const object = parseSigsYaml(document);
      const chosen = which === '*' || which === i;
      if (!chosen || !isRecord(object) || isSubstitutionDisabled(object)) {
        return document;
      }
      return emitSigsYaml(
        substituteVariables(object, prepared, {
          strict: options.strict === true,
          strategy: options.always === true ? 'Always' : 'WithVariables',
        }),
      );
    });
    // The step changes the objects it was given.
    built.yaml = documents.join('---\n');
    return { result: { yaml: built.yaml } };
  }
}

function isBuild(value: unknown): value is Build {
  return typeof value === 'object' && value !== null && 'yaml' in value;
}

function lookup(from: unknown, path: readonly unknown[]): unknown {
  let current: unknown = from;
  for (const part of path) {
    if ((part === 'name' || part === 'namespace') && current instanceof Map) {
      const metadata: unknown = current.get('metadata');
      current = isRecord(metadata) ? metadata[part] : undefined;
      continue;
    }
    if (part === 'text' && typeof current === 'string') continue;
    if (part === 'base' && typeof current === 'string') {
      current = current.slice(current.lastIndexOf('/') + 1);
      continue;
    }
    if (typeof current === 'string' && current.includes(':')) {
      current = parseSigsYaml(current);
    }
    if (current instanceof Map) current = current.get(part);
    else if (Array.isArray(current)) current = current[Number(part)];
    else if (typeof current === 'object' && current !== null) {
      current = Reflect.get(current, String(part));
    } else return undefined;
  }
  return current;
}

function asText(value: unknown): string {
  return typeof value === 'string'
    ? value
    : JSON.stringify(
        value instanceof Map ? Object.fromEntries(value) : value,
      ) ?? '';
}

function equal(a: unknown, b: unknown): boolean {
  const normal = (value: unknown): string =>
    JSON.stringify(value ?? null, (_key, item: unknown) =>
      isRecord(item) ? Object.fromEntries(Object.entries(item).sort()) : item,
    );
  if (typeof a === 'string' && typeof b === 'string')
    return a.trim() === b.trim();
  return normal(a) === normal(b);
}

function size(value: unknown): number {
  return Array.isArray(value) ? value.length : asText(value ?? '').length;
}

function holds(matcher: string, value: unknown, wanted: unknown): boolean {
  if (matcher.startsWith('not '))
    return !holds(matcher.slice(4), value, wanted);
  switch (matcher) {
    case 'HaveOccurred':
      return value !== undefined;
    case 'Equal':
      return equal(value, wanted);
    case 'ContainSubstring':
      return asText(value).includes(String(wanted));
    case 'ContainElement':
      return Array.isArray(value) && value.some(item => equal(item, wanted));
    case 'HaveLen':
      return size(value ?? []) === wanted;
    case 'BeEmpty':
      return value === undefined || size(value) === 0;
    case 'BeNil':
      return value === undefined || value === null;
    case 'HavePrefix':
      return asText(value).startsWith(String(wanted));
    default:
      throw new Error(`unknown matcher ${matcher}`);
  }
}

/** Judges a case of fluxcd/pkg/kustomize: steps and what they must have made. */
export function judgeFluxPackage(testCase: JsonRecord): Verdict {
  const { outcomes } = new Steps(testCase);
  for (const check of records(testCase, 'checks')) {
    const path = Array.isArray(check.at) ? check.at : [];
    const value = lookup(outcomes[Number(check.step)], path);
    const reference = isRecord(check.value) ? check.value.sameAs : undefined;
    const wanted = Array.isArray(reference)
      ? lookup(outcomes[Number(reference[0])], reference.slice(1))
      : check.value;
    if (!holds(text(check, 'is'), value, wanted)) {
      return `step ${check.step} ${path.join('.')} ${check.is} ${asText(
        wanted,
      ).slice(0, 200)}: ${asText(value ?? null).slice(0, 300)}`;
    }
  }
  return undefined;
}
