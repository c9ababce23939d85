import type { RequestOptions } from '@sluice/kubernetes/client';
import type { Release } from '../release';

export interface CreateOptions extends RequestOptions {
  /** Called when it is known that the release can be stored, just before it is. */
  beforeWrite?: () => Promise<void>;
}

/**
 * Where releases are kept. A key is `sh.helm.release.v1.NAME.vN`. What `get` gives has the release's own labels, what `list` and
 * `query` give those of the stored object, as with Helm: an upgrade hands these on.
 */
export interface StorageDriver {
  /** As Helm names it: `Secret`, `ConfigMap`, `Memory`. */
  readonly name: string;
  /** @throws ReleaseNotFoundError */
  get(key: string, options?: RequestOptions): Promise<Release>;
  /** All releases that can be read; those that cannot are left out. */
  list(options?: RequestOptions): Promise<Release[]>;
  /**
   * The releases with these labels; those that cannot be read are left out.
   *
   * @throws ReleaseNotFoundError when nothing has the labels
   */
  query(
    labels: Readonly<Record<string, string>>,
    options?: RequestOptions,
  ): Promise<Release[]>;
  /** @throws ReleaseExistsError, ReleaseTooLargeError */
  create(key: string, release: Release, options?: CreateOptions): Promise<void>;
  update(
    key: string,
    release: Release,
    options?: RequestOptions,
  ): Promise<void>;
  /** @throws ReleaseNotFoundError */
  delete(key: string, options?: RequestOptions): Promise<Release>;
}
