import type { KubernetesObject } from '@sluice/kubernetes';
import type { PrinterColumn, ResourceDefinition } from '../resource';
import { badRequest } from './apiFailure';

/** Which form of the object a table row holds. */
export type IncludeObject = 'None' | 'Metadata' | 'Object';

/** Reads the query parameter `includeObject`. Throws a 400. */
export function parseIncludeObject(text: string | null): IncludeObject {
  switch (text ?? '') {
    case '':
    case 'Metadata':
      return 'Metadata';
    case 'None':
    case 'Object':
      return text === 'None' ? 'None' : 'Object';
    default:
      throw badRequest(
        `unrecognized includeObject value: ${JSON.stringify(text)}`,
      );
  }
}

const fallbackColumns: readonly PrinterColumn[] = [
  {
    name: 'Name',
    type: 'string',
    format: 'name',
    priority: 0,
    cell: object => object.metadata.name ?? '',
  },
  {
    name: 'Created At',
    type: 'date',
    priority: 0,
    cell: object => object.metadata.creationTimestamp ?? null,
  },
];

/** Objects as rows with the columns that kubectl prints. */
export function tableOf(
  definition: ResourceDefinition,
  objects: readonly KubernetesObject[],
  options: {
    now: number;
    version: string;
    includeObject: IncludeObject;
    metadata: object;
    /** Of a watch, only the first event names the columns. */
    withColumns: boolean;
  },
): object {
  const columns =
    definition.columns.length > 0 ? definition.columns : fallbackColumns;
  return {
    kind: 'Table',
    apiVersion: `meta.k8s.io/${options.version}`,
    metadata: options.metadata,
    columnDefinitions: options.withColumns
      ? columns.map(({ name, type, format, description, priority }) => ({
          name,
          type,
          format: format ?? '',
          description: description ?? '',
          priority,
        }))
      : null,
    rows: objects.map(object => ({
      cells: columns.map(column => column.cell(object, options.now)),
      ...rowObject(object, options.includeObject, options.version),
    })),
  };
}

function rowObject(
  object: KubernetesObject,
  include: IncludeObject,
  version: string,
): object {
  switch (include) {
    case 'None':
      return {};
    case 'Object':
      return { object };
    default:
      return { object: partialMetadata(object, version) };
  }
}

/** The metadata of an object alone, as `PartialObjectMetadata`. */
export function partialMetadata(
  object: KubernetesObject,
  version: string,
): object {
  return {
    kind: 'PartialObjectMetadata',
    apiVersion: `meta.k8s.io/${version}`,
    metadata: object.metadata,
  };
}
