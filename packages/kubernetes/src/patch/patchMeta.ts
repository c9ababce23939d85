import { entryOf, type JsonObject } from '@sluice/golang/json';
import { referencedComponent, resolveSchema } from '../schema/builtin';
import { PatchError } from './errors';
import { isJsonObject } from './json';

/** How a field is merged, and the type of what is in it. */
export interface FieldPatchMeta {
  /** `merge`, `replace` or empty. */
  readonly strategy: string;
  /** Whether patches may carry $retainKeys for this field. */
  readonly retainKeys: boolean;
  readonly mergeKey: string;
  /** Of the value; of the items for lists. */
  readonly type: PatchType;
}

/** A type as far as strategic merge patches care. */
export class PatchType {
  readonly #schema: JsonObject;
  readonly #name: string;

  constructor(schema: JsonObject, name = 'Struct') {
    this.#schema = resolveSchema(schema);
    const component = referencedComponent(schema);
    this.#name = component
      ? component.slice(component.lastIndexOf('.') + 1)
      : name;
  }

  get name(): string {
    return this.#name;
  }

  /** A field of a struct. Throws PatchError when there is no such field, as the API server does. */
  field(key: string): FieldPatchMeta {
    const { properties } = this.#schema;
    if (!isJsonObject(properties)) {
      throw new PatchError(
        'merging an object in json but data type is not struct, instead is: map',
        500,
      );
    }
    const property = entryOf(properties, key);
    if (!isJsonObject(property)) {
      throw new PatchError(
        `unable to find api field in struct ${
          this.#name
        } for the json field ${JSON.stringify(key)}`,
        500,
      );
    }
    const strategy = property['x-kubernetes-patch-strategy'];
    const mergeKey = property['x-kubernetes-patch-merge-key'];
    const strategies =
      typeof strategy === 'string' && strategy !== ''
        ? strategy.split(',')
        : [];
    return {
      retainKeys: strategies.includes('retainKeys'),
      strategy: strategies.find(name => name !== 'retainKeys') ?? '',
      mergeKey: typeof mergeKey === 'string' ? mergeKey : '',
      type: new PatchType(
        isJsonObject(property.items) ? property.items : property,
      ),
    };
  }
}
