import { NumberText, type SchemaJson, jsonTypes } from './json';

const typeNames: ReadonlySet<SchemaJson> = new Set(jsonTypes);

/** A URL as those of drafts are, which is a URI beyond doubt. */
const DRAFT_URL = /^https?:\/\/json-schema\.org\/[a-z0-9/-]*#?$/;

const LOCAL_REFERENCE = /^#[A-Za-z0-9/_.-]*$/;

function areDistinct(
  value: SchemaJson,
  isItem: (item: SchemaJson) => boolean,
): boolean {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.every(isItem) &&
    new Set(value).size === value.length
  );
}

function isText(value: SchemaJson): boolean {
  return typeof value === 'string';
}

function isTypeName(value: SchemaJson): boolean {
  return typeNames.has(value);
}

function areSchemas(value: SchemaJson): boolean {
  return Array.isArray(value) && value.length > 0 && value.every(isPlainSchema);
}

function isPlainKeyword(name: string, value: SchemaJson): boolean {
  switch (name) {
    case 'type':
      return isTypeName(value) || areDistinct(value, isTypeName);
    case 'title':
    case 'description':
      return typeof value === 'string';
    // Behind the first, what charts write for forms; no draft knows these.
    case 'default':
    case 'form':
    case 'hidden':
    case 'render':
    case 'sliderMin':
    case 'sliderMax':
    case 'sliderUnit':
      return true;
    case 'properties':
    case 'definitions':
      if (!(value instanceof Map)) return false;
      for (const part of value.values()) {
        if (!isPlainSchema(part)) return false;
      }
      return true;
    case 'items':
    case 'if':
    case 'then':
    case 'else':
      return isPlainSchema(value);
    case 'additionalProperties':
      return typeof value === 'boolean' || isPlainSchema(value);
    case 'allOf':
    case 'anyOf':
    case 'oneOf':
      return areSchemas(value);
    case 'required':
      return areDistinct(value, isText);
    case 'enum':
      return areDistinct(
        value,
        item => typeof item === 'string' || typeof item === 'boolean',
      );
    case '$ref':
      return typeof value === 'string' && LOCAL_REFERENCE.test(value);
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
