import type { JsonValue } from '@sluice/golang/json';
import { fieldElement, type PathElement } from './pathElement';

export type Scalar = 'numeric' | 'string' | 'boolean' | 'untyped';

/** Whether the items of a list or map can have different owners. */
export type Relationship = 'associative' | 'atomic' | 'separable';

export interface StructField {
  readonly name: string;
  readonly type: TypeRef;
  /** Stands for an absent key of an associative list. */
  readonly default?: JsonValue;
  readonly element: PathElement;
}

export interface ListType {
  readonly elementType: TypeRef | undefined;
  readonly relationship: Relationship | undefined;
  /** Names of the key fields; empty for a set of scalars. */
  readonly keys: readonly string[];
}

export interface MapFields {
  fields?: readonly {
    name: string;
    type: TypeRef;
    default?: JsonValue;
  }[];
  elementType?: TypeRef;
  relationship?: Relationship;
}

/** A map, a struct or a mixture: declared fields, and a type for all others (absent: there may be no others). */
export class MapType {
  readonly elementType: TypeRef | undefined;
  readonly relationship: Relationship | undefined;
  /** False when the schema lists no fields at all. */
  readonly hasFields: boolean;
  readonly #source: MapFields;
  readonly #fields = new Map<string, StructField>();

  constructor(source: MapFields) {
    this.#source = source;
    this.elementType = source.elementType;
    this.relationship = source.relationship;
    this.hasFields = source.fields !== undefined;
    for (const field of source.fields ?? []) {
      this.#fields.set(field.name, {
        ...field,
        element: fieldElement(field.name),
      });
    }
  }

  field(name: string): StructField | undefined {
    return this.#fields.get(name);
  }

  withRelationship(relationship: Relationship): MapType {
    return new MapType({ ...this.#source, relationship });
  }
}

/** What a value may be; several of the three may be given. */
export class Atom {
  readonly scalar: Scalar | undefined;
  readonly list: ListType | undefined;
  readonly map: MapType | undefined;
  #onlyScalar: Atom | undefined;
  #onlyList: Atom | undefined;
  #onlyMap: Atom | undefined;

  constructor(kinds: { scalar?: Scalar; list?: ListType; map?: MapType }) {
    this.scalar = kinds.scalar;
    this.list = kinds.list;
    this.map = kinds.map;
  }

  /** The part of the atom that fits the value; the whole atom for null, for an absent value and when nothing fits. */
  forValue(value: JsonValue | undefined): Atom {
    if (value === undefined || value === null) {
      return this;
    }
    if (typeof value !== 'object') {
      if (!this.scalar || (!this.list && !this.map)) {
        return this;
      }
      this.#onlyScalar ??= new Atom({ scalar: this.scalar });
      return this.#onlyScalar;
    }
    if (Array.isArray(value)) {
      if (!this.list || (!this.scalar && !this.map)) {
        return this;
      }
      this.#onlyList ??= new Atom({ list: this.list });
      return this.#onlyList;
    }
    if (!this.map || (!this.scalar && !this.list)) {
      return this;
    }
    this.#onlyMap ??= new Atom({ map: this.map });
    return this.#onlyMap;
  }
}

/** No value fits. */
export const EMPTY_ATOM = new Atom({});

function withRelationship(
  atom: Atom,
  relationship: Relationship,
): Atom | undefined {
  if (atom.map) {
    return new Atom({ ...atom, map: atom.map.withRelationship(relationship) });
  }
  return atom.list
    ? new Atom({ ...atom, list: { ...atom.list, relationship } })
    : undefined;
}

/** Either the name of a type or an inlined one. */
export class TypeRef {
  readonly schema: TypeSchema;
  readonly name: string | undefined;
  readonly #inlined: Atom;
  readonly #relationship: Relationship | undefined;
  #atom: Atom | undefined | null = null;

  constructor(
    schema: TypeSchema,
    target: string | Atom,
    relationship?: Relationship,
  ) {
    this.schema = schema;
    this.name = typeof target === 'string' ? target : undefined;
    this.#inlined = typeof target === 'string' ? EMPTY_ATOM : target;
    this.#relationship = relationship;
  }

  /** Undefined when the schema has no type of this name. */
  get atom(): Atom | undefined {
    if (this.#atom === null) {
      const atom =
        this.name === undefined ? this.#inlined : this.schema.type(this.name);
      this.#atom =
        atom && this.#relationship
          ? withRelationship(atom, this.#relationship)
          : atom;
    }
    return this.#atom;
  }

  /** For a type of items whose own declaration admits any scalar without a name. */
  get isUntypedScalar(): boolean {
    return this.name === undefined && this.#inlined.scalar === 'untyped';
  }
}

/** Name of the type that is granular in maps and atomic in lists. */
export const DEDUCED = '__untyped_deduced_';
/** Name of the type that is atomic throughout. */
export const UNTYPED = '__untyped_atomic_';

/** Named types, made when they are first asked for. */
export class TypeSchema {
  readonly #lookup: (name: string, schema: TypeSchema) => Atom | undefined;
  readonly #types = new Map<string, Atom | undefined>();

  constructor(lookup: (name: string, schema: TypeSchema) => Atom | undefined) {
    this.#lookup = lookup;
  }

  type(name: string): Atom | undefined {
    let atom = this.#types.get(name);
    if (!atom && !this.#types.has(name)) {
      atom = this.#lookup(name, this) ?? this.#common(name);
      this.#types.set(name, atom);
    }
    return atom;
  }

  /** A reference to a named type. */
  ref(name: string, relationship?: Relationship): TypeRef {
    return new TypeRef(this, name, relationship);
  }

  /** A reference to a type without a name. */
  inline(atom: Atom): TypeRef {
    return new TypeRef(this, atom);
  }

  #common(name: string): Atom | undefined {
    if (name !== UNTYPED && name !== DEDUCED) {
      return undefined;
    }
    return new Atom({
      scalar: 'untyped',
      list: {
        elementType: this.ref(UNTYPED),
        relationship: 'atomic',
        keys: [],
      },
      map: new MapType({
        elementType: this.ref(name),
        relationship: name === DEDUCED ? 'separable' : 'atomic',
      }),
    });
  }
}

/** The type of objects without a schema: maps are granular, lists are atomic. */
export const DEDUCED_TYPE: TypeRef = new TypeSchema(() => undefined).ref(
  DEDUCED,
);
