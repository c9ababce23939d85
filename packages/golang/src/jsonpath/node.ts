/** One bound of a slice, as it is written. */
export interface Bound {
  readonly known: boolean;
  readonly value: number;
  /** Not written, but one above the first. */
  readonly derived: boolean;
}

/** Steps that follow each other. */
export type Steps = readonly PathNode[];

/** One step of an expression. */
export type PathNode =
  | { readonly kind: 'list'; readonly steps: Steps }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'integer'; readonly value: bigint }
  | { readonly kind: 'float'; readonly value: number }
  | { readonly kind: 'bool'; readonly value: boolean }
  | { readonly kind: 'identifier'; readonly name: string }
  | { readonly kind: 'field'; readonly name: string }
  | { readonly kind: 'wildcard' | 'recursive' }
  | { readonly kind: 'slice'; readonly bounds: readonly [Bound, Bound, Bound] }
  | { readonly kind: 'union'; readonly lists: readonly Steps[] }
  | {
      readonly kind: 'filter';
      readonly left: Steps;
      readonly right: Steps;
      /** `exists`, or what stands between both sides. */
      readonly operator: string;
    };
