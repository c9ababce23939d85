import { type GoFunction, type GoType, type GoValue, GoError } from '../value';
import { checkArgument } from './argument';
import { TemplateLimitError } from './error';
import { type EvaluateArgument, type Execution, type Value } from './execution';
import { type Node } from './node';

/** A function of the language itself, which sees also what is no value. */
export interface Builtin {
  readonly params: readonly GoType[];
  readonly variadic?: boolean;
  readonly result?: GoType;
  call(args: Value[], execution: Execution): Value;
}

/** What a call consists of. */
export interface CallSite {
  /** The node that errors of the function are shown at. */
  readonly node: Node;
  readonly name: string;
  readonly args: readonly EvaluateArgument[];
  /** Whether the value of the command before is the last argument. */
  readonly hasFinal: boolean;
}

/** Checks that there are as many arguments as the function takes. */
export function checkCount(
  execution: Execution,
  site: CallSite,
  target: GoFunction | Builtin,
): void {
  const { name, args, hasFinal } = site;
  const given = args.length + (hasFinal ? 1 : 0);
  const wanted = target.params.length;
  if (target.variadic) {
    if (given < wanted - 1) {
      execution.fail(
        `wrong number of args for ${name}: want at least ${wanted - 1} got ${
          args.length
        }`,
      );
    }
  } else if (given !== wanted) {
    execution.fail(
      `wrong number of args for ${name}: want ${wanted} got ${given}`,
    );
  }
}

/** The arguments of a call, checked against the parameters. */
export function evaluateArguments(
  execution: Execution,
  dot: Value,
  site: CallSite,
  final: Value,
  target: GoFunction | Builtin,
): Value[] {
  checkCount(execution, site, target);
  const { args, hasFinal } = site;
  const { params } = target;
  const last = params.length - 1;
  const values = new Array<Value>(args.length + (hasFinal ? 1 : 0));
  for (let i = 0; i < args.length; i += 1) {
    values[i] = args[i](execution, dot, params[i < last ? i : last]);
  }
  if (hasFinal) {
    const index = args.length;
    const type = params[index < last ? index : last];
    values[index] = checkArgument(execution, final, type);
  }
  return values;
}

/** Runs a function; its errors are shown at the node of the call. */
export function guardCall<T>(
  execution: Execution,
  site: { readonly node: Node; readonly name: string },
  run: () => T,
): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof GoError && !(error instanceof TemplateLimitError)) {
      execution.node = site.node;
      return execution.failCall(site.name, error);
    }
    throw error;
  }
}

function asGoValue(value: Value): GoValue {
  return value ?? null;
}

/** Calls a function or a method. */
export function callFunction(
  execution: Execution,
  dot: Value,
  site: CallSite,
  final: Value,
  target: GoFunction,
): Value {
  const values = evaluateArguments(execution, dot, site, final, target);
  const args: GoValue[] = values.map(asGoValue);
  try {
    const result = target.call(args);
    execution.budget.called(result);
    return result;
  } catch (error) {
    if (error instanceof GoError && !(error instanceof TemplateLimitError)) {
      execution.node = site.node;
      return execution.failCall(site.name, error);
    }
    throw error;
  }
}
