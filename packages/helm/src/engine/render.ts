import { posix } from 'node:path';
import { quote } from '@sluice/golang/fmt';
import { type SprigOptions, sprigFunctions } from '@sluice/golang/sprig';
import {
  Budget,
  type BudgetOptions,
  TemplateSet,
} from '@sluice/golang/template';
import {
  GoError,
  type GoFunction,
  type GoMap,
  type GoValue,
  anyMapType,
  anyType,
  stringType,
} from '@sluice/golang/value';
import { type Chart } from '../chart';
import { messageOf } from '../chart/error';
import { type Warn } from '../warn';
import { dataFunctions, textFunction } from './data-functions';
import { executionFailure, markMessage, parseFailure } from './error';
import { type Lookup, lookupValue } from './lookup';
import { ParseCache } from './parse-cache';
import { type Renderable, collectRenderables } from './scopes';
import { Values } from './values';

export interface RenderOptions {
  /** A missing value is an error. */
  strict?: boolean;
  /** What charts demand or refuse is only told, as `helm lint` does. */
  lint?: boolean;
  /** Answers `lookup`; without it everything is missing. */
  lookup?: Lookup;
  /** The clock, randomness and names that templates see. `getHostByName` gives '' unless it is told how. */
  surroundings?: SprigOptions;
  /** What one render may use; a minute of time unless there is a deadline. */
  limits?: BudgetOptions;
  /** Functions of the caller's own, over all others. */
  functions?: ReadonlyMap<string, GoFunction>;
  warn?: Warn;
}

/** Named after the set in Helm, so that its errors tell of it. */
const SET_NAME = 'gotpl';
const MAX_INCLUDES = 1_000;
/** How long one render may take, in milliseconds. Helm has no such bound. */
const MAX_DURATION = 60_000;

function asText(value: GoValue): string {
  return typeof value === 'string' ? value : '';
}

function withoutNoValue(text: string): string {
  return text.includes('<no value>') ? text.replaceAll('<no value>', '') : text;
}

/** The functions that are the same in all charts, and the texts parsed for them. */
interface Library {
  functions: ReadonlyMap<string, GoFunction>;
  parsed: ParseCache;
}

const LATE = ['include', 'tpl', 'required', 'fail', 'lookup'];

function libraryOf(options: RenderOptions): Library {
  const functions = new Map<string, GoFunction>([
    ...sprigFunctions(options.surroundings ?? {}),
    ...dataFunctions,
    ...(options.functions ?? []),
  ]);
  functions.delete('env');
  functions.delete('expandenv');
  const names = new Set([...functions.keys(), ...LATE]);
  return {
    functions,
    parsed: new ParseCache(new Map([...names].map(name => [name, true]))),
  };
}

let shared: Library | undefined;

/** One library for all who want nothing of their own. */
function library(options: RenderOptions): Library {
  if (options.surroundings || options.functions) return libraryOf(options);
  shared ??= libraryOf({});
  return shared;
}

/** Renders templates that belong together. */
class Renderer {
  readonly #options: RenderOptions;
  readonly #library: Library;
  readonly #functions: Map<string, GoFunction>;
  readonly #budget: Budget;
  /** How often each name is being included. */
  readonly #included = new Map<string, number>();
  /** The set of what is being executed: within `tpl`, one with what that text defines. */
  #set = new TemplateSet();

