import type { Connection } from './connection';

/**
 * Reads a kubeconfig's text with our own small reader: certificates, tokens, token files and basic auth. Exec plugins and auth
 * providers need {@link loadConnection}; asking for them here throws.
 *
 * @param context name of the context; default the file's current one
 */
export declare function connectionFromKubeconfig(
  text: string,
  options?: { context?: string; directory?: string },
): Connection;

/** The same, from a file; relative paths in it are relative to its folder. */
export declare function connectionFromKubeconfigFile(
  path: string,
  options?: { context?: string },
): Promise<Connection>;
