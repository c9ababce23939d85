import { posix } from 'node:path';
import { type JsonObject } from '@sluice/golang/json';
import { emitSigsYaml, parseSigsYaml } from '@sluice/golang/yaml';
import { generateObject } from '../generate/generateObject';
import { gkeServiceAccount } from '../generate/gkeServiceAccount';
import { shapes } from '../kustomization/kustomization';
import {
  decodeAs,
  flag,
  integer,
  lenientMode,
  list,
  optional,
  struct,
  text,
  textMap,
} from '../kustomization/shape';
import { behaviorOf } from '../resource/bookkeeping';
import { gvkText, idText } from '../resource/identity';
import { readResources } from '../resource/readResources';
import { type Resource } from '../resource/resource';
import { type Knowledge } from '../schema/knowledge';
import { withContext } from '../text/context';
import { setImage } from '../transform/images';
import { setEntries } from '../transform/labels';
import { addNameHashes } from '../transform/nameHash';
import { addToNames } from '../transform/names';
import { setNamespace } from '../transform/namespace';
import {
  type Transformer,
  strategicMergeTransformer,
} from '../transform/patches';
import { replacementTransformer } from '../transform/replacements';
import { setReplicas } from '../transform/replicas';
import { valueAddTransformer } from '../transform/valueAdd';
import { type NamedGenerator } from './builtinGenerators';
import {
  type NamedTransformer,
  prepareJson6902,
  preparePatch,
} from './builtinTransformers';
import { type Loader } from './loader';
import { pluginOrigin } from './origin';

const metadata = struct('types.ObjectMeta', { name: text, namespace: text });
const fieldSpecs = list(shapes.fieldSpec);

const valueTarget = struct('Target', {
  selector: optional(shapes.selector),
  fieldPath: text,
  filePathPosition: integer,
});

const shape = {
  labels: struct('LabelTransformer', { labels: textMap, fieldSpecs }),
  annotations: struct('AnnotationsTransformer', {
    annotations: textMap,
    fieldSpecs,
  }),
  image: struct('ImageTagTransformer', { imageTag: shapes.image, fieldSpecs }),
  namespace: struct('NamespaceTransformer', {
    metadata,
    fieldSpecs,
    unsetOnly: flag,
    setRoleBindingSubjects: text,
  }),
  names: struct('PrefixSuffixTransformer', {
    prefix: text,
    suffix: text,
    fieldSpecs,
  }),
  replicas: struct('ReplicaCountTransformer', {
    replica: struct('types.Replica', { name: text, count: integer }),
    fieldSpecs,
  }),
  patch: struct('PatchTransformer', {
    path: text,
    patch: text,
    jsonOp: text,
    target: optional(shapes.selector),
    options: optional(
      struct('types.PatchArgs', {
        allowNameChange: flag,
        allowKindChange: flag,
      }),
    ),
  }),
  strategicMerge: struct('PatchStrategicMergeTransformer', {
    paths: list(text),
    patches: text,
  }),
  replacements: struct('ReplacementTransformer', {
    replacements: list(shapes.replacementField),
  }),
  valueAdd: struct('ValueAddTransformer', {
    value: text,
    targets: list(valueTarget),
    targetFilePath: text,
  }),
  iamPolicy: struct('IAMPolicyGenerator', {
    cloud: text,
    kubernetesService: struct('types.KubernetesService', {
      name: text,
      namespace: text,
    }),
    serviceAccount: struct('types.ServiceAccount', {
      name: text,
      projectId: text,
    }),
  }),
  generator: struct('Generator', {
    metadata,
    type: text,
    ...shapes.generator,
  }),
};

type Configure = (
  config: JsonObject,
  loader: Loader,
  knowledge: Knowledge,
) => Transformer;

const subjectModes = ['defaultOnly', 'none', 'allServiceAccounts'] as const;

const namespaceTransformer: Configure = config => {
  const own = decodeAs(shape.namespace, config, lenientMode);
  const mode = own.setRoleBindingSubjects || 'defaultOnly';
  const subjects = subjectModes.find(known => known === mode);
  if (!subjects) {
    throw new Error(
      `invalid value "${mode}" for setRoleBindingSubjects: must be one of "defaultOnly", "none" or "allServiceAccounts"`,
    );
  }
  return resources =>
    setNamespace(resources, {
      namespace: own.metadata.namespace,
      specs: own.fieldSpecs,
      unsetOnly: own.unsetOnly,
      subjects,
    });
};

const strategicMergePlugin: Configure = (config, loader, knowledge) => {
  const { paths, patches } = decodeAs(
    shape.strategicMerge,
    config,
    lenientMode,
  );
  if (paths.length === 0 && patches === '') {
    throw new Error('empty file path and empty patch content');
  }
  if (patches !== '') readResources(patches, knowledge);
  return strategicMergeTransformer(
    patches === '' ? paths : [...paths, patches],
    path => loader.readText(path),
    knowledge,
  );
};

const valueAddPlugin: Configure = (config, loader) => {
  const own = decodeAs(shape.valueAdd, config, lenientMode);
  const shared =
    own.targetFilePath === ''
      ? []
      : decodeAs(
          struct('', { targets: list(valueTarget) }),
          parseSigsYaml(loader.readJsonText(own.targetFilePath)),
          lenientMode,
        ).targets;
  return valueAddTransformer(
    own.value.trim() || posix.basename(loader.root),
    [...own.targets, ...shared].map(target => ({
      ...target,
      filePathPosition: Number(target.filePathPosition),
    })),
  );
};

