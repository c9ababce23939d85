import { type Kustomization } from '../kustomization/kustomization';
import {
  type Knowledge,
  builtinKnowledge,
  isBuiltinKind,
} from '../schema/knowledge';
import { readSchema } from '../schema/readSchema';
import { type Loader } from './loader';

export interface BuildContextOptions {
  /** What the top-level kustomization says about annotations to be kept. */
  buildMetadata: readonly string[];
  /** Whether a schema file replaces the built-in schemas or is added to them. */
  schemaFiles: 'replace' | 'add';
  /** Told each deprecated field at once, also in a build that fails later. */
  onWarning?(text: string): void;
}

const builtinVersion = 'v1.21.2';

/** A bound for kustomizations that include each other many times. */
const maxReads = 100_000;

/** What all kustomizations of one build share. */
export class BuildContext {
  readonly warnings = new Set<string>();
  /** Whether origins are recorded. */
  readonly trackOrigins: boolean;
  /** Whether transformations are recorded. */
  readonly trackTransformations: boolean;
  /** How many files of objects may still be read. */
  remainingReads = maxReads;
  #schemaFiles: 'replace' | 'add';
  #knowledge: Knowledge = builtinKnowledge;
  #schemaIsSet = false;
  readonly #onWarning: BuildContextOptions['onWarning'];

  constructor(options: BuildContextOptions) {
    this.trackTransformations = options.buildMetadata.includes(
      'transformerAnnotations',
    );
    this.trackOrigins =
      this.trackTransformations ||
      options.buildMetadata.includes('originAnnotations');
    this.#schemaFiles = options.schemaFiles;
    this.#onWarning = options.onWarning;
  }

  /** Keeps and tells what a kustomization file is warned about. */
  warn(warnings: readonly string[]): void {
    for (const warning of warnings) {
      this.warnings.add(warning);
      this.#onWarning?.(warning);
    }
  }

  /** What is known of kinds. Objects that were read before a schema was set see it, too. */
  readonly knowledge: Knowledge = {
    mergeSchema: (apiVersion, kind) =>
      this.#knowledge.mergeSchema(apiVersion, kind),
    isClusterScoped: (apiVersion, kind) => {
      if (!this.#schemaIsSet && !isBuiltinKind(apiVersion, kind)) {
        // Upstream loads its own schemas for this question, and then keeps them.
        this.#schemaFiles = 'add';
      }
      return this.#knowledge.isClusterScoped(apiVersion, kind);
    },
  };

  /** Uses the schema that a kustomization asks for; the first one down the tree counts. @throws Error */
  useSchema(kustomization: Kustomization, loader: Loader): void {
    const path = kustomization.openapi.get('path');
    const version = kustomization.openapi.get('version');
    const content = path === undefined ? undefined : loader.readText(path);
    if (this.#schemaIsSet) return;
    if (content !== undefined) {
      if (version !== undefined) {
        throw new Error(
          'builtin version and custom schema provided, cannot use both',
        );
      }
      this.#knowledge = readSchema(
        content,
        builtinKnowledge,
        this.#schemaFiles,
      );
      this.#schemaIsSet = true;
    } else if (version !== undefined && version !== '') {
      if (version !== builtinVersion) {
        throw new Error('the specified OpenAPI version is not built in');
      }
      this.#schemaIsSet = true;
    }
  }
}
