import type { JsonObject, JsonValue } from '@sluice/golang/json';
import { isObject, objectAt } from '../resources/fields';
import { pruneUnknown } from '../resources/decode';
import { objectMetaNode } from './objectMetaNode';
import type { Schema } from './schema';

/** Drops what a custom resource's schema does not know, in place; paths such as `spec.items[0].nope`. */
export function pruneCustom(object: JsonObject, schema: Schema): string[] {
  const dropped: string[] = [];
  pruneStruct(object, schema, '', dropped, true);
  return dropped.sort().map(path => `unknown field ${JSON.stringify(path)}`);
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}

function prune(
  value: JsonValue | undefined,
  schema: Schema,
  path: string,
  dropped: string[],
): void {
  if (Array.isArray(value)) {
    const { items } = schema;
    if (items) {
      value.forEach((item, index) =>
        prune(item, items, `${path}[${index}]`, dropped),
      );
    }
  } else if (isObject(value)) {
    pruneStruct(value, schema, path, dropped, schema.embedded);
  }
}

function pruneStruct(
  value: JsonObject,
  schema: Schema,
  path: string,
  dropped: string[],
  resource: boolean,
): void {
  if (resource) {
    const metadata = objectAt(value, 'metadata');
    if (metadata) {
      const paths = pruneUnknown(metadata, objectMetaNode());
      dropped.push(
        ...paths.map(text => join(join(path, 'metadata'), text.slice(15, -1))),
      );
    }
  }
  for (const name of Object.keys(value)) {
    if (resource && ['apiVersion', 'kind', 'metadata'].includes(name)) {
      continue;
    }
    const known = schema.properties.get(name) ?? schema.additional;
    if (known) {
      prune(value[name], known, join(path, name), dropped);
    } else if (!schema.preserveUnknown && !schema.anyAdditional) {
      dropped.push(join(path, name));
      delete value[name];
    }
  }
}
