/** A variable: where its value is in the variables of an execution. */
export interface Variable {
  readonly name: string;
  readonly slot: number;
  /** Where it is noted whether the value was found as an `interface {}`; only of the elements of a `range`. */
  readonly interfaceSlot?: number;
}

/** The variables that a template has declared up to a place in it. */
export class Scope {
  readonly #visible: Variable[] = [{ name: '$', slot: 0 }];
  #slots = 1;

  /** How many places for values there have to be. */
  get slots(): number {
    return this.#slots;
  }

  /** The number of visible variables, to go back to. */
  get mark(): number {
    return this.#visible.length;
  }

  leave(mark: number): void {
    this.#visible.length = mark;
  }

  declare(name: string, isElement: boolean): Variable {
    const slot = this.#slots;
    this.#slots += isElement ? 2 : 1;
    const variable: Variable = isElement
      ? { name, slot, interfaceSlot: slot + 1 }
      : { name, slot };
    this.#visible.push(variable);
    return variable;
  }

  /** The innermost variable of the name. */
  find(name: string): Variable | undefined {
    return this.#visible.findLast(variable => variable.name === name);
  }
}
