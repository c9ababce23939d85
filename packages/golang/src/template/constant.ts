import {
  type GoType,
  type GoValue,
  GoComplex,
  GoFloat32,
  goInt,
  goInteger,
  isUnsigned,
} from '../value';
import { takesNil } from './argument';
import { type Execution, type Value, valueType } from './execution';
import {
  type BoolNode,
  type NilNode,
  type NumberNode,
  type StringNode,
} from './node';

export type ConstantNode = BoolNode | NilNode | NumberNode | StringNode;

function isHexInteger(text: string): boolean {
  return /^0[xX]./.test(text) && !/[pP]/.test(text);
}

/** The value of a number where nothing says what type it should have. */
export function idealConstant(execution: Execution, node: NumberNode): Value {
  const { text, value } = node;
  if (value.complex) {
    return new GoComplex(value.complex.real, value.complex.imaginary);
  }
  if (
    value.float !== undefined &&
    !isHexInteger(text) &&
    !text.startsWith("'") &&
    /[.eEpP]/.test(text)
  ) {
    return value.float;
  }
  if (value.int !== undefined) return goInt(value.int);
  if (value.uint !== undefined) {
    execution.node = node;
    return execution.fail(`${text} overflows int`);
  }
  return undefined;
}

function numberOf(
  execution: Execution,
  node: ConstantNode,
  type: GoType,
): GoValue {
  const constant = node.type === 'number' ? node.value : {};
  switch (type.kind) {
    case 'float32':
    case 'float64':
      if (constant.float === undefined) {
        return execution.fail(`expected float; found ${node}`);
      }
      return type.kind === 'float32'
        ? new GoFloat32(constant.float)
        : constant.float;
    case 'complex128': {
      const { complex } = constant;
      return complex
        ? new GoComplex(complex.real, complex.imaginary)
        : execution.fail(`expected complex; found ${node}`);
    }
    case 'int':
    case 'int8':
    case 'int16':
    case 'int32':
    case 'int64':
    case 'uint':
    case 'uint8':
    case 'uint16':
    case 'uint32':
    case 'uint64':
    case 'uintptr': {
      const unsigned = isUnsigned(type.kind);
      const integer = unsigned ? constant.uint : constant.int;
      return integer === undefined
        ? execution.fail(
            `expected ${unsigned ? 'unsigned ' : ''}integer; found ${node}`,
          )
        : goInteger(type.kind, integer);
    }
    default:
      return execution.fail(
        `can't handle ${node} for arg of type ${type.name}`,
      );
  }
}

/** A constant as an argument for a parameter of the type, or an error. */
export function constantArgument(
  execution: Execution,
  node: ConstantNode,
  type: GoType,
): Value {
  execution.node = node;
  if (node.type === 'nil') {
    if (!takesNil(type)) {
      return execution.fail(`cannot assign nil to ${type.name}`);
    }
    return type === valueType ? undefined : null;
  }
  const isAny =
    type === valueType || (type.kind === 'interface' && !type.implementedBy);
  if (isAny) {
    return node.type === 'number' ? idealConstant(execution, node) : node.value;
  }
  switch (type.kind) {
    case 'bool':
      return node.type === 'bool'
        ? node.value
        : execution.fail(`expected bool; found ${node}`);
    case 'string':
      return node.type === 'string'
        ? node.value
        : execution.fail(`expected string; found ${node}`);
    default:
      return numberOf(execution, node, type);
  }
}
