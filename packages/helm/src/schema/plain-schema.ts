import { NumberText, type SchemaJson, jsonTypes } from './json';

const typeNames: ReadonlySet<SchemaJson> = new Set(jsonTypes);

/** A URL as those of drafts are, which is a URI beyond doubt. */
const DRAFT_URL = /^https?:\/\/json-schema\.org\/[a-z0-9/-]*#?$/;

function areDistinctTexts(value: SchemaJson): boolean {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.every(item => typeof item === 'string') &&
    new Set(value).size === value.length
  );
}

function isPlainKeyword(name: string, value: SchemaJson): boolean {
  switch (name) {
    case 'type':
      return typeNames.has(value);
    case 'title':
    case 'description':
      return typeof value === 'string';
    case 'default':
    // What charts write for forms; no draft knows these.
    case 'form':
    case 'hidden':
    case 'render':
    case 'sliderMin':
    case 'sliderMax':
    case 'sliderUnit':
      return true;
    case 'properties':
      if (!(value instanceof Map)) return false;
      for (const part of value.values()) {
        if (!isPlainSchema(part)) return false;
      }
      return true;
    case 'items':
      return isPlainSchema(value);
    case 'additionalProperties':
      return typeof value === 'boolean' || isPlainSchema(value);
    case 'required':
    case 'enum':
      return areDistinctTexts(value);
    case 'minimum':
    case 'maximum':
      return value instanceof NumberText;
    case '$schema':
      return typeof value === 'string' && DRAFT_URL.test(value);
    default:
      return false;
  }
}

/**
 * Whether a schema has nothing but the keywords that charts use most, in forms that the meta-schema of every draft allows. False says nothing:
 * the meta-schema has to judge. It does so at many times the cost, for a document that is thousands of schemas in large charts.
 */
export function isPlainSchema(value: SchemaJson): boolean {
  if (!(value instanceof Map)) return false;
  for (const [name, part] of value) {
    if (!isPlainKeyword(name, part)) return false;
  }
  return true;
}
