import { quote, sprint } from '../fmt';
import {
  type GoValue,
  GoObject,
  entriesOf,
  goInt,
  goInteger,
  indirect,
  integerOf,
  itemsOf,
  sortedKeys,
  truth,
  typeOf,
} from '../value';
import { OperandCompiler } from './compile-operand';
import {
  type CompiledTemplate,
  type Evaluate,
  type Execution,
  type Jump,
  type Run,
  type Value,
  maximumDepth,
  newFrame,
} from './execution';
import {
  type ActionListNode,
  type ActionNode,
  type BranchNode,
  type ListNode,
  type TemplateNode,
} from './node';
import { printable, textOfValue } from './print';
import { Scope } from './scope';
import { type Store } from './store';

/** Compiles the actions of one template. */
class TemplateCompiler {
  readonly #scope = new Scope();
  readonly #operands = new OperandCompiler(this.#scope);

  get slots(): number {
    return this.#scope.slots;
  }

  list(list: ListNode): Run {
    const runs = list.nodes.map(node => this.#node(node));
    if (runs.length === 0) return () => undefined;
    if (runs.length === 1) return runs[0];
    return (execution, dot) => {
      for (let i = 0; i < runs.length; i += 1) {
        const jump = runs[i](execution, dot);
        if (jump !== undefined) return jump;
      }
      return undefined;
    };
  }

  #node(node: ActionListNode): Run {
    switch (node.type) {
      case 'text': {
        const { text } = node;
        return execution => {
          execution.write(text);
          return undefined;
        };
      }
      case 'action':
        return this.#action(node);
      case 'break':
      case 'continue': {
        const { type } = node;
        return () => type;
      }
      case 'template':
        return this.#template(node);
      case 'range':
        return this.#range(node);
      default:
        return this.#branch(node);
    }
  }

  #action(node: ActionNode): Run {
    const evaluate = this.#operands.pipeline(node.pipe);
    if (node.pipe.declared.length > 0) {
      return (execution, dot) => {
        evaluate(execution, dot);
        return undefined;
      };
    }
    return (execution, dot) => {
      const value = evaluate(execution, dot);
      execution.write(
        typeof value === 'string' ? value : textOfValue(execution, node, value),
      );
      return undefined;
    };
  }

  /** `if` and `with`. */
  #branch(node: BranchNode): Run {
    const outside = this.#scope.mark;
    const evaluate = this.#operands.pipeline(node.pipe);
    const inside = this.#scope.mark;
    const list = this.list(node.list);
    this.#scope.leave(inside);
    const otherwise = node.elseList && this.list(node.elseList);
    this.#scope.leave(outside);
    if (node.type === 'if') {
      return (execution, dot) => {
        const value = evaluate(execution, dot);
        if (value !== undefined && truth(value)) return list(execution, dot);
        return otherwise?.(execution, dot);
      };
    }
    return (execution, dot) => {
      const value = evaluate(execution, dot);
      if (value === undefined || !truth(value)) {
        return otherwise?.(execution, dot);
      }
      const { isDotInterface } = execution;
      execution.isDotInterface = false;
      const jump = list(execution, value);
      execution.isDotInterface = isDotInterface;
      return jump;
    };
  }

  #range(node: BranchNode): Run {
    const outside = this.#scope.mark;
    const evaluate = this.#operands.pipeline(node.pipe, true);
    const stores = this.#operands.rangeStores(node.pipe);
    const inside = this.#scope.mark;
    const body = this.list(node.list);
    this.#scope.leave(inside);
    const otherwise = node.elseList && this.list(node.elseList);
    this.#scope.leave(outside);
    const iterate = iteration(stores, body);
    return compileRange({
      node,
      evaluate,
      iterate,
      otherwise,
      variables: stores.length,
    });
  }

  #template(node: TemplateNode): Run {
    const { name } = node;
    const evaluate = node.pipe && this.#operands.pipeline(node.pipe);
    return (execution, dot) => {
      execution.node = node;
      execution.invocation = node;
      execution.invoker = execution.templateName;
      const template = execution.lookup(name);
      if (!template)
        return execution.fail(`template ${quote(name)} not defined`);
      if (execution.budget.depth > maximumDepth) {
        execution.fail(`exceeded maximum template depth (${maximumDepth})`);
      }
      runTemplate(execution, template, evaluate?.(execution, dot));
      return undefined;
    };
  }
}

