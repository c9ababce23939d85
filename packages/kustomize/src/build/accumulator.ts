import { parseApiVersion } from '@sluice/kubernetes/objects';
import {
  type TransformerConfig,
  emptyTransformerConfig,
  mergeTransformerConfigs,
} from '../config/transformerConfig';
import { type VariableEntry } from '../kustomization/kustomization';
import { defaultNamespace } from '../resource/identity';
import { ResourceMap } from '../resource/resourceMap';
import { type Knowledge } from '../schema/knowledge';
import { variableText } from '../transform/variableText';

/** What has been put together so far: objects, field configuration, variables. */
export class Accumulator {
  readonly resources = new ResourceMap();
  readonly variables = new Map<string, VariableEntry>();
  config: TransformerConfig = emptyTransformerConfig;

  mergeConfig(config: TransformerConfig): void {
    this.config = mergeTransformerConfigs(this.config, config);
  }

  /** Takes over what another one has. @throws Error on duplicate ids and variables */
  merge(other: Accumulator): void {
    this.resources.appendAll(other.resources);
    this.mergeConfig(other.config);
    for (const variable of other.variables.values()) this.#add(variable);
  }

  /** Adds variables, each bound to the object it reads from. @throws Error for a repeated or ambiguous one */
  addVariables(
    variables: readonly VariableEntry[],
    knowledge: Knowledge,
  ): void {
    for (const variable of variables) {
      const { objref } = variable;
      const gvk =
        objref.apiVersion === ''
          ? objref
          : { ...parseApiVersion(objref.apiVersion), kind: objref.kind };
      const clusterScoped = knowledge.isClusterScoped(
        objref.apiVersion || objref.version,
        objref.kind,
      );
      const anyNamespace = objref.namespace === '' && !clusterScoped;
      const wanted =
        objref.namespace === '' ? defaultNamespace : objref.namespace;
      const matches = this.resources.matchingAnyId(
        id =>
          id.name === objref.name &&
          id.group === gvk.group &&
          id.version === gvk.version &&
          id.kind === gvk.kind &&
          (anyNamespace ||
            clusterScoped ||
            (id.namespace || defaultNamespace) === wanted),
      );
      if (matches.length > 1) {
        throw new Error(
          `found ${matches.length} resId matches for var ${variableText(
            variable,
            'parsed',
          )} (unable to disambiguate)`,
        );
      }
      matches[0]?.memory.variables.push(variable.name);
    }
    for (const variable of variables) this.#add(variable);
  }

  #add(variable: VariableEntry): void {
    if (this.variables.has(variable.name)) {
      throw new Error(`var '${variable.name}' already encountered`);
    }
    this.variables.set(variable.name, variable);
  }
}
