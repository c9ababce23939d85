import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { type JsonValue, entryOf } from '@sluice/golang/json';
import { parseSigsYaml } from '@sluice/golang/yaml';
import type { CommandContext } from '../command';
import type { Flags } from '../flags/parseFlags';

function isTrue(text: string | undefined): boolean {
  return /^(?:1|t|T|TRUE|true|True)$/.test(text ?? '');
}

function valueAt(
  value: JsonValue | undefined,
  key: string,
): JsonValue | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? entryOf(value, key)
    : undefined;
}

function textAt(value: JsonValue | undefined, key: string): string {
  const found = valueAt(value, key);
  return typeof found === 'string' ? found : '';
}

function listAt(value: JsonValue, key: string): readonly JsonValue[] {
  const found = valueAt(value, key);
  return Array.isArray(found) ? found : [];
}

/** What holds for a command whatever it does: flags of every command, then the environment (`HELM_NAMESPACE` and so on). */
export class Settings {
  readonly debug: boolean;
  /** '' for that of the environment or the home directory. */
  readonly kubeconfig: string;
  readonly kubeContext: string;
  readonly kubeToken: string;
  readonly kubeAsUser: string;
  readonly kubeAsGroups: readonly string[];
  readonly kubeApiServer: string;
  readonly kubeCaFile: string;
  readonly kubeTlsServerName: string;
  readonly kubeInsecureSkipTlsVerify: boolean;
  /** How many revisions are kept where a command does not say. */
  readonly maxHistory: number;
  readonly #env: CommandContext['env'];
  readonly #namespace: string;

  constructor(flags: Flags, env: CommandContext['env']) {
    const setting = (flag: string, name: string) =>
      flags.has(flag) ? flags.text(flag) : env[name] ?? '';
    this.#env = env;
    this.#namespace = setting('namespace', 'HELM_NAMESPACE');
    this.debug = flags.has('debug')
      ? flags.bool('debug')
      : isTrue(env.HELM_DEBUG);
    this.kubeconfig = flags.text('kubeconfig');
    this.kubeContext = setting('kube-context', 'HELM_KUBECONTEXT');
    this.kubeToken = setting('kube-token', 'HELM_KUBETOKEN');
    this.kubeAsUser = setting('kube-as-user', 'HELM_KUBEASUSER');
    this.kubeAsGroups = flags.has('kube-as-group')
      ? flags.list('kube-as-group')
      : (env.HELM_KUBEASGROUPS ?? '').split(',').filter(Boolean);
    this.kubeApiServer = setting('kube-apiserver', 'HELM_KUBEAPISERVER');
    this.kubeCaFile = setting('kube-ca-file', 'HELM_KUBECAFILE');
    this.kubeTlsServerName = setting(
      'kube-tls-server-name',
      'HELM_KUBETLS_SERVER_NAME',
    );
    this.kubeInsecureSkipTlsVerify = flags.has('kube-insecure-skip-tls-verify')
      ? flags.bool('kube-insecure-skip-tls-verify')
      : isTrue(env.HELM_KUBEINSECURE_SKIP_TLS_VERIFY);
    const history = Number(env.HELM_MAX_HISTORY || Number.NaN);
    this.maxHistory = Number.isInteger(history) ? history : 10;
  }

  /** The namespace that was named, else that of the kubeconfig's context, else `default`. */
  get namespace(): string {
    return this.#namespace || this.#ofContext() || 'default';
  }

  #files(): string[] {
    if (this.kubeconfig) return [this.kubeconfig];
    const named = (this.#env.KUBECONFIG ?? '').split(delimiter).filter(Boolean);
    const home = this.#env.HOME ?? homedir();
    return named.length > 0 ? named : [join(home, '.kube', 'config')];
  }

  /** The contexts of the kubeconfig, in its order, the first of each name. */
  get contexts(): { name: string; cluster: string }[] {
    const clusters = new Map<string, string>();
    for (const config of this.#files().flatMap(read)) {
      for (const entry of listAt(config, 'contexts')) {
        const name = textAt(entry, 'name');
        const cluster = textAt(valueAt(entry, 'context'), 'cluster');
        if (!clusters.has(name)) clusters.set(name, cluster);
      }
    }
    return [...clusters].map(([name, cluster]) => ({ name, cluster }));
  }

  #ofContext(): string {
    const configs = this.#files().flatMap(read);
    const wanted =
      this.kubeContext ||
      configs.map(config => textAt(config, 'current-context')).find(Boolean);
    for (const config of configs) {
      for (const entry of listAt(config, 'contexts')) {
        if (wanted && textAt(entry, 'name') === wanted) {
          return textAt(valueAt(entry, 'context'), 'namespace');
        }
      }
    }
    return '';
  }
}

/** A kubeconfig, as far as there is a readable one: what needs the cluster says later what is wrong with it. */
function read(path: string): JsonValue[] {
  try {
    return [parseSigsYaml(readFileSync(path, 'utf8'))];
  } catch (error) {
    return error instanceof Error ? [] : [];
  }
}