function runTemplate(
  execution: Execution,
  template: CompiledTemplate,
  dot: Value,
): void {
  execution.budget.step();
  const { variables, templateName, node, isDotInterface } = execution;
  execution.variables = newFrame(template.slots, dot);
  execution.templateName = template.name;
  execution.isDotInterface = false;
  execution.budget.depth += 1;
  template.run(execution, dot);
  execution.budget.depth -= 1;
  execution.variables = variables;
  execution.templateName = templateName;
  execution.node = node;
  execution.isDotInterface = isDotInterface;
}

/** Runs the body of a range once. */
type Iterate = (
  execution: Execution,
  key: Value,
  element: Value,
  isInterface: boolean,
) => Jump;

function iteration(stores: readonly Store[], body: Run): Iterate {
  const keyStore = stores.length > 1 ? stores[0] : undefined;
  const elementStore = stores[stores.length - 1];
  return (execution, key, element, isInterface) => {
    execution.budget.step();
    keyStore?.(execution, key, false);
    elementStore?.(execution, element, isInterface);
    execution.isDotInterface = isInterface;
    return body(execution, element);
  };
}

interface RangeParts {
  readonly node: BranchNode;
  readonly evaluate: Evaluate;
  readonly iterate: Iterate;
  readonly otherwise: Run | undefined;
  /** How many variables it has. */
  readonly variables: number;
}

function isElementInterface(value: GoValue): boolean {
  return typeOf(value)?.element?.kind === 'interface';
}

/** Iterates over a value; false where there is nothing in it. */
function rangeOver(
  execution: Execution,
  value: GoValue,
  parts: RangeParts,
): boolean {
  const { iterate } = parts;
  const items = itemsOf(value);
  if (items) {
    const isInterface = isElementInterface(value);
    const { length } = items;
    for (let i = 0; i < length; i += 1) {
      if (iterate(execution, goInt(i), items[i], isInterface) === 'break') {
        break;
      }
    }
    return length > 0;
  }
  const entries = entriesOf(value);
  if (entries) {
    const isInterface = isElementInterface(value);
    const keys = sortedKeys(entries);
    const elements = keys.map(key => entries.get(key));
    for (let i = 0; i < keys.length; i += 1) {
      if (iterate(execution, keys[i], elements[i], isInterface) === 'break') {
        break;
      }
    }
    return keys.length > 0;
  }
  return rangeOverInteger(execution, value, parts);
}

function rangeOverInteger(
  execution: Execution,
  value: GoValue,
  parts: RangeParts,
): boolean {
  const integer = integerOf(value);
  if (!integer) {
    return execution.fail(
      `range can't iterate over ${sprint([printable(value)])}`,
    );
  }
  if (parts.variables > 1) {
    execution.fail(
      `can't use ${sprint([value])} to iterate over more than one variable`,
    );
  }
  for (let i = 0n; i < integer.value; i += 1n) {
    const plain = goInteger(integer.kind, i);
    const element =
      value instanceof GoObject ? value.withUnderlying(plain) ?? plain : plain;
    const jump = parts.iterate(execution, undefined, element, false);
    if (jump === 'break') break;
  }
  return integer.value > 0n;
}

function compileRange(parts: RangeParts): Run {
  const { evaluate, otherwise } = parts;
  return (execution, dot) => {
    const found = evaluate(execution, dot);
    const value = found instanceof GoObject ? indirect(found) : found;
    if (value !== undefined && value !== null) {
      const { isDotInterface } = execution;
      const ran = rangeOver(execution, value, parts);
      execution.isDotInterface = isDotInterface;
      if (ran) return undefined;
    }
    return otherwise?.(execution, dot);
  };
}

/** Makes a parsed template executable. It is done once; what it gives can be executed any number of times. */
export function compileTemplate(
  name: string,
  root: ListNode,
): CompiledTemplate {
  const compiler = new TemplateCompiler();
  const run = compiler.list(root);
  return { name, run, slots: compiler.slots };
}
