import { Compiler } from './compile';
import { Documents, type LoadDocument, type Root } from './documents';
import { describe } from './failure';
import { type Instance, type SchemaJson } from './json';
import { SchemaError, locationOf, lookup } from './location';
import { metaSchemas } from './meta';
import { isPlainSchema } from './plain-schema';
import { type Schema } from './schema';
import { validate } from './validate';
import { quote } from '@sluice/golang/fmt';

export { type LoadDocument } from './documents';
export { type SchemaJson, parseDocument } from './json';
export { SchemaError } from './location';
export { type Schema } from './schema';

function refuseToLoad(url: string): SchemaJson {
  // An URN that nobody resolves takes everything, as in Helm.
  if (url.startsWith('urn:')) return true;
  throw new Error('references to other documents are not allowed');
}

let metaDocuments: Map<string, SchemaJson> | undefined;
let metaCompiler: Compiler | undefined;

function metaSchema(url: string): Schema {
  metaDocuments ??= metaSchemas();
  metaCompiler ??= new Compiler(
    new Documents({
      meta: metaDocuments,
      load: refuseToLoad,
      validate: () => {},
    }),
  );
  return metaCompiler.compile(url);
}

function checkAgainstMeta(root: Root, pointer: string): void {
  const document = lookup(root.document, root.url, pointer);
  if (isPlainSchema(document)) return;
  const { draft } = root.resourceAt(pointer).dialect;
  const failure = validate(metaSchema(draft.url), document);
  if (failure) {
    throw new SchemaError(
      `${quote(
        locationOf(root.url, pointer),
      )} is not valid against metaschema: ${describe(failure)}`,
    );
  }
}

export interface CompileOptions {
  /**
   * Gives the documents that a schema refers to by other URLs. Without it such references are refused; only an URN takes
   * everything then.
   */
  load?: LoadDocument;
}

/**
 * Compiles a JSON schema of draft 4, 6, 7, 2019-09 or 2020-12 (the default) with its own URL.
 *
 * @throws SchemaError with the message of santhosh-tekuri/jsonschema
 */
export function compileSchema(
  document: SchemaJson,
  url: string,
  options: CompileOptions = {},
): Schema {
  metaDocuments ??= metaSchemas();
  const documents = new Documents({
    meta: metaDocuments,
    load: options.load ?? refuseToLoad,
    validate: checkAgainstMeta,
  });
  documents.add(url, document);
  return new Compiler(documents).compile(url);
}

/** Why a value does not fit a schema, in lines as santhosh-tekuri/jsonschema prints them; undefined where it does. */
export function explainMismatch(
  schema: Schema,
  value: Instance,
): string | undefined {
  const failure = validate(schema, value);
  return failure && describe(failure);
}
