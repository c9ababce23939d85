import { quote } from '../fmt';
import { GoStruct, anyType } from '../value';
import { checkArgument, entryOfMap } from './argument';
import { type Builtin, type CallSite, callFunction } from './call';
import { builtins } from './builtins';
import { compileBuiltin } from './compile-builtin';
import { constantArgument, idealConstant } from './constant';
import {
  type Evaluate,
  type EvaluateArgument,
  type EvaluateCommand,
  type Execution,
  type Value,
} from './execution';
import { memberOf } from './field';
import {
  type ChainNode,
  type CommandNode,
  type FieldNode,
  type IdentifierNode,
  type Node,
  type OperandNode,
  type PipeNode,
  type VariableNode,
} from './node';
import { type Scope } from './scope';
import { type Store, storeOf } from './store';

type FollowChain = (
  execution: Execution,
  dot: Value,
  final: Value,
  receiver: Value,
  isReceiverInterface: boolean,
) => Value;

const anyResult = { kind: 'interface' };

/** What Go sees of a value that is in an `interface {}`. */
const inInterface = new GoStruct(anyType, []);

function joinCommands(
  pipe: PipeNode,
  commands: readonly EvaluateCommand[],
): Evaluate {
  const [first, ...rest] = commands;
  if (rest.length === 0) {
    return (execution, dot) => {
      execution.node = pipe;
      return first(execution, dot, undefined) ?? undefined;
    };
  }
  return (execution, dot) => {
    execution.node = pipe;
    let value = first(execution, dot, undefined) ?? undefined;
    for (const command of rest) {
      value = command(execution, dot, value) ?? undefined;
    }
    return value;
  };
}

/** Compiles what stands in actions: pipelines, commands and operands. */
export class OperandCompiler {
  readonly #scope: Scope;

  constructor(scope: Scope) {
    this.#scope = scope;
  }

