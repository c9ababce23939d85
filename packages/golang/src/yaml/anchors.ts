import { type Cursor } from './cursor';
import { YamlError } from './error';
import { type YamlNode } from './node';

/** How much of a document may come from aliases, as go-yaml: 99 % of a small one, 10 % of a large one. */
function allowedRatio(nodes: number): number {
  const low = 400_000;
  const high = 4_000_000;
  if (nodes <= low) {
    return 0.99;
  }
  if (nodes >= high) {
    return 0.1;
  }
  return 0.99 - (0.89 * (nodes - low)) / (high - low);
}

/** The anchors of a document, and the copies that aliases make of them. */
export class Anchors {
  readonly #cursor: Cursor;
  readonly #maxDepth: number;
  readonly #nodes = new Map<string, { node: YamlNode; open: boolean }>();
  #count = 0;
  #copied = 0;

  constructor(cursor: Cursor, maxDepth: number) {
    this.#cursor = cursor;
    this.#maxDepth = maxDepth;
  }

  /** Counts a node that the text itself holds. */
  count(): void {
    this.#count += 1;
  }

  /** `open` says that the node's content is still to be read. */
  define(name: string, node: YamlNode, open = false): void {
    this.#nodes.set(name, { node, open });
  }

  /** @throws YamlError when nothing has the name yet */
  require(name: string): void {
    if (!this.#nodes.has(name)) {
      throw this.#error(`unknown anchor '${name}' referenced`);
    }
  }

  close(name: string): void {
    const anchor = this.#nodes.get(name);
    if (anchor !== undefined) {
      anchor.open = false;
    }
  }

  /** A copy of the node an alias names. */
  expand(name: string, depth: number): YamlNode {
    const anchor = this.#nodes.get(name);
    if (anchor === undefined) {
      throw this.#error(`unknown anchor '${name}' referenced`);
    }
    if (anchor.open) {
      throw this.#error(`anchor '${name}' value contains itself`);
    }
    this.#count += 1;
    return this.#copy(anchor.node, depth);
  }

  #copy(node: YamlNode, depth: number): YamlNode {
    this.#count += 1;
    this.#copied += 1;
    if (
      this.#copied > 100 &&
      this.#count > 1000 &&
      this.#copied / this.#count > allowedRatio(this.#count)
    ) {
      throw this.#error('document contains excessive aliasing');
    }
    if (node.kind === 'scalar') {
      return { ...node };
    }
    if (depth >= this.#maxDepth) {
      throw this.#error(`exceeded max depth of ${this.#maxDepth}`);
    }
    if (node.kind === 'sequence') {
      return {
        ...node,
        items: node.items.map(item => this.#copy(item, depth + 1)),
      };
    }
    return {
      ...node,
      entries: node.entries.map(entry => ({
        key: this.#copy(entry.key, depth + 1),
        value: this.#copy(entry.value, depth + 1),
      })),
    };
  }

  #error(problem: string): YamlError {
    return new YamlError(`yaml: ${problem}`, {
      ...this.#cursor.position(this.#cursor.mark()),
      file: this.#cursor.file,
    });
  }
}
