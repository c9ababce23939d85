import { setEntry, type JsonObject } from '@sluice/golang/json';
import { formatApiVersion, type KubernetesObject } from '@sluice/kubernetes';
import { builtinSchema } from '@sluice/kubernetes/schema';
import { crdBehaviours } from '../crd/crdKind';
import type { PrinterColumn, ResourceDefinition } from '../resource';
import { ServiceAddresses } from './addresses';
import { batchBehaviours } from './batch';
import type { Behaviours, BuiltinContext, KindBehaviour } from './behaviour';
import { cellReader } from './cells';
import { clusterBehaviours } from './clusterKinds';
import { configurationBehaviours } from './configuration';
import { decodeProblem, pruneUnknown } from './decode';
import { endpointBehaviours } from './endpoints';
import { field, fieldsOf } from './fields';
import { checkSubdomain } from './names';
import { networkingBehaviours } from './networking';
import { normalize } from './normalize';
import {
  objectMetaErrors,
  objectMetaUpdateErrors,
  type ObjectMetaRules,
} from './objectMeta';
import { podBehaviours } from './pods';
import { rbacBehaviours } from './rbac';
import recordedKinds from './generated/kinds.json';
import { scalingBehaviours } from './scaling';
import { compileSchema, type SchemaNode } from './schemaNode';
import { serviceBehaviours } from './services';
import { storageBehaviours } from './storage';
import { workloadBehaviours } from './workloads';

export interface BuiltinOptions {
  /** Milliseconds since 1970. */
  clock: () => number;
  /** Shared with whoever tells it of stored Services; one of its own when absent. */
  addresses?: ServiceAddresses;
}

/** One built-in kind as the real server describes it. */
export interface RecordedKind {
  group: string;
  version: string;
  kind: string;
  plural: string;
  singular: string;
  shortNames: readonly string[];
  categories: readonly string[];
  namespaced: boolean;
  verbs: readonly string[];
  subresources: readonly string[];
  columns: readonly {
    name: string;
    type: string;
    format: string;
    description: string;
    priority: number;
  }[];
}

const behaviours: Behaviours = {
  ...workloadBehaviours,
  ...podBehaviours,
  ...batchBehaviours,
  ...serviceBehaviours,
  ...endpointBehaviours,
  ...configurationBehaviours,
  ...storageBehaviours,
  ...networkingBehaviours,
  ...rbacBehaviours,
  ...scalingBehaviours,
  ...clusterBehaviours,
  ...crdBehaviours,
};

/** Kinds of the real server that nobody of ours would answer truthfully. */
const left = new Set(['ComponentStatus']);

/** Definitions of the built-in kinds. */
export function builtinResources(
  options: BuiltinOptions,
): ResourceDefinition[] {
  const context: BuiltinContext = {
    clock: options.clock,
    addresses: options.addresses ?? new ServiceAddresses(),
  };
  const kinds: readonly RecordedKind[] = recordedKinds;
  return kinds
    .filter(kind => !left.has(kind.kind))
    .map(kind => {
      const key = kind.group === '' ? kind.kind : `${kind.group}/${kind.kind}`;
      return define(kind, behaviours[key] ?? {}, context);
    });
}

function columnsOf(kind: RecordedKind): PrinterColumn[] {
  const key = kind.group === '' ? kind.kind : `${kind.group}/${kind.kind}`;
  return kind.columns.map(column => ({
    ...column,
    cell: cellReader(key, column.name),
  }));
}

