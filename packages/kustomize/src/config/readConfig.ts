import { parseSigsYaml } from '@sluice/golang/yaml';
import { type JsonObject, type JsonValue } from '@sluice/golang/json';
import { shapes } from '../kustomization/kustomization';
import {
  decodeAs,
  list,
  strictYamlMode,
  struct,
  text,
} from '../kustomization/shape';
import { ownValue } from '../node/toJson';
import { decodeJsonFile } from '../text/bytes';
import { withContext } from '../text/context';
import { type NameReference } from './defaultNameReferences';
import { type FieldSpec, sortFieldSpecs } from './fieldSpec';
import {
  type TransformerConfig,
  emptyTransformerConfig,
  mergeTransformerConfigs,
} from './transformerConfig';

const specs = list(shapes.fieldSpec);

const configShape = struct('builtinconfig.TransformerConfig', {
  namePrefix: specs,
  nameSuffix: specs,
  namespace: specs,
  commonLabels: specs,
  labels: specs,
  templateLabels: specs,
  commonAnnotations: specs,
  nameReference: list(
    struct('builtinconfig.NameBackReferences', {
      group: text,
      version: text,
      kind: text,
      fieldSpecs: specs,
    }),
  ),
  varReference: specs,
  images: specs,
  replicas: specs,
});

/** A file of `configurations`. @throws YamlError, DecodeError */
export function readTransformerConfig(content: string): TransformerConfig {
  const decoded = decodeAs(
    configShape,
    parseSigsYaml(content, { duplicateKeys: 'error' }),
    strictYamlMode,
  );
  return mergeTransformerConfigs(
    { ...emptyTransformerConfig },
    { ...decoded, namePrefix: sortFieldSpecs(decoded.namePrefix) },
  );
}

function asObject(value: JsonValue | undefined): JsonObject | undefined {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
    ? value
    : undefined;
}

function textOf(object: JsonObject, name: string): string | undefined {
  const value = ownValue(object, name);
  return typeof value === 'string' ? value : undefined;
}

class CrdReader {
  readonly #definitions: JsonObject;
  readonly annotations: FieldSpec[] = [];
  readonly labels: FieldSpec[] = [];
  readonly names: FieldSpec[] = [];
  readonly references: NameReference[] = [];

  constructor(definitions: JsonObject) {
    this.#definitions = definitions;
  }

  read(): void {
    for (const name of Object.keys(this.#definitions)) {
      const properties = this.#propertiesOf(name);
      const isObject = ['kind', 'apiVersion', 'metadata'].every(
        field => properties && Object.hasOwn(properties, field),
      );
      if (!isObject) continue;
      this.#visit(name.slice(name.lastIndexOf('.') + 1), name, []);
    }
  }

  #propertiesOf(name: string): JsonObject | undefined {
    const definition = asObject(ownValue(this.#definitions, name));
    if (!definition) return undefined;
    const schema = asObject(
      ownValue(definition, 'Schema') ?? ownValue(definition, 'schema'),
    );
    return schema && asObject(ownValue(schema, 'properties'));
  }

  #visit(kind: string, name: string, path: readonly string[]): void {
    if (path.length > 50) {
      throw new Error(`the definition of ${kind} refers to itself`);
    }
    const properties = this.#propertiesOf(name) ?? {};
    for (const field of Object.keys(properties)) {
      const property = asObject(properties[field]);
      if (!property) continue;
      const fieldPath = [...path, field];
      const spec = { kind, path: fieldPath.join('/') };
      const has = (key: string): boolean =>
        textOf(property, `x-kubernetes-${key}`) !== undefined;
      if (has('annotation')) this.annotations.push(spec);
      if (has('label-selector')) this.labels.push(spec);
      if (has('identity')) this.names.push(spec);
      this.#addReference(kind, property, fieldPath);
      const reference = textOf(property, '$ref');
      if (reference !== undefined) this.#visit(kind, reference, fieldPath);
    }
  }

  #addReference(
    kind: string,
    property: JsonObject,
    path: readonly string[],
  ): void {
    const version = textOf(property, 'x-kubernetes-object-ref-api-version');
    const target = textOf(property, 'x-kubernetes-object-ref-kind');
    if (version === undefined || target === undefined) return;
    const nameKey =
      textOf(property, 'x-kubernetes-object-ref-name-key') ?? 'name';
    this.references.push({
      kind: target,
      version,
      fieldSpecs: [{ kind, path: [...path, nameKey].join('/') }],
    });
  }
}

/** A file of `crds`: definitions whose vendor keys say what their fields mean. @throws Error */
export function readCrdConfig(
  bytes: Uint8Array,
  path: string,
): TransformerConfig {
  const definitions = withContext(
    `unable to parse open API definition from '${path}'`,
    () => asObject(parseSigsYaml(decodeJsonFile(bytes))) ?? {},
  );
  const reader = new CrdReader(definitions);
  reader.read();
  let config: TransformerConfig = { ...emptyTransformerConfig };
  const add = (part: Partial<TransformerConfig>): void => {
    config = mergeTransformerConfigs(config, {
      ...emptyTransformerConfig,
      ...part,
    });
  };
  add({
    commonAnnotations: reader.annotations,
    commonLabels: reader.labels,
    namePrefix: reader.names,
  });
  for (const reference of reader.references) {
    add({ nameReference: [reference] });
  }
  return config;
}
