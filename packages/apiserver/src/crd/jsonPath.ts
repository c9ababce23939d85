import { at, isObject } from '../resources/fields';

type Step =
  | { kind: 'field'; name: string }
  | { kind: 'index'; index: number }
  | { kind: 'all' }
  | {
      kind: 'filter';
      path: readonly Step[];
      operator: string;
      wanted: unknown;
    };

/** A JSONPath of a printer column, compiled. */
export type JsonPath = readonly Step[];

const limits = { length: 4096, results: 10_000 };

class PathReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  read(): Step[] | undefined {
    const steps: Step[] = [];
    while (this.#at < this.#text.length) {
      const step =
        this.#text[this.#at] === '[' ? this.#bracket() : this.#dotted();
      if (!step) {
        return undefined;
      }
      steps.push(step);
    }
    return steps;
  }

  #dotted(): Step | undefined {
    if (this.#text[this.#at] === '.') {
      this.#at += 1;
    }
    let name = '';
    for (; this.#at < this.#text.length; this.#at += 1) {
      const character = this.#text[this.#at];
      if (character === '\\') {
        this.#at += 1;
        name += this.#text[this.#at] ?? '';
      } else if (character === '.' || character === '[') {
        break;
      } else {
        name += character;
      }
    }
    if (name === '*') {
      return { kind: 'all' };
    }
    return name === '' ? undefined : { kind: 'field', name };
  }

  #bracket(): Step | undefined {
    const end = this.#closing();
    if (end < 0) {
      return undefined;
    }
    const inside = this.#text.slice(this.#at + 1, end).trim();
    this.#at = end + 1;
    if (inside === '*') {
      return { kind: 'all' };
    }
    if (/^-?\d+$/.test(inside)) {
      return { kind: 'index', index: Number(inside) };
    }
    const quoted = /^(['"])(.*)\1$/.exec(inside);
    if (quoted) {
      return { kind: 'field', name: quoted[2] };
    }
    const filter = /^\?\(\s*@(.*?)\s*(==|!=|<=|>=|<|>)\s*(.+?)\s*\)$/.exec(
      inside,
    );
    if (filter) {
      const path = new PathReader(filter[1]).read();
      return (
        path && {
          kind: 'filter',
          path,
          operator: filter[2],
          wanted: literal(filter[3]),
        }
      );
    }
    const exists = /^\?\(\s*@(.+?)\s*\)$/.exec(inside);
    const path = exists && new PathReader(exists[1]).read();
    return path
      ? { kind: 'filter', path, operator: 'exists', wanted: undefined }
      : undefined;
  }

  #closing(): number {
    let quote = '';
    let depth = 0;
    for (let index = this.#at; index < this.#text.length; index += 1) {
      const character = this.#text[index];
      if (quote !== '') {
        quote = character === quote ? '' : quote;
      } else if (character === '"' || character === "'") {
        quote = character;
      } else if (character === '[') {
        depth += 1;
      } else if (character === ']') {
        depth -= 1;
        if (depth === 0) {
          return index;
        }
      }
    }
    return -1;
  }
}

function literal(text: string): unknown {
  const quoted = /^(['"])(.*)\1$/.exec(text);
  if (quoted) {
    return quoted[2];
  }
  if (text === 'true' || text === 'false') {
    return text === 'true';
  }
  return Number.isNaN(Number(text)) ? text : Number(text);
}

/** Compiles `.status.conditions[?(@.type=="Ready")].status` and the like; undefined when it is no path. */
export function compileJsonPath(text: string): JsonPath | undefined {
  const bare = text
    .trim()
    .replace(/^\{(.*)\}$/, '$1')
    .replace(/^\$/, '');
  return bare.length > limits.length ? undefined : new PathReader(bare).read();
}

function compares(found: unknown, operator: string, wanted: unknown): boolean {
  switch (operator) {
    case 'exists':
      return found !== undefined;
    case '==':
      return found === wanted;
    case '!=':
      return found !== undefined && found !== wanted;
    default: {
      if (typeof found !== 'number' || typeof wanted !== 'number') {
        return false;
      }
      const less = found < wanted;
      const greater = found > wanted;
      return (
        {
          '<': less,
          '>': greater,
          '<=': !greater,
          '>=': !less,
        }[operator] ?? false
      );
    }
  }
}

function follow(value: unknown, step: Step): unknown[] {
  switch (step.kind) {
    case 'field': {
      const found = at(value, step.name);
      return found === undefined ? [] : [found];
    }
    case 'index': {
      const item: unknown = Array.isArray(value)
        ? value.at(step.index)
        : undefined;
      return item === undefined ? [] : [item];
    }
    case 'all':
      if (Array.isArray(value)) {
        return value;
      }
      return isObject(value) ? Object.values(value) : [];
    default:
      return Array.isArray(value)
        ? value.filter((item: unknown) =>
            compares(findAll(item, step.path)[0], step.operator, step.wanted),
          )
        : [];
  }
}

/** All values at a path, in order. */
export function findAll(value: unknown, path: JsonPath): unknown[] {
  return path.reduce(
    (found: unknown[], step) =>
      found.flatMap(item => follow(item, step)).slice(0, limits.results),
    [value],
  );
}
