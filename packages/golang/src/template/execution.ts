import { sprintf } from '../fmt';
import {
  type GoFunction,
  type GoType,
  type GoValue,
  GoError,
  hasInvalidBytes,
  joinBytes,
  utf8Length,
} from '../value';
import { type Budget } from './budget';
import {
  TemplateExecError,
  TemplateLimitError,
  isStackOverflow,
} from './error';
import { type Node } from './node';

/**
 * A value while a template is executed: undefined is what Go's `reflect` calls invalid (no value at all, `<no value>`); `null` is a nil
 * that was found in a map, a slice or a variable.
 */
export type Value = GoValue | undefined;

/** What a template gives where a map has no entry: no value, the zero value of its type, or an error. */
export type MissingKey = 'default' | 'zero' | 'error';

/** The type of parameters that take any value, also none: `reflect.Value`. */
export const valueType: GoType = { name: 'reflect.Value', kind: 'struct' };

/** Why a part of a template ended early. */
export type Jump = 'break' | 'continue' | undefined;

/** Runs a part of a template. */
export type Run = (execution: Execution, dot: Value) => Jump;

/** Evaluates a part of an action. */
export type Evaluate = (execution: Execution, dot: Value) => Value;

/** Evaluates a command of a pipeline; `final` is the value of the one before, where there is one. */
export type EvaluateCommand = (
  execution: Execution,
  dot: Value,
  final: Value,
) => Value;

/** Evaluates an argument for a parameter of the type, or fails. */
export type EvaluateArgument = (
  execution: Execution,
  dot: Value,
  type: GoType,
) => Value;

/** A template ready to be executed. */
export interface CompiledTemplate {
  readonly name: string;
  /** How many variables it has. */
  readonly slots: number;
  readonly run: Run;
}

export interface ExecutionOptions {
  readonly functions: ReadonlyMap<string, GoFunction>;
  readonly missingKey: MissingKey;
  readonly budget: Budget;
  lookup(name: string): CompiledTemplate | undefined;
}

/** Go's bound of templates in templates; JavaScript's stack ends before. */
export const maximumDepth = 100_000;

/** Characters that are gathered before they are put aside. */
const chunkLength = 65_536;

/** What one execution of a template holds. */
export class Execution {
  readonly functions: ReadonlyMap<string, GoFunction>;
  readonly missingKey: MissingKey;
  readonly budget: Budget;
  readonly lookup: ExecutionOptions['lookup'];
  /** Where execution is, for errors. */
  node: Node | undefined;
  templateName: string;
  /** The last `{{template}}`, and the template that it is in. */
  invocation: Node | undefined;
  invoker = '';
  variables: Value[] = [];
  /** Whether dot was found as an `interface {}`: in an element of a slice or a map. Shows in errors only. */
  isDotInterface = false;
  /** Whether the fields evaluated last ended in an `interface {}`. */
  wasInterface = false;
  readonly #maximumOutput: number;
  readonly #chunks: string[] = [];
  #hasInvalidBytes = false;
  #pending = '';
  /** Of the chunks. */
  #length = 0;
  readonly #data: Value;

  constructor(name: string, data: GoValue, options: ExecutionOptions) {
    this.functions = options.functions;
    this.missingKey = options.missingKey;
    this.budget = options.budget;
    this.lookup = options.lookup;
    this.#maximumOutput = options.budget.maximumOutput;
    this.templateName = name;
    this.#data = data ?? undefined;
  }

  /** Executes a template from its beginning; it is compiled here, where a stack that is too small for that is seen. */
  begin(compiled: () => CompiledTemplate): void {
    const { budget } = this;
    const { depth } = budget;
    try {
      budget.depth += 1;
      const template = compiled();
      this.variables = newFrame(template.slots, this.#data);
      template.run(this, this.#data);
      this.#checkLength();
    } catch (error) {
      throw isStackOverflow(error) ? this.#depthExceeded(error) : error;
    } finally {
      budget.depth = depth;
    }
  }

  /** What has been written. */
  output(): string {
    const text = this.#chunks.join('') + this.#pending;
    const isSuspect = this.#hasInvalidBytes || hasInvalidBytes(this.#pending);
    return isSuspect ? joinBytes(text) : text;
  }

  write(text: string): void {
    this.#pending += text;
    if (this.#pending.length > chunkLength) this.#flush();
  }

  /** Puts what is pending aside. Looking for bytes makes it one flat text: one of a million pieces would need many times its size. */
  #flush(): void {
    this.#hasInvalidBytes ||= hasInvalidBytes(this.#pending);
    this.#chunks.push(this.#pending);
    this.#length += this.#pending.length;
    this.#pending = '';
    this.#checkLength();
  }

  #checkLength(): void {
    if (this.#length + this.#pending.length > this.#maximumOutput) {
      throw new TemplateLimitError(
        `template output is longer than ${this.#maximumOutput} characters`,
      );
    }
  }

  /** Fails at the current node. */
  fail(message: string, cause?: unknown): never {
    throw new TemplateExecError(this.#place(message), {
      templateName: this.templateName,
      cause,
    });
  }

  /** Fails since a function did. */
  failCall(name: string, error: GoError): never {
    return this.fail(`error calling ${name}: ${error.message}`, error);
  }

  /** The error for a stack that is full: Go's, whose stack ends later. */
  #depthExceeded(cause: unknown): TemplateLimitError {
    this.node = this.invocation ?? this.node;
    if (this.invocation) this.templateName = this.invoker;
    return new TemplateLimitError(
      this.#place(`exceeded maximum template depth (${maximumDepth})`),
      { cause },
    );
  }

  #place(message: string): string {
    const { node, templateName } = this;
    if (node === undefined) return `template: ${templateName}: ${message}`;
    const { source, position } = node;
    const before = source.text.slice(0, position);
    const lineStart = before.lastIndexOf('\n') + 1;
    const line = before.split('\n').length;
    const column = utf8Length(before.slice(lineStart));
    const location = `template: ${source.name}:${line}:${column}: executing `;
    const rest = sprintf('%q at <%s>: %s', [
      templateName,
      String(node),
      message,
    ]);
    // Go takes the name for a format here, together with the message.
    return source.name.includes('%')
      ? sprintf(`${location}${rest.replaceAll('%', '%%')}`, [])
      : location + rest;
  }
}

/** The variables of a template that begins; the first is `$`. */
export function newFrame(slots: number, dollar: Value): Value[] {
  const frame = new Array<Value>(slots).fill(undefined);
  frame[0] = dollar;
  return frame;
}
