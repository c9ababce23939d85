import type { JsonObject } from '@sluice/golang/json';
import type { FieldError } from '../../resource';
import { invalid, required } from '../../resources/fieldErrors';
import { objectAt, objectsAt, textAt } from '../../resources/fields';
import { expressionProblem } from './expression';

const rulePath = 'x-kubernetes-validations';

/** Problems of the rules of one schema: empty ones and paths that lead nowhere. */
export function ruleErrors(schema: JsonObject, path: string): FieldError[] {
  return objectsAt(schema, rulePath).flatMap((rule, index) => {
    const here = `${path}.${rulePath}[${index}]`;
    const errors: FieldError[] = [];
    if (textAt(rule, 'rule').trim() === '') {
      errors.push(required(`${here}.rule`, 'rule is not specified'));
    }
    const fieldPath = textAt(rule, 'fieldPath');
    if (fieldPath !== '' && !leadsSomewhere(schema, fieldPath)) {
      errors.push(
        invalid(`${here}.fieldPath`, fieldPath, 'must be a valid path'),
      );
    }
    return errors;
  });
}

/** Rules and message expressions of one schema that cannot be read; asked once everything else is fine. */
export function ruleCompileErrors(
  schema: JsonObject,
  path: string,
): FieldError[] {
  return objectsAt(schema, rulePath).flatMap((rule, index) => {
    const here = `${path}.${rulePath}[${index}]`;
    const message = textAt(rule, 'messageExpression');
    return [
      ...compileErrors(textAt(rule, 'rule'), `${here}.rule`),
      ...(message === ''
        ? []
        : compileErrors(message, `${here}.messageExpression`)),
    ];
  });
}

function compileErrors(expression: string, path: string): FieldError[] {
  const problem = expressionProblem(expression);
  return problem
    ? [invalid(path, expression, `compilation failed: ${problem}`)]
    : [];
}

function leadsSomewhere(schema: JsonObject, path: string): boolean {
  const names = path.match(/\.[^.[]+|\['[^']+'\]/g);
  if (!names || names.join('') !== path) {
    return false;
  }
  let at: JsonObject | undefined = schema;
  for (const part of names) {
    const name = part.startsWith('.') ? part.slice(1) : part.slice(2, -2);
    at =
      objectAt(at, 'properties', name) ?? objectAt(at, 'additionalProperties');
    if (!at) {
      return false;
    }
  }
  return true;
}
