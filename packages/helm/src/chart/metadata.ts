import { type JsonValue } from '@sluice/golang/json';

export interface Maintainer {
  name: string;
  email: string;
  url: string;
}

/** A chart that another depends on, or is locked to. */
export interface Dependency {
  name: string;
  /** A range; one version in a lock file. */
  version: string;
  repository: string;
  /** Paths in the values, separated by commas; the first that holds a bool decides. */
  condition: string;
  tags: string[] | null;
  enabled: boolean;
  /** Each a text (what is exported) or an object of `child` and `parent`. */
  importValues: JsonValue[] | null;
  alias: string;
}

/** `Chart.yaml`. A list is null when it is not there. */
export interface Metadata {
  name: string;
  home: string;
  sources: string[] | null;
  version: string;
  description: string;
  keywords: string[] | null;
  maintainers: (Maintainer | null)[] | null;
  icon: string;
  apiVersion: string;
  condition: string;
  tags: string;
  appVersion: string;
  deprecated: boolean;
  annotations: Map<string, string> | null;
  kubeVersion: string;
  dependencies: (Dependency | null)[] | null;
  type: string;
}

/** `Chart.lock`. */
export interface Lock {
  /** RFC 3339; '' when it is not there. */
  generated: string;
  digest: string;
  dependencies: (Dependency | null)[] | null;
}

/** Metadata without anything. */
export function emptyMetadata(): Metadata {
  return {
    name: '',
    home: '',
    sources: null,
    version: '',
    description: '',
    keywords: null,
    maintainers: null,
    icon: '',
    apiVersion: '',
    condition: '',
    tags: '',
    appVersion: '',
    deprecated: false,
    annotations: null,
    kubeVersion: '',
    dependencies: null,
    type: '',
  };
}

/** A dependency without anything. */
export function emptyDependency(): Dependency {
  return {
    name: '',
    version: '',
    repository: '',
    condition: '',
    tags: null,
    enabled: false,
    importValues: null,
    alias: '',
  };
}
