import { truth } from '../value';
import { callValue } from './builtins';
import {
  type Builtin,
  type CallSite,
  checkCount,
  evaluateArguments,
  guardCall,
} from './call';
import { type EvaluateCommand, type Value, valueType } from './execution';
import { type OperandNode } from './node';

function isTrue(value: Value): boolean {
  return value !== undefined && truth(value);
}

/** `and` and `or`, which stop at the first argument that decides. */
function compileShortCircuit(
  call: CallSite,
  builtin: Builtin,
): EvaluateCommand {
  const stopsAt = call.name === 'or';
  return (execution, dot, final) => {
    checkCount(execution, call, builtin);
    let value: Value;
    for (const arg of call.args) {
      value = arg(execution, dot, valueType);
      if (isTrue(value) === stopsAt) return value;
    }
    return call.hasFinal ? final : value;
  };
}

function nameOfFinal(final: Value): string {
  if (typeof final === 'string') return final;
  return final === undefined ? '<invalid Value>' : '<Value>';
}

/** A call of a function of the language. */
export function compileBuiltin(
  call: CallSite,
  builtin: Builtin,
  argNodes: readonly OperandNode[],
): EvaluateCommand {
  if (call.name === 'and' || call.name === 'or') {
    return compileShortCircuit(call, builtin);
  }
  if (call.name === 'call') {
    return (execution, dot, final) => {
      const [target, ...args] = evaluateArguments(
        execution,
        dot,
        call,
        final,
        builtin,
      );
      const name =
        argNodes.length > 0 ? String(argNodes[0]) : nameOfFinal(final);
      return guardCall(execution, call, () => callValue(name, target, args));
    };
  }
  return (execution, dot, final) => {
    const args = evaluateArguments(execution, dot, call, final, builtin);
    return guardCall(execution, call, () => builtin.call(args, execution));
  };
}
