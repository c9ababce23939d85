import { type Execution, type Value } from './execution';
import { type Variable } from './scope';

/** Sets a variable. */
export type Store = (
  execution: Execution,
  value: Value,
  isInterface: boolean,
) => void;

/** How a variable is set; where there is none of the name, an error when that is executed. */
export function storeOf(variable: Variable | undefined, name: string): Store {
  if (!variable) {
    return execution => execution.fail(`undefined variable: ${name}`);
  }
  const { slot, interfaceSlot } = variable;
  if (interfaceSlot === undefined) {
    return (execution, value) => {
      execution.variables[slot] = value;
    };
  }
  return (execution, value, isInterface) => {
    execution.variables[slot] = value;
    execution.variables[interfaceSlot] = isInterface;
  };
}
