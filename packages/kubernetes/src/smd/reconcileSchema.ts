import { FieldSet } from './fieldSet';
import type { PathElement } from './pathElement';
import {
  DEDUCED,
  type ListType,
  type MapType,
  type TypeRef,
} from './typeSchema';
import { invalidAtom } from './validate';
import { ErrorList } from './validationErrors';

/** Maps of unknown fields only (preserve-unknown-fields without properties) have no granularity to follow. */
function isUntypedDeduced(map: MapType): boolean {
  const type = map.elementType;
  return (
    !map.hasFields &&
    type !== undefined &&
    (type.name === DEDUCED || type.isUntypedScalar)
  );
}

class ReconcileWalk {
  readonly errors = new ErrorList();
  /** The containers that have become atomic. */
  readonly atomic = new FieldSet();
  readonly #path: PathElement[] = [];

  visit(
    set: FieldSet | undefined,
    type: TypeRef | undefined,
    wasAtomic: boolean,
  ): void {
    const atom = type?.atom;
    if (type && !atom) {
      this.errors.add(`could not resolve ${type.name}`);
      return;
    }
    if (atom?.map) {
      this.#map(set, atom.map, wasAtomic);
    } else if (atom?.list && !atom.scalar) {
      this.#list(set, atom.list, wasAtomic);
    } else if (!atom?.scalar) {
      this.errors.add(invalidAtom(type));
    }
  }

  #map(set: FieldSet | undefined, map: MapType, wasAtomic: boolean): void {
    if (isUntypedDeduced(map)) {
      return;
    }
    if (!wasAtomic && map.relationship === 'atomic') {
      if (set && !set.isEmpty) {
        this.atomic.insert(this.#path);
      }
      return;
    }
    this.#children(set, element => {
      const field =
        element.kind === 'field' ? map.field(element.name) : undefined;
      return field ? field.type : map.elementType;
    });
  }

  #list(set: FieldSet | undefined, list: ListType, wasAtomic: boolean): void {
    if (!wasAtomic && list.relationship === 'atomic') {
      this.atomic.insert(this.#path);
      return;
    }
    this.#children(set, () => list.elementType);
  }

  #children(
    set: FieldSet | undefined,
    typeOf: (element: PathElement) => TypeRef | undefined,
  ): void {
    for (const { element, member, children } of set?.nodes() ?? []) {
      const type = typeOf(element);
      // Fields that the schema does not know are left as they are.
      if (type) {
        this.#path.push(element);
        this.visit(children, type, member && children === undefined);
        this.#path.pop();
      }
    }
  }
}

/**
 * Follows a change of the schema since the set was written: who owned fields in what has become atomic now owns the whole.
 * Answers the set itself when there is nothing to follow. Throws an Error when the schema lacks a type.
 */
export function reconcileWithSchema(set: FieldSet, type: TypeRef): FieldSet {
  const walk = new ReconcileWalk();
  walk.visit(set, type, false);
  if (walk.errors.length > 0) {
    throw new Error(
      `errors reconciling field set with schema: ${walk.errors.errors
        .map(error => error.message)
        .join('\n')}`,
    );
  }
  return walk.atomic.isEmpty
    ? set
    : set.recursiveDifference(walk.atomic).union(walk.atomic);
}
