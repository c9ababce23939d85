import type { KubernetesObject } from '@sluice/kubernetes';
import type { ResourceDefinition } from '../resource';
import { badRequest } from '../server/apiFailure';

export interface FieldRequirement {
  field: string;
  value: string;
  negated: boolean;
}

/** Splits `fieldSelector`: `a=b,c!=d`, with backslash escapes. Throws a 400. */
export function parseFieldSelector(text: string): FieldRequirement[] {
  return splitUnescaped(text)
    .filter(term => term !== '')
    .map(term => {
      const match = /^((?:[^\\=!]|\\.)*?)(!=|==|=)(.*)$/s.exec(term);
      if (!match) {
        throw badRequest(
          `invalid selector: '${text}'; can't understand '${term}'`,
        );
      }
      return {
        field: match[1],
        value: match[3].replace(/\\([\\,=])/g, '$1'),
        negated: match[2] === '!=',
      };
    });
}

function splitUnescaped(text: string): string[] {
  const terms: string[] = [];
  let term = '';
  for (let index = 0; index < text.length; index++) {
    if (text[index] === '\\') {
      term += text.slice(index, index + 2);
      index++;
    } else if (text[index] === ',') {
      terms.push(term);
      term = '';
    } else {
      term += text[index];
    }
  }
  terms.push(term);
  return terms;
}

/** Whether an object is selected; a field that the resource does not offer is a 400. */
export function fieldPredicate(
  requirements: readonly FieldRequirement[],
  definition: ResourceDefinition,
): (object: KubernetesObject) => boolean {
  const tests = requirements.map(requirement => {
    const read = fieldReader(requirement.field, definition);
    return (object: KubernetesObject) =>
      (read(object) === requirement.value) !== requirement.negated;
  });
  return object => tests.every(test => test(object));
}

function fieldReader(
  field: string,
  definition: ResourceDefinition,
): (object: KubernetesObject) => string {
  if (field === 'metadata.name') {
    return object => object.metadata.name ?? '';
  }
  if (field === 'metadata.namespace') {
    return object => object.metadata.namespace ?? '';
  }
  if (Object.hasOwn(definition.selectableFields, field)) {
    return definition.selectableFields[field];
  }
  if (
    definition.custom ||
    Object.keys(definition.selectableFields).length > 0
  ) {
    throw badRequest(`field label not supported: ${field}`);
  }
  throw badRequest(
    `${JSON.stringify(
      field,
    )} is not a known field selector: only "metadata.name", "metadata.namespace"`,
  );
}