  /**
   * A pipeline; its value is never a nil in an interface. The variables it declares are visible from then on.
   */
  pipeline(pipe: PipeNode, isRange: boolean = false): Evaluate {
    const commands = pipe.commands.map((command, i) =>
      this.#command(command, i > 0),
    );
    const evaluate = joinCommands(pipe, commands);
    if (pipe.declared.length === 0) return evaluate;
    const stores = pipe.declared.map(({ names: [name] }, i) =>
      this.#store(
        name,
        pipe.isAssign,
        isRange && i === pipe.declared.length - 1,
      ),
    );
    return (execution, dot) => {
      const value = evaluate(execution, dot);
      for (const store of stores) store(execution, value, false);
      return value;
    };
  }

  /** Declares a variable, or finds the one to assign to. */
  #store(name: string, isAssign: boolean, isElement: boolean): Store {
    const variable = isAssign
      ? this.#scope.find(name)
      : this.#scope.declare(name, isElement);
    return storeOf(variable, name);
  }

  /** How the variables of a range, which have been declared, get their values. */
  rangeStores(pipe: PipeNode): Store[] {
    return pipe.declared.map(({ names: [name] }) =>
      storeOf(this.#scope.find(name), name),
    );
  }

  #command(command: CommandNode, hasFinal: boolean): EvaluateCommand {
    const [first, ...rest] = command.args;
    switch (first.type) {
      case 'field':
        return this.#field(first, rest, hasFinal);
      case 'chain':
        return this.#chain(first, rest, hasFinal);
      case 'identifier':
        return this.#function(first, command, rest, hasFinal);
      case 'variable':
        return this.#variable(first, rest, hasFinal);
      default:
    }
    if (rest.length > 0 || hasFinal) {
      const at = first.type === 'pipe' ? undefined : first;
      return execution => {
        if (at) execution.node = at;
        return execution.fail(`can't give argument to non-function ${first}`);
      };
    }
    switch (first.type) {
      case 'pipe':
        return this.pipeline(first);
      case 'dot':
        return (execution, dot) => {
          execution.node = first;
          return dot;
        };
      case 'nil':
        return execution => {
          execution.node = first;
          return execution.fail('nil is not a command');
        };
      case 'number':
        return execution => {
          execution.node = first;
          return idealConstant(execution, first);
        };
      default: {
        const { value } = first;
        return execution => {
          execution.node = first;
          return value;
        };
      }
    }
  }

  #argument(node: OperandNode): EvaluateArgument {
    switch (node.type) {
      case 'bool':
      case 'nil':
      case 'number':
      case 'string':
        return (execution, _, type) => constantArgument(execution, node, type);
      case 'dot':
        return (execution, dot, type) => {
          execution.node = node;
          return checkArgument(execution, dot, type);
        };
      default: {
        const evaluate = this.#value(node);
        return (execution, dot, type) =>
          checkArgument(execution, evaluate(execution, dot), type);
      }
    }
  }

  /** An operand that is not a constant, by itself. */
  #value(
    node: FieldNode | VariableNode | PipeNode | IdentifierNode | ChainNode,
  ): Evaluate {
    let evaluate: EvaluateCommand;
    switch (node.type) {
      case 'field':
        evaluate = this.#field(node, [], false);
        break;
      case 'variable':
        evaluate = this.#variable(node, [], false);
        break;
      case 'identifier':
        evaluate = this.#function(node, node, [], false);
        break;
      case 'chain':
        evaluate = this.#chain(node, [], false);
        break;
      default:
        return this.pipeline(node);
    }
    return (execution, dot) => evaluate(execution, dot, undefined);
  }

  #field(
    node: FieldNode,
    args: OperandNode[],
    hasFinal: boolean,
  ): EvaluateCommand {
    const follow = this.#fieldChain(node, node.names, args, hasFinal);
    return (execution, dot, final) => {
      execution.node = node;
      return follow(execution, dot, final, dot, execution.isDotInterface);
    };
  }

  #chain(
    node: ChainNode,
    args: OperandNode[],
    hasFinal: boolean,
  ): EvaluateCommand {
    const inner = node.node;
    if (
      inner.type !== 'pipe' &&
      inner.type !== 'identifier' &&
      inner.type !== 'chain'
    ) {
      throw new TypeError(`no chain begins with ${inner.type}`);
    }
    const evaluate = this.#value(inner);
    const isInterface = this.#interfaceProbe(inner);
    const follow = this.#fieldChain(node, node.names, args, hasFinal);
    return (execution, dot, final) => {
      execution.node = inner;
      const receiver = evaluate(execution, dot);
      return follow(execution, dot, final, receiver, isInterface(execution));
    };
  }

  #variable(
    node: VariableNode,
    args: OperandNode[],
    hasFinal: boolean,
  ): EvaluateCommand {
    const [name, ...names] = node.names;
    const variable = this.#scope.find(name);
    if (!variable) {
      return execution => {
        execution.node = node;
        return execution.fail(`undefined variable: ${name}`);
      };
    }
    const { slot, interfaceSlot } = variable;
    if (names.length === 0) {
      if (args.length > 0 || hasFinal) {
        return execution => {
          execution.node = node;
          return execution.fail(`can't give argument to non-function ${node}`);
        };
      }
      return execution => {
        execution.node = node;
        return execution.variables[slot];
      };
    }
    const follow = this.#fieldChain(node, names, args, hasFinal);
    return (execution, dot, final) => {
      execution.node = node;
      const isInterface =
        interfaceSlot !== undefined &&
        execution.variables[interfaceSlot] === true;
      const receiver = execution.variables[slot];
      return follow(execution, dot, final, receiver, isInterface);
    };
  }

  /** `.a.b.c` of a receiver; the last may have arguments. */
  #fieldChain(
    node: Node,
    names: readonly string[],
    argNodes: OperandNode[],
    hasFinal: boolean,
  ): FollowChain {
    const args = argNodes.map(arg => this.#argument(arg));
    const hasArguments = args.length > 0 || hasFinal;
    const last = names.length - 1;
    const sites = names.map(
      (name, i): CallSite =>
        i === last
          ? { node, name, args, hasFinal }
          : { node, name, args: [], hasFinal: false },
    );
    return (execution, dot, final, receiver, isReceiverInterface) => {
      let value = receiver;
      let isInterface = isReceiverInterface;
      for (let i = 0; i <= last; i += 1) {
        const name = names[i];
        const takesArguments = i === last && hasArguments;
        if (value instanceof Map && !takesArguments) {
          value = value.get(name) ?? entryOfMap(execution, value, name);
          isInterface = true;
          continue;
        }
        const member = memberOf(
          execution,
          value,
          name,
          isInterface,
          takesArguments,
        );
        if ('method' in member) {
          const { method } = member;
          value = callFunction(execution, dot, sites[i], final, method);
          isInterface = (method.result ?? anyResult).kind === 'interface';
        } else {
          ({ value, isInterface } = member);
        }
      }
      execution.wasInterface = isInterface;
      return value;
    };
  }

  /** `slice`, which takes no index that is in an `interface {}`: no plain field of a map, no element of a list. */
  #slice(
    call: CallSite,
    builtin: Builtin,
    argNodes: OperandNode[],
  ): EvaluateCommand {
    const args = call.args.map((evaluate, i): EvaluateArgument => {
      if (i === 0) return evaluate;
      const isInterface = this.#interfaceProbe(argNodes[i]);
      return (execution, dot, type) => {
        const value = evaluate(execution, dot, type);
        return value !== undefined && isInterface(execution)
          ? inInterface
          : value;
      };
    });
    return compileBuiltin({ ...call, args }, builtin, argNodes);
  }

  /** Tells, right after an argument was evaluated, whether it was in an `interface {}`. */
  #interfaceProbe(node: OperandNode): (execution: Execution) => boolean {
    switch (node.type) {
      case 'field':
      case 'chain':
        return execution => execution.wasInterface;
      case 'dot':
        return execution => execution.isDotInterface;
      case 'variable': {
        if (node.names.length > 1) return execution => execution.wasInterface;
        const slot = this.#scope.find(node.names[0])?.interfaceSlot;
        return execution =>
          slot !== undefined && execution.variables[slot] === true;
      }
      case 'identifier': {
        const { name } = node;
        return ({ functions }) => {
          const target = functions.get(name) ?? builtins.get(name);
          return (target?.result ?? anyResult).kind === 'interface';
        };
      }
      default:
        return () => false;
    }
  }

  #function(
    node: IdentifierNode,
    site: CommandNode | IdentifierNode,
    argNodes: OperandNode[],
    hasFinal: boolean,
  ): EvaluateCommand {
    const { name } = node;
    const args = argNodes.map(arg => this.#argument(arg));
    const call: CallSite = { node: site, name, args, hasFinal };
    const builtin = builtins.get(name);
    const runBuiltin =
      builtin &&
      (name === 'slice'
        ? this.#slice(call, builtin, argNodes)
        : compileBuiltin(call, builtin, argNodes));
    return (execution, dot, final) => {
      execution.node = node;
      const target = execution.functions.get(name);
      if (target) return callFunction(execution, dot, call, final, target);
      return runBuiltin
        ? runBuiltin(execution, dot, final)
        : execution.fail(`${quote(name)} is not a defined function`);
    };
  }
}
