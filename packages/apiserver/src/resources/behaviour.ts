import type { JsonObject } from '@sluice/golang/json';
import type { KubernetesObject } from '@sluice/kubernetes';
import type {
  ExtraSubresource,
  FieldError,
  ScaleSubresource,
} from '../resource';
import type { ServiceAddresses } from './addresses';
import type { TextCheck } from './names';

/** What built-in kinds need from their surroundings. */
export interface BuiltinContext {
  /** Milliseconds since 1970. */
  clock: () => number;
  addresses: ServiceAddresses;
}

/** What a kind does beyond storing what fits its schema. All parts are optional; objects are changed in place. */
export interface KindBehaviour {
  checkName?: TextCheck;
  /** Whether `metadata.generation` counts; default false. */
  hasGeneration?: boolean;
  /** As in the definition of a resource. */
  unconditionalUpdate?: boolean;
  createOnUpdate?: boolean;
  returnsDeletedObject?: boolean;
  defaultPropagation?: 'Background' | 'Orphan';
  deletionFinalizers?: readonly string[];
  extraSubresources?: readonly ExtraSubresource[];
  scale?: ScaleSubresource;
  selectableFields?: Readonly<
    Record<string, (object: KubernetesObject) => string>
  >;
  /** Before the schema's own defaults. */
  defaults?(fields: JsonObject): void;
  /** After the schema's own defaults. */
  finish?(fields: JsonObject): void;
  /** What status is on create; default: none when the kind has a status subresource. */
  initialStatus?: JsonObject;
  prepareForCreate?(fields: JsonObject, context: BuiltinContext): void;
  prepareForUpdate?(
    fields: JsonObject,
    old: JsonObject,
    context: BuiltinContext,
  ): void;
  /** Problems of everything but metadata, on create and update. */
  validate?(fields: JsonObject, context: BuiltinContext): FieldError[];
  /** Problems of a change. Replaces nothing: `validate` is asked too. */
  validateUpdate?(
    fields: JsonObject,
    old: JsonObject,
    context: BuiltinContext,
  ): FieldError[];
}

/** `group/Kind` or `Kind` of the core group → behaviour; all versions of a kind share it. */
export type Behaviours = Readonly<Record<string, KindBehaviour>>;
