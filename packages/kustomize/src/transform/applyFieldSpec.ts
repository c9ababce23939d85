import { type YamlNode } from '@sluice/golang/yaml';
import { type FieldSpec } from '../config/fieldSpec';
import { getField, getOrCreateField, newNode } from '../node/fields';
import { splitPath } from '../node/paths';
import { mapTag, nullTag } from '../node/scalar';
import { overwriteNode } from '../node/tree';
import { idText, isSelectedBy } from '../resource/identity';
import { type Resource } from '../resource/resource';
import { withContext } from '../text/context';

/** How a field comes into being when its spec says `create`. */
export interface Creation {
  kind: 'scalar' | 'mapping';
  /** The tag of a null that is turned into the field. */
  tag: string;
}

const splitPaths = new WeakMap<FieldSpec, string[]>();

function pathOf(spec: FieldSpec): string[] {
  let path = splitPaths.get(spec);
  if (!path) {
    path = splitPath(spec.path, '/');
    splitPaths.set(spec, path);
  }
  return path;
}

/** The specs that are for objects of this kind. */
export function specsFor(
  resource: Resource,
  specs: readonly FieldSpec[],
): FieldSpec[] {
  const gvk = resource.gvk();
  return specs.filter(spec => isSelectedBy(gvk, spec));
}

class Walk {
  readonly #create: boolean;
  readonly #creation: Creation | undefined;
  readonly #setValue: (node: YamlNode) => void;

  constructor(
    create: boolean,
    creation: Creation | undefined,
    setValue: (node: YamlNode) => void,
  ) {
    this.#create = create;
    this.#creation = creation;
    this.#setValue = setValue;
  }

  visit(node: YamlNode, path: readonly string[], index: number): void {
    if (index >= path.length) {
      this.#setValue(node);
      return;
    }
    if (node.tag === nullTag) return;
    switch (node.kind) {
      case 'sequence':
        withContext(
          `visit traversal on path: [${path.slice(index).join(' ')}]`,
          () => {
            for (const item of node.items) this.visit(item, path, index);
          },
        );
        return;
      case 'mapping':
        this.#visitField(node, path, index);
        return;
      default:
        throw new Error('expected sequence or mapping node');
    }
  }

  #visitField(node: YamlNode, path: readonly string[], index: number): void {
    const part = path[index];
    const isList = part.endsWith('[]');
    const name = isList ? part.slice(0, -2) : part;
    if (name === '') {
      throw new Error('cannot set or create an empty field name');
    }
    let field: YamlNode | undefined;
    let wanted: YamlNode['kind'] | undefined;
    let tag = '';
    if (!this.#create || !this.#creation || isList) {
      field = getField(node, name);
      if (isList) wanted = 'sequence';
    } else if (index === path.length - 1) {
      wanted = this.#creation.kind;
      tag = this.#creation.tag;
      field = getOrCreateField(node, name, wanted);
    } else {
      wanted = 'mapping';
      tag = mapTag;
      field = getOrCreateField(node, name, wanted);
    }
    if (field === undefined) return;
    if (field.tag === nullTag && wanted) {
      if (wanted === 'scalar') field.tag = tag;
      else overwriteNode(field, { ...newNode(wanted), tag });
    }
    this.visit(field, path, index + 1);
  }
}

/**
 * Calls `setValue` for each node at the spec's path; lists on the way are walked through, and what is missing is added if
 * the spec says so and `creation` how. The caller has checked that the spec is for this kind.
 *
 * @throws Error naming the field and the object
 */
export function applyFieldSpec(
  resource: Resource,
  spec: FieldSpec,
  setValue: (node: YamlNode) => void,
  creation?: Creation,
): void {
  const { node } = resource;
  if (!node) return;
  withContext(
    () =>
      `considering field '${spec.path}' of object ${idText(
        resource.currentId(),
      )}`,
    () =>
      new Walk(Boolean(spec.create), creation, setValue).visit(
        node,
        pathOf(spec),
        0,
      ),
  );
}
