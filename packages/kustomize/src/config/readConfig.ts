import { parseSigsYaml } from '@sluice/golang/yaml';
import {
  type JsonObject,
  type JsonValue,
  parseJson,
  sortedKeys,
} from '@sluice/golang/json';
import { shapes } from '../kustomization/kustomization';
import {
  DecodeError,
  decodeAs,
  jsonTypeOf,
  list,
  strictYamlMode,
  struct,
  text,
} from '../kustomization/shape';
import { ownValue } from '../node/toJson';
import { BuildPanic } from '../text/buildPanic';
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
  const value = parseSigsYaml(content, { duplicateKeys: 'error' });
  const decoded = withContext(
    'error unmarshaling JSON: while decoding JSON',
    () => decodeAs(configShape, value, strictYamlMode),
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

/** Definitions by name; what begins as JSON has to be JSON. @throws Error */
function readDefinitions(bytes: Uint8Array): JsonObject {
  if (bytes.length === 0) {
    throw new BuildPanic(
      'runtime error: index out of range [0] with length 0',
      'the file is empty',
    );
  }
  const isJson = bytes[0] === '{'.charCodeAt(0);
  const content = decodeJsonFile(bytes);
  const value = isJson ? parseJson(content) : parseSigsYaml(content);
  const decode = (): JsonObject => {
    if (value === null) return {};
    const definitions = asObject(value);
    if (!definitions) {
      throw new DecodeError(
        `json: cannot unmarshal ${jsonTypeOf(
          value,
        )} into Go value of type accumulator.nameToApiMap`,
      );
    }
    for (const name of sortedKeys(definitions))
      requireDefinition(definitions[name]);
    return definitions;
  };
  return isJson
    ? decode()
    : withContext('error unmarshaling JSON: while decoding JSON', decode);
}

/** @throws DecodeError when something else than a definition with a schema stands there */
function requireDefinition(definition: JsonValue | undefined): void {
  if (definition === undefined || definition === null) return;
  const fields = asObject(definition);
  if (!fields) {
    throw new DecodeError(
      `json: cannot unmarshal ${jsonTypeOf(
        definition,
      )} into Go value of type accumulator.OpenAPIDefinition`,
    );
  }
  for (const name of sortedKeys(fields)) {
    const value = fields[name] ?? null;
    if (name.toLowerCase() !== 'schema' || value === null) continue;
    if (!asObject(value)) {
      throw new DecodeError(
        `json: cannot unmarshal Go value of type spec.Schema: json: unable to unmarshal JSON ${jsonTypeOf(
          value,
        )} into Go value of type struct { spec.Extensions; spec.SchemaProps; spec.SwaggerSchemaProps }`,
      );
    }
  }
}

/** A file of `crds`: definitions whose vendor keys say what their fields mean. @throws Error */
export function readCrdConfig(
  bytes: Uint8Array,
  path: string,
): TransformerConfig {
  const definitions = withContext(
    `unable to parse open API definition from '${path}'`,
    () => readDefinitions(bytes),
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
