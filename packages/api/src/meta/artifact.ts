/** What a source produced, as `status.artifact` has it. */
export interface Artifact {
  /** `<kind>/<namespace>/<name>/<file>` below the storage. */
  path: string;
  url: string;
  /** For example `main@sha1:<40 hex>`. */
  revision: string;
  /** `<algorithm>:<hex>` of the file. */
  digest: string;
  /** RFC 3339. */
  lastUpdateTime: string;
  /** Bytes. */
  size?: number;
  metadata?: Record<string, string>;
}
