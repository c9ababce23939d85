import { quote } from '../fmt';
import {
  type GoFunction,
  type GoMap,
  type GoValue,
  GoObject,
  GoTypedMap,
  typeName,
  zeroOf,
} from '../value';
import { entryOfMap } from './argument';
import { type Execution, type Value } from './execution';

/** A field that was found: its value, or the method that has to be called for it. */
export type Member =
  | { readonly method: GoFunction }
  | {
      readonly value: Value;
      /** Whether the container holds it as an `interface {}`. */
      readonly isInterface: boolean;
    };

function typedEntry(
  execution: Execution,
  map: GoTypedMap,
  name: string,
): Value {
  const entry = map.entries.get(name);
  if (entry !== undefined || execution.missingKey === 'default') return entry;
  if (execution.missingKey === 'zero') {
    return map.type.element ? zeroOf(map.type.element) : null;
  }
  return execution.fail(`map has no entry for key ${quote(name)}`);
}

function checkNoArguments(
  execution: Execution,
  hasArguments: boolean,
  message: string,
): void {
  if (hasArguments) execution.fail(message);
}

/** What pointers lead to; null where one is nil. */
function targetOf(value: GoValue): GoValue {
  let target = value;
  while (target instanceof GoObject) {
    const next = target.pointee();
    if (next === undefined) return target;
    target = next;
  }
  return target;
}

function memberOfObject(
  execution: Execution,
  receiver: GoObject,
  name: string,
  hasArguments: boolean,
): Member | undefined {
  const method = receiver.method(name);
  if (method) return { method };
  const target = targetOf(receiver);
  if (target === null) {
    return execution.fail(
      `nil pointer evaluating ${receiver.type.name}.${name}`,
    );
  }
  if (target instanceof Map) {
    return memberOfMap(execution, target, name, hasArguments);
  }
  if (!(target instanceof GoObject)) return undefined;
  if (target !== receiver) {
    const inner = target.method(name);
    if (inner) return { method: inner };
  }
  if (target instanceof GoTypedMap) {
    checkNoArguments(
      execution,
      hasArguments,
      `${name} is not a method but has arguments`,
    );
    const isInterface = target.type.element?.kind === 'interface';
    return { value: typedEntry(execution, target, name), isInterface };
  }
  const value = target.field(name);
  if (value === undefined) return undefined;
  checkNoArguments(
    execution,
    hasArguments,
    `${name} has arguments but cannot be invoked as function`,
  );
  const isInterface = target.fieldType(name)?.kind === 'interface';
  return { value, isInterface };
}

function memberOfMap(
  execution: Execution,
  map: GoMap,
  name: string,
  hasArguments: boolean,
): Member {
  checkNoArguments(
    execution,
    hasArguments,
    `${name} is not a method but has arguments`,
  );
  return { value: entryOfMap(execution, map, name), isInterface: true };
}

/**
 * Finds `.name` of a value.
 *
 * @param isInterface whether the value was found as an `interface {}`, which is what errors then call its type
 * @param hasArguments whether arguments follow, which only a method may have
 */
export function memberOf(
  execution: Execution,
  receiver: Value,
  name: string,
  isInterface: boolean,
  hasArguments: boolean,
): Member {
  if (receiver === undefined) {
    if (execution.missingKey === 'error') {
      execution.fail(`nil data; no entry for key ${quote(name)}`);
    }
    return { value: undefined, isInterface: false };
  }
  if (receiver === null) {
    return execution.fail(`nil pointer evaluating interface {}.${name}`);
  }
  if (receiver instanceof Map) {
    return memberOfMap(execution, receiver, name, hasArguments);
  }
  const member =
    receiver instanceof GoObject
      ? memberOfObject(execution, receiver, name, hasArguments)
      : undefined;
  if (member) return member;
  const type = isInterface ? 'interface {}' : typeName(receiver);
  return execution.fail(`can't evaluate field ${name} in type ${type}`);
}
