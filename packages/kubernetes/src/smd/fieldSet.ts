import {
  comparePathElements,
  formatPath,
  type Path,
  type PathElement,
} from './pathElement';
import { EMPTY_ATOM, type TypeRef } from './typeSchema';

interface FieldNode {
  readonly element: PathElement;
  /** Whether the field itself is in the set, apart from what is below it. */
  readonly member: boolean;
  readonly children: FieldSet | undefined;
}

/**
 * A set of paths. All operations leave their operands alone and share structure with them, so {@link insert} and
 * {@link put} are only for whoever has just made the set.
 */
export class FieldSet {
  // No node without membership and without members below it is ever kept.
  readonly #nodes = new Map<string, FieldNode>();

  static of(paths: Iterable<Path>): FieldSet {
    const set = new FieldSet();
    for (const path of paths) {
      set.insert(path);
    }
    return set;
  }

  get isEmpty(): boolean {
    return this.#nodes.size === 0;
  }

  /** Number of paths. */
  get size(): number {
    let size = 0;
    for (const node of this.#nodes.values()) {
      size += (node.member ? 1 : 0) + (node.children?.size ?? 0);
    }
    return size;
  }

  /** Adds a path; the fields above it do not become members. The empty path is nobody's. */
  insert(path: Path): void {
    this.#insertFrom(path, 0);
  }

  #insertFrom(path: Path, start: number): void {
    if (start >= path.length) {
      return;
    }
    const element = path[start];
    const node = this.#nodes.get(element.id);
    if (start === path.length - 1) {
      if (!node?.member) {
        this.#set(element, true, node?.children);
      }
      return;
    }
    const children = node?.children ?? new FieldSet();
    children.#insertFrom(path, start + 1);
    if (!node?.children) {
      this.#set(element, node?.member ?? false, children);
    }
  }

  /** Adds an element with everything below it. */
  put(
    element: PathElement,
    member: boolean,
    children: FieldSet | undefined,
  ): void {
    const known = this.#nodes.get(element.id);
    if (!known) {
      this.#set(element, member, children);
    } else {
      this.#set(
        element,
        known.member || member,
        known.children && children
          ? known.children.union(children)
          : known.children ?? children,
      );
    }
  }

  #set(
    element: PathElement,
    member: boolean,
    children: FieldSet | undefined,
  ): void {
    const below = children?.isEmpty ? undefined : children;
    if (member || below) {
      this.#nodes.set(element.id, { element, member, children: below });
    }
  }

  has(path: Path): boolean {
    const [first, ...rest] = path;
    if (rest.length === 0) {
      return this.hasElement(first);
    }
    return this.below(first)?.has(rest) ?? false;
  }

  /** Whether the element itself, directly below the root of this set, is a member. */
  hasElement(element: PathElement | undefined): boolean {
    return (
      element !== undefined && this.#nodes.get(element.id)?.member === true
    );
  }

  /** What is below an element, without the element; undefined when there is nothing. */
  below(element: PathElement): FieldSet | undefined {
    return this.#nodes.get(element.id)?.children;
  }

  equals(other: FieldSet): boolean {
    if (this === other) {
      return true;
    }
    if (this.#nodes.size !== other.#nodes.size) {
      return false;
    }
    for (const [id, node] of this.#nodes) {
      const match = other.#nodes.get(id);
      if (!match || match.member !== node.member) {
        return false;
      }
      if (!node.children || !match.children) {
        if (node.children !== match.children) {
          return false;
        }
      } else if (!node.children.equals(match.children)) {
        return false;
      }
    }
    return true;
  }

  union(other: FieldSet): FieldSet {
    if (other.isEmpty || this === other) {
      return this;
    }
    if (this.isEmpty) {
      return other;
    }
    const result = new FieldSet();
    for (const [id, node] of this.#nodes) {
      result.#nodes.set(id, node);
    }
    for (const node of other.#nodes.values()) {
      result.put(node.element, node.member, node.children);
    }
    return result;
  }

  intersection(other: FieldSet): FieldSet {
    const result = new FieldSet();
    const [small, large] =
      this.#nodes.size <= other.#nodes.size ? [this, other] : [other, this];
    for (const [id, node] of small.#nodes) {
      const match = large.#nodes.get(id);
      if (match) {
        result.#set(
          node.element,
          node.member && match.member,
          node.children && match.children
            ? node.children.intersection(match.children)
            : undefined,
        );
      }
    }
    return result;
  }

  /** The paths that the other set does not have; a path that it has takes nothing below with it. */
  difference(other: FieldSet): FieldSet {
    if (other.isEmpty || this.isEmpty) {
      return this;
    }
    const result = new FieldSet();
    for (const [id, node] of this.#nodes) {
      const match = other.#nodes.get(id);
      if (!match) {
        result.#nodes.set(id, node);
      } else {
        result.#set(
          node.element,
          node.member && !match.member,
          node.children && match.children
            ? node.children.difference(match.children)
            : node.children,
        );
      }
    }
    return result;
  }

  /** The paths that are neither in the other set nor below a path of it. */
  recursiveDifference(other: FieldSet): FieldSet {
    if (other.isEmpty || this.isEmpty) {
      return this;
    }
    const result = new FieldSet();
    for (const [id, node] of this.#nodes) {
      const match = other.#nodes.get(id);
      if (!match) {
        result.#nodes.set(id, node);
      } else if (!match.member) {
        result.#set(
          node.element,
          node.member,
          node.children && match.children
            ? node.children.recursiveDifference(match.children)
            : node.children,
        );
      }
    }
    return result;
  }

  /** Adds the parents that are declared fields of a struct: `a.b` of a set that has only `a.b.c`. */
  withNamedParents(type: TypeRef | undefined): FieldSet {
    const atom = type ? type.atom ?? EMPTY_ATOM : EMPTY_ATOM;
    const result = new FieldSet();
    for (const node of this.#nodes.values()) {
      const { element } = node;
      let childType: TypeRef | undefined;
      let named = false;
      if (element.kind === 'field' && atom.map) {
        const field = atom.map.field(element.name);
        named = field !== undefined;
        childType = field ? field.type : atom.map.elementType;
      } else if (element.kind === 'key' && atom.list) {
        childType = atom.list.elementType;
      }
      result.#set(
        element,
        node.member || (named && node.children !== undefined),
        node.children?.withNamedParents(childType),
      );
    }
    return result;
  }

  /** The members without members below them. */
  leaves(): FieldSet {
    const result = new FieldSet();
    for (const node of this.#nodes.values()) {
      result.#set(
        node.element,
        node.member && !node.children,
        node.children?.leaves(),
      );
    }
    return result;
  }

  /** Nodes directly below the root, in the order of FieldsV1. */
  sortedNodes(): readonly FieldNode[] {
    return [...this.#nodes.values()].sort((a, b) =>
      comparePathElements(a.element, b.element),
    );
  }

  /** Nodes directly below the root, in no order. */
  nodes(): Iterable<FieldNode> {
    return this.#nodes.values();
  }

  /** All paths: at each level first the members, then what is below, both sorted. */
  *paths(prefix: Path = []): Generator<Path> {
    const nodes = this.sortedNodes();
    for (const node of nodes) {
      if (node.member) {
        yield [...prefix, node.element];
      }
    }
    for (const node of nodes) {
      if (node.children) {
        yield* node.children.paths([...prefix, node.element]);
      }
    }
  }

  /** One path a line. */
  toString(): string {
    return [...this.paths()].map(formatPath).join('\n');
  }
}
