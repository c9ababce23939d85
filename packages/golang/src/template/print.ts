import { formatFloat, sprint } from '../fmt';
import {
  type GoValue,
  GoInteger,
  GoObject,
  dereference,
  kindOf,
  typeName,
} from '../value';
import { type Execution, type Value } from './execution';
import { type ActionNode } from './node';

/** What stands for a value in a text: pointers are followed, and what is no value says so. */
export function printable(value: Value): GoValue {
  if (value === undefined || value === null) return '<no value>';
  let shown: GoValue = value;
  while (
    shown instanceof GoObject &&
    shown.type.kind === 'ptr' &&
    shown.stringer() === undefined
  ) {
    shown = dereference(shown);
  }
  return shown;
}

function isUnprintable(value: GoValue): boolean {
  return (
    kindOf(value) === 'func' &&
    value instanceof GoObject &&
    value.stringer() === undefined
  );
}

/** The text that an action writes for its value. */
export function textOfValue(
  execution: Execution,
  node: ActionNode,
  value: Value,
): string {
  switch (typeof value) {
    case 'string':
      return value;
    case 'number':
      return formatFloat(value);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'undefined':
      return '<no value>';
    default:
  }
  if (value instanceof GoInteger) return String(value.value);
  const shown = printable(value);
  const own = shown instanceof GoObject ? shown.pointerStringer() : undefined;
  if (own !== undefined) return own;
  if (isUnprintable(shown)) {
    execution.node = node;
    execution.fail(`can't print ${node} of type ${typeName(shown)}`);
  }
  return sprint([shown], {
    maximumLength: execution.budget.maximumOutput,
  });
}
