import { compileSchema, type SchemaNode } from '../resources/schemaNode';

let node: SchemaNode | undefined;

/** The compiled schema of `metadata`, which custom resources share with built-in kinds. */
export function objectMetaNode(): SchemaNode {
  node ??= compileSchema(
    {
      $ref: '#/components/schemas/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta',
    },
    'ObjectMeta',
  );
  return node;
}
