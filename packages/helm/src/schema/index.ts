import { closedSchemaOf, fitsClosedSchema } from './closed-schema';
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
function compileSchema(
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

/** A schema that is beyond doubt. */
export interface CheckedSchema {
  /** Why a value does not fit, in lines as santhosh-tekuri/jsonschema prints them; undefined where it does. */
  explain(value: Instance): string | undefined;
}

/**
 * Checks a JSON schema of draft 4, 6, 7, 2019-09 or 2020-12 (the default) with its own URL. It is compiled now only where that may fail: for most
 * charts it never is, as their values fit.
 *
 * @throws SchemaError with the message of santhosh-tekuri/jsonschema
 */
export function checkSchema(
  document: SchemaJson,
  url: string,
  options: CompileOptions = {},
): CheckedSchema {
  const closed = closedSchemaOf(document);
  let schema = closed ? undefined : compileSchema(document, url, options);
  return {
    explain(value) {
      if (closed && fitsClosedSchema(closed, value)) return undefined;
      schema ??= compileSchema(document, url, options);
      const failure = validate(schema, value);
      return failure && describe(failure);
    },
  };
}