  constructor(options: RenderOptions) {
    this.#options = options;
    this.#library = library(options);
    this.#budget = new Budget({
      deadline: Date.now() + MAX_DURATION,
      ...options.limits,
    });
    this.#functions = new Map([
      ...this.#library.functions,
      ...this.#own(),
      ...(options.functions ?? []),
    ]);
  }

  #own(): [string, GoFunction][] {
    return [
      [
        'include',
        {
          params: [stringType, anyType],
          result: stringType,
          call: ([name, data]) => this.#include(asText(name), data),
        },
      ],
      [
        'tpl',
        {
          params: [stringType, anyType],
          result: stringType,
          call: ([text, data]) => this.#tpl(asText(text), data),
        },
      ],
      [
        'required',
        {
          params: [stringType, anyType],
          result: anyType,
          call: ([message, value]) => this.#required(asText(message), value),
        },
      ],
      ['fail', textFunction(stringType, value => this.#fail(asText(value)))],
      [
        'lookup',
        {
          params: [stringType, stringType, stringType, stringType],
          result: anyMapType,
          call: args => this.#lookup(args.map(asText)),
        },
      ],
    ];
  }

  #execute(template: Parameters<TemplateSet['execute']>[0], data: GoValue) {
    return this.#set.execute(template, data, {
      functions: this.#functions,
      missingKey: this.#options.strict ? 'error' : 'zero',
      budget: this.#budget,
    });
  }

  #include(name: string, data: GoValue): string {
    const depth = this.#included.get(name) ?? 0;
    if (depth > MAX_INCLUDES) {
      throw new GoError(
        `rendering template has a nested reference name: ${name}: unable to execute template`,
      );
    }
    const template = this.#set.lookup(name);
    if (!template) {
      throw new GoError(
        `template: no template ${quote(name)} associated with template ${quote(
          SET_NAME,
        )}`,
      );
    }
    this.#included.set(name, depth + 1);
    try {
      return this.#execute(template, data);
    } finally {
      this.#included.set(name, depth);
    }
  }

  #tpl(text: string, data: GoValue): string {
    // Nothing to execute: most texts that go through `tpl` are plain.
    if (!text.includes('{{')) return withoutNoValue(text);
    const outer = this.#set;
    this.#set = outer.clone();
    try {
      return withoutNoValue(this.#execute(this.#parseText(text), data));
    } catch (error) {
      if (!(error instanceof GoError) || error.name === 'TemplateLimitError') {
        throw error;
      }
      throw error.message.startsWith('cannot parse template ')
        ? error
        : new GoError(
            `error during tpl function execution for ${quote(text)}: ${
              error.message
            }`,
            { cause: error },
          );
    } finally {
      this.#set = outer;
    }
  }

  #parseText(text: string) {
    try {
      const parsed = this.#library.parsed.parse(SET_NAME, text);
      this.#set.addAll(parsed);
      return parsed.main;
    } catch (error) {
      throw new GoError(
        `cannot parse template ${quote(text)}: ${messageOf(error)}`,
        { cause: error },
      );
    }
  }

  #required(message: string, value: GoValue): GoValue {
    if (value !== null && value !== '') return value;
    if (!this.#options.lint) throw new GoError(markMessage(message));
    this.#options.warn?.(
      value === null ? 'missing required value' : 'missing required values',
      { level: 'WARN', fields: { message } },
    );
    return '';
  }

  #fail(message: string): string {
    if (!this.#options.lint) throw new GoError(markMessage(message));
    this.#options.warn?.('funcMap fail', { fields: { message } });
    return '';
  }

  #lookup([apiVersion, kind, namespace, name]: string[]): GoMap {
    const { lint, lookup } = this.#options;
    if (lint || !lookup) return new Map();
    try {
      return lookupValue(lookup({ apiVersion, kind, namespace, name }));
    } catch (error) {
      throw error instanceof GoError
        ? error
        : new GoError(messageOf(error), { cause: error });
    }
  }

  render(renderables: readonly Renderable[]): Map<string, string> {
    for (const { name, text } of renderables) {
      try {
        this.#set.addAll(this.#library.parsed.parse(name, text));
      } catch (error) {
        throw parseFailure(name, error);
      }
    }
    const rendered = new Map<string, string>();
    for (const { name, scope, basePath } of renderables) {
      if (!posix.basename(name).startsWith('_')) {
        scope.set(
          'Template',
          new Values(
            new Map([
              ['Name', name],
              ['BasePath', basePath],
            ]),
          ),
        );
        try {
          rendered.set(
            name,
            withoutNoValue(this.#execute(name, new Values(scope))),
          );
        } catch (error) {
          throw executionFailure(name, error);
        }
      }
    }
    return rendered;
  }
}

/**
 * Renders templates that belong together, in the order given; each sees what those rendered before it have changed.
 *
 * @throws RenderError with Helm's message
 */
export function renderAll(
  renderables: readonly Renderable[],
  options: RenderOptions = {},
): Map<string, string> {
  return new Renderer(options).render(renderables);
}

/**
 * Renders the templates of a chart and of those below it: the output by the path of each, partials left out.
 *
 * @param top what templates see: `Values`, `Release`, `Capabilities` (see {@link renderValues})
 * @throws RenderError with Helm's message
 */
export function renderTemplates(
  chart: Chart,
  top: GoMap,
  options: RenderOptions = {},
): Map<string, string> {
  return renderAll(collectRenderables(chart, top), options);
}