function define(
  kind: RecordedKind,
  behaviour: KindBehaviour,
  context: BuiltinContext,
): ResourceDefinition {
  const apiVersion = formatApiVersion(kind.group, kind.version);
  const hasStatus = kind.subresources.includes('status');
  const rules: ObjectMetaRules = {
    checkName: behaviour.checkName ?? checkSubdomain,
    namespaced: kind.namespaced,
    // Definitions are checked by apiextensions, which asks for no domain.
    qualifiedFinalizers: kind.kind !== 'CustomResourceDefinition',
  };
  const schema = (): JsonObject =>
    builtinSchema(apiVersion, kind.kind) ?? { type: 'object' };
  let compiled: SchemaNode | undefined;
  const node = () => {
    compiled ??= compileRoot(schema(), `${kind.version}.${kind.kind}`);
    return compiled;
  };
  return {
    group: kind.group,
    version: kind.version,
    kind: kind.kind,
    listKind: `${kind.kind}List`,
    plural: kind.plural,
    singular: kind.singular,
    shortNames: kind.shortNames,
    categories: kind.categories,
    namespaced: kind.namespaced,
    custom: false,
    verbs: kind.verbs,
    hasStatus,
    ...(behaviour.scale ? { scale: behaviour.scale } : {}),
    hasGeneration: behaviour.hasGeneration ?? false,
    unconditionalUpdate: behaviour.unconditionalUpdate ?? true,
    createOnUpdate: behaviour.createOnUpdate ?? false,
    returnsDeletedObject: behaviour.returnsDeletedObject ?? false,
    defaultPropagation: behaviour.defaultPropagation ?? 'Background',
    deletionFinalizers: behaviour.deletionFinalizers ?? [],
    extraSubresources: behaviour.extraSubresources ?? [],
    columns: columnsOf(kind),
    selectableFields: behaviour.selectableFields ?? {},
    get schema() {
      return schema();
    },
    decodeProblem(object) {
      const problem = decodeProblem(fieldsOf(object), node());
      return (
        problem &&
        `${kind.kind} in version ${JSON.stringify(
          kind.version,
        )} cannot be handled as a ${kind.kind}: ${problem}`
      );
    },
    prune: object => pruneUnknown(fieldsOf(object), node()),
    applyDefaults(object) {
      const fields = fieldsOf(object);
      behaviour.defaults?.(fields);
      normalize(fields, node());
      behaviour.finish?.(fields);
    },
    prepareForCreate(object) {
      const fields = fieldsOf(object);
      if (hasStatus) {
        if (behaviour.initialStatus) {
          fields.status = structuredClone(behaviour.initialStatus);
        } else {
          delete fields.status;
        }
      }
      behaviour.prepareForCreate?.(fields, context);
      normalize(fields, node());
      behaviour.finish?.(fields);
    },
    prepareForUpdate(object, old, subresource) {
      prepareForUpdate(object, old, subresource, {
        behaviour,
        context,
        hasStatus,
      });
    },
    validateCreate: object => [
      ...objectMetaErrors(object, rules),
      ...(behaviour.validate?.(fieldsOf(object), context) ?? []),
    ],
    validateUpdate(object, old, subresource) {
      const errors = objectMetaUpdateErrors(object, old, rules);
      if (subresource === 'status' || subresource === 'finalize') {
        return errors;
      }
      const fields = fieldsOf(object);
      return [
        ...errors,
        ...(behaviour.validate?.(fields, context) ?? []),
        ...(behaviour.validateUpdate?.(fields, fieldsOf(old), context) ?? []),
      ];
    },
  };
}

/** The root of a kind is a structure even where the schema is not at hand: then everything is kept. */
function compileRoot(schema: JsonObject, goType: string): SchemaNode {
  const node = compileSchema(schema, goType);
  return node.kind === 'struct' ? { ...node, goType } : node;
}

interface UpdateSurroundings {
  behaviour: KindBehaviour;
  context: BuiltinContext;
  hasStatus: boolean;
}

function prepareForUpdate(
  object: KubernetesObject,
  old: KubernetesObject,
  subresource: string,
  { behaviour, context, hasStatus }: UpdateSurroundings,
): void {
  const fields = fieldsOf(object);
  const before = fieldsOf(old);
  const keep = (name: string) => {
    const value = field(before, name);
    if (value === undefined) {
      delete fields[name];
    } else {
      setEntry(fields, name, structuredClone(value));
    }
  };
  if (subresource === 'status') {
    const names = new Set([...Object.keys(fields), ...Object.keys(before)]);
    for (const name of names) {
      if (!['apiVersion', 'kind', 'metadata', 'status'].includes(name)) {
        keep(name);
      }
    }
    return;
  }
  if (hasStatus) {
    keep('status');
  }
  if (subresource === '') {
    behaviour.prepareForUpdate?.(fields, before, context);
  }
}