function namesTransformer(parts: readonly ('prefix' | 'suffix')[]): Configure {
  return config => {
    const {
      prefix,
      suffix,
      fieldSpecs: specs,
    } = decodeAs(shape.names, config, lenientMode);
    if (specs.length === 0 && !Object.hasOwn(config, 'fieldSpecs')) {
      throw new Error('fieldSpecs is not expected to be nil');
    }
    return resources => {
      for (const part of parts) {
        addToNames(
          resources,
          part === 'prefix' ? { prefix } : { suffix },
          specs,
        );
      }
    };
  };
}

/** The built-in plugins that `transformers` and `validators` may configure. */
const transformers = new Map<string, Configure>([
  [
    'AnnotationsTransformer',
    config => {
      const own = decodeAs(shape.annotations, config, lenientMode);
      return resources =>
        setEntries(resources, own.annotations, own.fieldSpecs);
    },
  ],
  ['HashTransformer', () => addNameHashes],
  [
    'ImageTagTransformer',
    config => {
      const own = decodeAs(shape.image, config, lenientMode);
      return resources => setImage(resources, own.imageTag, own.fieldSpecs);
    },
  ],
  [
    'LabelTransformer',
    config => {
      const own = decodeAs(shape.labels, config, lenientMode);
      return resources => setEntries(resources, own.labels, own.fieldSpecs);
    },
  ],
  ['NamespaceTransformer', namespaceTransformer],
  [
    'PatchJson6902Transformer',
    (config, loader) => {
      const own = decodeAs(shape.patch, config, lenientMode);
      return prepareJson6902({ ...own, patch: own.jsonOp }, loader);
    },
  ],
  ['PatchStrategicMergeTransformer', strategicMergePlugin],
  [
    'PatchTransformer',
    (config, loader, knowledge) =>
      preparePatch(
        decodeAs(shape.patch, config, lenientMode),
        loader,
        knowledge,
        () => emitSigsYaml(config),
      ),
  ],
  ['PrefixSuffixTransformer', namesTransformer(['prefix', 'suffix'])],
  ['PrefixTransformer', namesTransformer(['prefix'])],
  ['SuffixTransformer', namesTransformer(['suffix'])],
  [
    'ReplicaCountTransformer',
    config => {
      const own = decodeAs(shape.replicas, config, lenientMode);
      return resources => setReplicas(resources, own.replica, own.fieldSpecs);
    },
  ],
  [
    'ReplacementTransformer',
    (config, loader) =>
      replacementTransformer(
        decodeAs(shape.replacements, config, lenientMode).replacements,
        path => loader.readText(path),
      ),
  ],
  ['ValueAddTransformer', valueAddPlugin],
]);

const generatorKinds = new Set([
  'ConfigMapGenerator',
  'SecretGenerator',
  'IAMPolicyGenerator',
]);
const notImplemented = new Set(['HelmChartInflationGenerator']);

function requireBuiltin(resource: Resource): void {
  const gvk = resource.gvk();
  if (gvk.group !== '' || gvk.version !== 'builtin') {
    throw new Error(
      `external plugins disabled; unable to load external plugin '${
        resource.originalId().kind
      }'`,
    );
  }
  if (notImplemented.has(gvk.kind)) {
    throw new Error(`the builtin plugin ${gvk.kind} is not implemented`);
  }
  if (!generatorKinds.has(gvk.kind) && !transformers.has(gvk.kind)) {
    throw new Error(`unable to load builtin ${gvkText(gvk)}`);
  }
}

/** The transformations that configured plugins make. @throws Error for plugins that are not built in */
export function pluginTransformers(
  configurations: readonly Resource[],
  loader: Loader,
  knowledge: Knowledge,
): NamedTransformer[] {
  return configurations.map(resource => {
    requireBuiltin(resource);
    const plugin = resource.kind();
    const configure = transformers.get(plugin);
    if (!configure) {
      throw new Error(
        `plugin ${idText(resource.originalId())} not a transformer`,
      );
    }
    const transform = withContext(
      () => `plugin ${idText(resource.originalId())} fails configuration`,
      () => configure(resource.toJson(), loader, knowledge),
    );
    return { plugin, origin: pluginOrigin(resource), transform };
  });
}

/** The generators that configured plugins are. @throws Error for plugins that are not built in */
export function pluginGenerators(
  configurations: readonly Resource[],
  loader: Loader,
  knowledge: Knowledge,
): NamedGenerator[] {
  return configurations.map(resource =>
    withContext('failed to load generator', () => {
      requireBuiltin(resource);
      const plugin = resource.kind();
      if (!generatorKinds.has(plugin)) {
        throw new Error(
          `plugin ${idText(resource.originalId())} not a generator`,
        );
      }
      if (plugin === 'IAMPolicyGenerator') {
        const policy = decodeAs(
          shape.iamPolicy,
          resource.toJson(),
          lenientMode,
        );
        return {
          plugin,
          origin: pluginOrigin(resource),
          generate: () => [gkeServiceAccount(policy, knowledge)],
        };
      }
      const own = withContext(
        () => `plugin ${idText(resource.originalId())} fails configuration`,
        () => decodeAs(shape.generator, resource.toJson(), lenientMode),
      );
      return {
        plugin,
        origin: pluginOrigin(resource),
        generate: () => [
          generateObject(
            {
              kind: plugin === 'SecretGenerator' ? 'Secret' : 'ConfigMap',
              name: own.name || own.metadata.name,
              namespace: own.namespace || own.metadata.namespace,
              behavior: behaviorOf(own.behavior),
              type: own.type,
              sources: own,
              options: own.options,
            },
            path => loader.readBytes(path),
            knowledge,
          ),
        ],
      };
    }),
  );
}
