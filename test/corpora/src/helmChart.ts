import {
  Chart,
  type ChartFile,
  type Dependency,
  type Metadata,
  emptyDependency,
  emptyMetadata,
  goMapOf,
} from '@sluice/helm';
import { type Json, type JsonRecord, isRecord, records, text } from './corpus';

/** A dependency from Go's names of its fields. */
export function dependencyOf(from: JsonRecord): Dependency {
  return {
    ...emptyDependency(),
    name: text(from, 'Name'),
    version: text(from, 'Version'),
    repository: text(from, 'Repository'),
    condition: text(from, 'Condition'),
    alias: text(from, 'Alias'),
    tags: texts(from.Tags),
    importValues: Array.isArray(from.ImportValues) ? from.ImportValues : null,
  };
}

function texts(value: Json | undefined): string[] | null {
  return Array.isArray(value) ? value.map(String) : null;
}

/** Metadata from Go's names of its fields. */
export function metadataOf(from: JsonRecord): Metadata {
  const dependencies = from.Dependencies;
  const maintainers = from.Maintainers;
  return {
    ...emptyMetadata(),
    name: text(from, 'Name'),
    version: text(from, 'Version'),
    apiVersion: text(from, 'APIVersion'),
    appVersion: text(from, 'AppVersion'),
    description: text(from, 'Description'),
    kubeVersion: text(from, 'KubeVersion'),
    type: text(from, 'Type'),
    maintainers: Array.isArray(maintainers)
      ? maintainers.map(item =>
          isRecord(item)
            ? {
                name: text(item, 'Name'),
                email: text(item, 'Email'),
                url: text(item, 'URL'),
              }
            : null,
        )
      : null,
    dependencies: Array.isArray(dependencies)
      ? dependencies.map(item => (isRecord(item) ? dependencyOf(item) : null))
      : null,
  };
}

function filesOf(from: JsonRecord, field: string): ChartFile[] {
  return records(from, field).map(file => ({
    name: text(file, 'name'),
    data: Buffer.from(text(file, 'data')),
  }));
}

/** A chart as a case describes it. */
export function chartOf(from: JsonRecord): Chart {
  const chart = new Chart();
  if (isRecord(from.metadata)) chart.metadata = metadataOf(from.metadata);
  chart.templates = filesOf(from, 'templates');
  chart.files = filesOf(from, 'files');
  if (isRecord(from.values)) chart.values = goMapOf(from.values);
  if (typeof from.schema === 'string') {
    chart.schema = {
      name: 'values.schema.json',
      data: Buffer.from(from.schema),
    };
  }
  chart.addDependency(...records(from, 'dependencies').map(chartOf));
  return chart;
}
