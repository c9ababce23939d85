import { posix } from 'node:path';
import { readCrdConfig, readTransformerConfig } from '../config/readConfig';
import {
  type TransformerConfig,
  defaultTransformerConfig,
  emptyTransformerConfig,
  mergeTransformerConfigs,
} from '../config/transformerConfig';
import { absorb } from '../generate/absorb';
import { type Kustomization } from '../kustomization/kustomization';
import { MissingRemotes } from '../remote/missingRemotes';
import {
  HttpStatusError,
  RemoteFetchError,
  RemoteNeededError,
} from '../remote/remoteBases';
import {
  ResourceReadError,
  readResources,
  readYamlText,
} from '../resource/readResources';
import { type Resource, asYaml } from '../resource/resource';
import { ResourceMap } from '../resource/resourceMap';
import { ContextError, findCause, withContext } from '../text/context';
import { variableText } from '../transform/variableText';
import { quote } from '@sluice/golang/fmt';
import { Accumulator } from './accumulator';
import { type NamedGenerator, builtinGenerators } from './builtinGenerators';
import {
  type NamedTransformer,
  builtinTransformers,
} from './builtinTransformers';
import { type BuildContext } from './context';
import { loadKustomization } from './loadKustomization';
import { type Loader, RemoteResourceError } from './loader';
import {
  type Place,
  addOrigin,
  addTransformation,
  placeBelow,
  setOrigin,
} from './origin';
import { pluginGenerators, pluginTransformers } from './plugins';

export interface TargetOptions {
  context: BuildContext;
  loader: Loader;
  kustomization: Kustomization;
  fileName: string;
  /** Where it is, from the directory the build began in. */
  place: Place;
  /** What the top-level kustomization says; it counts for all. */
  buildMetadata: readonly string[];
  /** The namespace of the nearest kustomization above that has one. */
  inheritedNamespace: string;
}

/** One kustomization of a build. */
export class Target {
  readonly #context: BuildContext;
  readonly #loader: Loader;
  readonly #kustomization: Kustomization;
  readonly #fileName: string;
  readonly #place: Place;
  readonly #options: TargetOptions;

  constructor(options: TargetOptions) {
    this.#options = options;
    this.#context = options.context;
    this.#loader = options.loader;
    this.#kustomization = options.kustomization;
    this.#fileName = options.fileName;
    this.#place = options.place;
  }

