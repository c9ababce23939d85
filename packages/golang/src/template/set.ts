import { quote } from '../fmt';
import { type GoFunction, type GoValue } from '../value';
import { Budget } from './budget';
import { builtins } from './builtins';
import { compileTemplate } from './compile';
import { TemplateExecError, TemplateLimitError } from './error';
import { type CompiledTemplate, Execution, type MissingKey } from './execution';
import { type Delimiters } from './lexer';
import { type ListNode, isEmptyList } from './node';
import { parseTrees } from './parser';

/** A parsed template, which belongs to no set: it may be added to any number of them. */
export class Template {
  readonly #root: ListNode;
  #compiled: CompiledTemplate | undefined;

  constructor(readonly name: string, root: ListNode) {
    this.#root = root;
  }

  /** Whether there is nothing in it but space and comments. Such a template replaces no other. */
  get isEmpty(): boolean {
    return isEmptyList(this.#root);
  }

  /** The template ready to be executed; compiled at the first use. */
  get compiled(): CompiledTemplate {
    this.#compiled ??= compileTemplate(this.name, this.#root);
    return this.#compiled;
  }
}

export interface ParseOptions extends Delimiters {
  /** The functions that may be called, besides those of the language; only the names matter. */
  functions?: ReadonlyMap<string, unknown>;
}

/** What a text gave: its own template, and those that it defines, by name. */
export interface ParsedText {
  readonly main: Template;
  readonly templates: ReadonlyMap<string, Template>;
}

/**
 * Parses the text of a template. It depends on nothing but the text, the name (which errors tell) and the names of functions, so it can
 * be kept and used for many sets.
 *
 * @throws TemplateParseError with Go's message: `template: name:line: …`
 */
export function parseTemplate(
  name: string,
  text: string,
  options: ParseOptions = {},
): ParsedText {
  const { functions, left, right } = options;
  const trees = parseTrees(name, text, {
    left,
    right,
    hasFunction: word => functions?.has(word) === true || builtins.has(word),
  });
  const templates = new Map<string, Template>();
  for (const [each, root] of trees)
    templates.set(each, new Template(each, root));
  const main = templates.get(name);
  if (!main) throw new TypeError(`the text of ${name} gave no template`);
  return { main, templates };
}

export interface ExecuteOptions {
  /** The functions that templates may call, by name. They go before those of the language. */
  functions?: ReadonlyMap<string, GoFunction>;
  /** What a missing key gives; `default` by default: no value, which prints `<no value>`. */
  missingKey?: MissingKey;
  /** What may be used; one with its defaults by default. Give the same to everything that belongs together. */
  budget?: Budget;
}

/** How many layers of templates are looked through before they are joined. */
const mostLayers = 6;

/** Templates that can invoke each other by name: Go's associated templates. */
export class TemplateSet {
  /** What this set has added itself. */
  #own: Map<string, Template>;
  /** What it had when it was cloned, the newest first; shared, never changed. */
  #layers: readonly ReadonlyMap<string, Template>[];

  constructor() {
    this.#own = new Map();
    this.#layers = [];
  }

  /** The template of the name. */
  lookup(name: string): Template | undefined {
    const own = this.#own.get(name);
    if (own) return own;
    for (const layer of this.#layers) {
      const template = layer.get(name);
      if (template) return template;
    }
    return undefined;
  }

  /** The names of all templates, in no order that matters. */
  names(): string[] {
    const names = new Set(this.#own.keys());
    for (const layer of this.#layers) {
      for (const name of layer.keys()) names.add(name);
    }
    return [...names];
  }

  /** Adds a template; an empty one does not replace another of its name. Gives whether it was added. */
  add(template: Template): boolean {
    if (template.isEmpty && this.lookup(template.name)) return false;
    this.#own.set(template.name, template);
    return true;
  }

  /** Adds everything that a text gave. */
  addAll(parsed: ParsedText): void {
    for (const template of parsed.templates.values()) this.add(template);
  }

  /**
   * Parses a text and adds what it gives.
   *
   * @returns the template of the text itself, which may be executed also where an older one of its name was kept
   * @throws TemplateParseError
   */
  parse(name: string, text: string, options: ParseOptions = {}): Template {
    const parsed = parseTemplate(name, text, options);
    this.addAll(parsed);
    return parsed.main;
  }

  /** A copy, which can be added to without changing this one. Costs next to nothing. */
  clone(): TemplateSet {
    if (this.#own.size > 0) {
      this.#layers = joinLayers([this.#own, ...this.#layers]);
      this.#own = new Map();
    }
    const copy = new TemplateSet();
    copy.#layers = this.#layers;
    return copy;
  }

  /**
   * Executes a template.
   *
   * @param template one of this set by name, or any, which then can invoke those of this set
   * @throws TemplateExecError with Go's message; `partialOutput` is what had been written until then
   * @throws TemplateLimitError when the budget is used up, or templates are nested too deeply
   */
  execute(
    template: Template | string,
    data: GoValue,
    options: ExecuteOptions = {},
  ): string {
    const main =
      typeof template === 'string' ? this.#named(template) : template;
    const execution = new Execution(main.name, data, {
      functions: options.functions ?? new Map(),
      missingKey: options.missingKey ?? 'default',
      budget: options.budget ?? new Budget(),
      lookup: name => this.lookup(name)?.compiled,
    });
    try {
      execution.begin(() => main.compiled);
    } catch (error) {
      if (
        error instanceof TemplateExecError ||
        error instanceof TemplateLimitError
      ) {
        error.partialOutput = execution.output();
      }
      throw error;
    }
    return execution.output();
  }

  #named(name: string): Template {
    const template = this.lookup(name);
    if (template) return template;
    throw new TemplateExecError(
      `template: no template ${quote(name)} in the set`,
      { templateName: name },
    );
  }
}

function joinLayers(
  layers: ReadonlyMap<string, Template>[],
): ReadonlyMap<string, Template>[] {
  if (layers.length <= mostLayers) return layers;
  const joined = new Map<string, Template>();
  for (const layer of layers.toReversed()) {
    for (const [name, template] of layer) joined.set(name, template);
  }
  return [joined];
}
