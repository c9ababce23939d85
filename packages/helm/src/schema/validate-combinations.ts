import { type Failure, count } from './failure';
import { type Validation } from './validation';

/** Checks what is put together of other schemas. */
export function checkCombinations(v: Validation): void {
  const schema = v.schema;
  if (schema.not && !v.self(schema.not, '', true)) {
    v.fail(`'not' failed`);
  }
  const failures = schema.allOf.flatMap(each => v.self(each, '', false) ?? []);
  if (failures.length > 0) v.fail(`'allOf' failed`, failures);
  if (schema.anyOf.length > 0) anyOf(v);
  if (schema.oneOf.length > 0) oneOf(v);
  const { condition } = schema;
  if (condition) {
    const chosen = v.self(condition.if, '', true)
      ? condition.else
      : condition.then;
    if (chosen) v.add(v.self(chosen, '', false));
  }
}

function anyOf(v: Validation): void {
  const failures: Failure[] = [];
  let matched = false;
  for (const each of v.schema.anyOf) {
    const failure = v.self(each, '', false);
    if (failure) {
      failures.push(failure);
    } else {
      matched = true;
      // What the others would evaluate counts, too.
      if (v.unevaluated.isEmpty) break;
    }
  }
  if (!matched) v.fail(`'anyOf' failed`, failures);
}

function oneOf(v: Validation): void {
  const failures: Failure[] = [];
  let matched = -1;
  for (const [index, each] of v.schema.oneOf.entries()) {
    const failure = v.self(each, '', matched !== -1);
    if (failure) {
      if (matched === -1) failures.push(failure);
    } else if (matched === -1) {
      matched = index;
    } else {
      v.fail(
        `'oneOf' failed, subschemas ${count(matched)}, ${count(index)} matched`,
      );
      break;
    }
  }
  if (matched === -1) {
    v.fail(`'oneOf' failed, none matched`, failures);
  }
}
