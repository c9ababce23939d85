import type { KubernetesObject } from '@sluice/kubernetes/objects';
import { type Schema, object, string } from './schema';

/** A column of `kubectl get`. */
export interface PrinterColumn {
  name: string;
  type: 'string' | 'date';
  jsonPath: string;
}

export interface CustomResourceDefinition extends KubernetesObject {
  spec: {
    group: string;
    names: {
      kind: string;
      listKind: string;
      plural: string;
      singular: string;
      shortNames?: string[];
      categories: string[];
    };
    scope: 'Namespaced';
    versions: {
      name: string;
      served: boolean;
      storage: boolean;
      subresources: { status: Record<string, never> };
      additionalPrinterColumns: PrinterColumn[];
      schema: { openAPIV3Schema: Schema };
    }[];
  };
}

/** What is particular to one kind. */
export interface KindDefinition {
  group: string;
  version: string;
  kind: string;
  plural: string;
  shortNames?: string[];
  /** Besides `all` and `fluxcd`. */
  category: string;
  description: string;
  columns: PrinterColumn[];
  spec: Schema;
  status: Schema;
}

export function column(name: string, jsonPath: string): PrinterColumn {
  return { name, type: 'string', jsonPath };
}

export const ageColumn: PrinterColumn = {
  name: 'Age',
  type: 'date',
  jsonPath: '.metadata.creationTimestamp',
};

export const readyColumns: PrinterColumn[] = [
  column('Ready', '.status.conditions[?(@.type=="Ready")].status'),
  column('Status', '.status.conditions[?(@.type=="Ready")].message'),
];

/** The manifest of a namespaced kind with a status subresource and one version. */
export function define(kind: KindDefinition): CustomResourceDefinition {
  const singular = kind.kind.toLowerCase();
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: {
      name: `${kind.plural}.${kind.group}`,
      // So that a Kustomization with substitutions can apply it: the patterns hold `$`.
      annotations: {
        'kustomize.toolkit.fluxcd.io/substitute': 'disabled',
      },
    },
    spec: {
      group: kind.group,
      names: {
        kind: kind.kind,
        listKind: `${kind.kind}List`,
        plural: kind.plural,
        singular,
        ...(kind.shortNames ? { shortNames: kind.shortNames } : {}),
        categories: ['all', 'fluxcd', kind.category],
      },
      scope: 'Namespaced',
      versions: [
        {
          name: kind.version,
          served: true,
          storage: true,
          subresources: { status: {} },
          additionalPrinterColumns: kind.columns,
          schema: {
            openAPIV3Schema: object(kind.description, {
              apiVersion: string('The version of the schema of this object.'),
              kind: string('What this object is.'),
              metadata: { type: 'object' },
              spec: kind.spec,
              status: kind.status,
            }),
          },
        },
      ],
    },
  };
}
