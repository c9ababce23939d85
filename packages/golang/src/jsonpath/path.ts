import { sprint } from '../fmt';
import { goJsonStringify } from '../json';
import { type GoValue, entriesOf, indirect, itemsOf, toJson } from '../value';
import { Evaluator, type Found } from './evaluate';
import type { Steps } from './node';
import { parsePath } from './parser';

function textOfFound(value: Found): string {
  if (value === undefined) return '<no value>';
  const target = indirect(value);
  if (target === null) return 'null';
  return entriesOf(target) || itemsOf(target)
    ? goJsonStringify(toJson(target))
    : sprint([target]);
}

/** One run of an expression over data. */
class Run {
  readonly #nodes: Steps;
  readonly #evaluator = new Evaluator();
  /** The last node that ended a range. */
  #lastEnd = -1;

  constructor(nodes: Steps) {
    this.#nodes = nodes;
  }

  /** What the nodes from one on find, up to the end of a range. */
  from(start: number, data: Found): (readonly Found[])[] {
    const { ranges } = this.#evaluator;
    const all: (readonly Found[])[] = [];
    for (let i = start; i < this.#nodes.length; i += 1) {
      const results = this.#evaluator.walk([data], this.#nodes[i]);
      if (ranges.ended > 0 && ranges.ended <= ranges.within) {
        ranges.ended -= 1;
        this.#lastEnd = i;
        break;
      }
      if (ranges.begun === 0) {
        all.push(results);
        continue;
      }
      ranges.begun -= 1;
      ranges.within += 1;
      for (const value of results) {
        all.push(...this.from(i + 1, value ?? undefined));
      }
      // What is in a range of nothing is walked all the same: it may fail, and it leads to the end.
      if (results.length === 0) this.from(i + 1, undefined);
      ranges.within -= 1;
      if (this.#lastEnd > i) i = this.#lastEnd;
    }
    return all;
  }
}

/**
 * A JSONPath of `kubectl -o jsonpath` (client-go's `util/jsonpath`): text with expressions in braces, `{range …}` and `{end}`, filters
 * and slices. The entries of maps come by their keys, where client-go has no order.
 *
 * ```ts
 * new JsonPath('{.image.tag}').execute(values);
 * new JsonPath('{range .ports[?(@.name=="http")]}{.port}{"\\n"}{end}').execute(values);
 * ```
 */
export class JsonPath {
  readonly #nodes: Steps;

  /** @throws GoError with client-go's words */
  constructor(text: string) {
    this.#nodes = parsePath(text);
  }

  /** What the expression finds, node by node. @throws GoError */
  find(data: GoValue): (readonly Found[])[] {
    return new Run(this.#nodes).from(0, data);
  }

  /** What the expression finds as text: what has entries or elements as JSON. @throws GoError */
  execute(data: GoValue): string {
    return this.find(data)
      .map(results => results.map(textOfFound).join(' '))
      .join('');
  }
}