  /** Runs the kustomization on an accumulator: an empty one, or for a component that of its parent. */
  accumulate(accumulator: Accumulator): void {
    const kustomization = this.#kustomization;
    withContext('accumulating resources', () =>
      this.#accumulateResources(accumulator, kustomization.resources),
    );
    accumulator.mergeConfig(this.#transformerConfig());
    accumulator.mergeConfig(this.#crdConfig());
    this.#runGenerators(accumulator);
    withContext('accumulating components', () => {
      const missing = new MissingRemotes();
      for (const path of kustomization.components) {
        missing.collect(() => this.#accumulateComponent(accumulator, path));
      }
      missing.throwIfAny();
    });
    this.#runTransformers(accumulator);
    this.#runValidators(accumulator);
    withContext(
      () =>
        `merging vars [${kustomization.vars
          .map(variable => variableText(variable, 'written'))
          .join(' ')}]`,
      () =>
        accumulator.addVariables(kustomization.vars, this.#context.knowledge),
    );
  }

  /** Validators are transformers that may change nothing but say that they ran. */
  #runValidators(accumulator: Accumulator): void {
    const validators = this.#pluginTransformers(this.#kustomization.validators);
    const text = (): string =>
      asYaml(
        accumulator.resources.list().map(resource => {
          const copy = resource.copy();
          const labels = copy.labels();
          if (labels.delete('validated-by')) copy.setLabels(labels);
          return copy;
        }),
      );
    for (const { transform } of validators) {
      const before = text();
      transform(accumulator.resources);
      if (text() !== before) {
        throw new Error("validator shouldn't modify the resource map");
      }
    }
  }

  #transformerConfig(): TransformerConfig {
    let added: TransformerConfig = emptyTransformerConfig;
    for (const path of this.#kustomization.configurations) {
      added = mergeTransformerConfigs(
        added,
        readTransformerConfig(this.#loader.readJsonText(path)),
      );
    }
    return mergeTransformerConfigs(defaultTransformerConfig, added);
  }

  #crdConfig(): TransformerConfig {
    const { crds } = this.#kustomization;
    return withContext(`loading CRDs [${crds.join(' ')}]`, () => {
      let config: TransformerConfig = emptyTransformerConfig;
      for (const path of crds) {
        config = mergeTransformerConfigs(
          config,
          readCrdConfig(this.#loader.readBytes(path), path),
        );
      }
      return config;
    });
  }

  #accumulateResources(
    accumulator: Accumulator,
    paths: readonly string[],
  ): void {
    const missing = new MissingRemotes();
    for (const path of paths) {
      this.#countRead();
      missing.collect(() => this.#accumulateResource(accumulator, path));
    }
    missing.throwIfAny();
  }

  /** Takes a path for that of a file, and if it is none, for that of a directory or repository. */
  #accumulateResource(accumulator: Accumulator, path: string): void {
    let fileError: unknown;
    try {
      this.#accumulateFile(accumulator, path);
      return;
    } catch (error) {
      if (
        findCause(error, RemoteNeededError) ||
        findCause(error, HttpStatusError)
      ) {
        throw error;
      }
      fileError = error;
    }
    this.#accumulateBase(accumulator, path, fileError);
  }

  #countRead(): void {
    this.#context.remainingReads--;
    if (this.#context.remainingReads < 0) {
      throw new Error('the build reads too many files');
    }
  }

  #accumulateFile(accumulator: Accumulator, path: string): void {
    const resources = withContext(`accumulating resources from '${path}'`, () =>
      this.#readFile(path),
    );
    if (this.#context.trackOrigins) {
      setOrigin(resources, placeBelow(this.#place, path));
    }
    withContext(`merging resources from '${path}'`, () =>
      accumulator.resources.appendAll(resources),
    );
  }

  #readFile(path: string): ResourceMap {
    try {
      const text = readYamlText(() => this.#loader.readText(path));
      return new ResourceMap(readResources(text, this.#context.knowledge));
    } catch (error) {
      if (!(error instanceof ResourceReadError) || !error.malformed) {
        throw error;
      }
      throw new ResourceReadError(
        `${error.message} in File: ${path}`,
        true,
        error.line,
      );
    }
  }

  /** Takes a path that is no file of objects for a directory with a kustomization. */
  #accumulateBase(
    accumulator: Accumulator,
    path: string,
    fileError: unknown,
  ): void {
    const context = `accumulation err='${
      fileError instanceof Error ? fileError.message : fileError
    }'`;
    let loader: Loader;
    try {
      loader = this.#loader.enter(path);
    } catch (error) {
      if (
        error instanceof RemoteResourceError ||
        error instanceof RemoteNeededError
      ) {
        throw error;
      }
      const timedOut = error instanceof RemoteFetchError && error.timedOut;
      if (findCause(fileError, ResourceReadError)?.malformed && !timedOut) {
        throw fileError;
      }
      throw new ContextError(context, error);
    }
    withContext(context, () => {
      const child = this.#enterDirectory(loader, path, false);
      const own = new Accumulator();
      withContext(`recursed accumulation of path '${loader.root}'`, () =>
        child.accumulate(own),
      );
      withContext(`recursed merging from path '${loader.root}'`, () =>
        accumulator.merge(own),
      );
    });
  }

  #accumulateComponent(accumulator: Accumulator, path: string): void {
    this.#countRead();
    let loader: Loader;
    try {
      loader = this.#loader.enter(path);
    } catch (error) {
      throw new Error(
        `loader.New ${quote(error instanceof Error ? error.message : '')}`,
        { cause: error },
      );
    }
    try {
      const component = this.#enterDirectory(loader, path, true);
      withContext(`recursed accumulation of path '${loader.root}'`, () =>
        component.accumulate(accumulator),
      );
    } catch (error) {
      throw new Error(
        `accumulateDirectory: ${quote(
          error instanceof Error ? error.message : '',
        )}`,
        { cause: error },
      );
    }
  }

  #enterDirectory(loader: Loader, path: string, component: boolean): Target {
    const { kustomization, fileName, warnings } = withContext(
      `couldn't make target for path '${loader.root}'`,
      () => loadKustomization(loader),
    );
    this.#context.warn(warnings);
    this.#context.useSchema(kustomization, loader);
    const isComponent = kustomization.kind === 'Component';
    if (component && !isComponent) {
      throw new Error(
        `expected kind 'Component' for path '${loader.root}' but got '${kustomization.kind}'`,
      );
    }
    if (!component && isComponent) {
      throw new Error(`expected kind != 'Component' for path '${loader.root}'`);
    }
    return new Target({
      ...this.#options,
      loader,
      kustomization,
      fileName,
      place: placeBelow(this.#place, path),
      inheritedNamespace:
        this.#kustomization.namespace || this.#options.inheritedNamespace,
    });
  }

  #pluginOrigin(plugin: string) {
    return {
      repo: this.#place.repo,
      ref: this.#place.ref,
      configuredIn: posix.join(this.#place.path, this.#fileName),
      configuredBy: { apiVersion: 'builtin', kind: plugin },
    };
  }

  #runGenerators(accumulator: Accumulator): void {
    const { knowledge } = this.#context;
    const builtin = builtinGenerators(
      this.#kustomization,
      this.#options.inheritedNamespace,
      this.#loader,
      knowledge,
    );
    const plugins: NamedGenerator[] = withContext(
      'loading generator plugins',
      () =>
        pluginGenerators(
          this.#pluginResources(this.#kustomization.generators, 'generator'),
          this.#loader,
          knowledge,
        ),
    );
    for (const generator of [...builtin, ...plugins]) {
      const generated = generator.generate();
      if (this.#context.trackOrigins) {
        addOrigin(
          generated,
          generator.origin ?? this.#pluginOrigin(generator.plugin),
        );
      }
      withContext(`merging from generator ${generator.plugin}`, () => {
        for (const resource of generated) {
          absorb(accumulator.resources, resource);
        }
      });
    }
  }

  #runTransformers(accumulator: Accumulator): void {
    const transformers: NamedTransformer[] = [
      ...builtinTransformers(
        this.#kustomization,
        accumulator.config,
        this.#loader,
        this.#context.knowledge,
      ),
      ...this.#pluginTransformers(this.#kustomization.transformers),
    ];
    for (const { plugin, origin, transform } of transformers) {
      transform(accumulator.resources);
      if (this.#context.trackTransformations) {
        addTransformation(
          accumulator.resources,
          origin ?? this.#pluginOrigin(plugin),
        );
      }
      accumulator.resources.dropEmpty();
    }
  }

  #pluginTransformers(entries: readonly string[]): NamedTransformer[] {
    if (entries.length === 0) return [];
    return pluginTransformers(
      this.#pluginResources(entries, 'transformer'),
      this.#loader,
      this.#context.knowledge,
    );
  }

  /** The configurations of plugins: written in place, or in files and directories. */
  #pluginResources(
    entries: readonly string[],
    what: 'generator' | 'transformer',
  ): Resource[] {
    const accumulator = new Accumulator();
    const paths: string[] = [];
    for (const entry of entries) {
      let inline: Resource[];
      try {
        inline = readResources(entry, this.#context.knowledge);
      } catch (error) {
        if (!(error instanceof ResourceReadError)) throw error;
        paths.push(entry);
        continue;
      }
      if (this.#context.trackOrigins) {
        setOrigin(inline, placeBelow(this.#place, this.#fileName));
      }
      withContext(`configuring external ${what}`, () =>
        accumulator.resources.appendAll(inline),
      );
    }
    this.#accumulateResources(accumulator, paths);
    return accumulator.resources.list();
  }
}
