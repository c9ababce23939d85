import { NumberText, type SchemaJson, jsonTypes } from './json';

const typeNames: ReadonlySet<SchemaJson> = new Set(jsonTypes);

/** A URL as those of drafts are, which is a URI beyond doubt. */
const DRAFT_URL = /^https?:\/\/json-schema\.org\/[a-z0-9/-]*#?$/;

const LOCAL_REFERENCE = /^#[A-Za-z0-9/_.-]*$/;

/** Behind the first two, which are texts, and `default`: what charts write for forms; no draft knows these. */
const annotations: ReadonlySet<string> = new Set([
  'title',
  'description',
  'default',
  'form',
  'hidden',
  'render',
  'sliderMin',
  'sliderMax',
  'sliderUnit',
]);

/** Whether a keyword of a plain schema says nothing of what fits. */
export function isAnnotation(keyword: string): boolean {
  return annotations.has(keyword);
}

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

/** What a plain schema is made of. */
export interface PlainSurvey {
  /** How many schemas there are, with those of definitions. */
  schemas: number;
  /** What schemas name as their draft. */
  drafts: string[];
  references: Set<string>;
}

function areSchemas(value: SchemaJson, survey: PlainSurvey): boolean {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.every(item => isPlain(item, survey))
  );
}

function isPlainKeyword(
  name: string,
  value: SchemaJson,
  survey: PlainSurvey,
): boolean {
  switch (name) {
    case 'type':
      return isTypeName(value) || areDistinct(value, isTypeName);
    case 'title':
    case 'description':
      return typeof value === 'string';
    case 'properties':
    case 'definitions':
      if (!(value instanceof Map)) return false;
      for (const part of value.values()) {
        if (!isPlain(part, survey)) return false;
      }
      return true;
    case 'items':
    case 'if':
    case 'then':
    case 'else':
      return isPlain(value, survey);
    case 'additionalProperties':
      return typeof value === 'boolean' || isPlain(value, survey);
    case 'allOf':
    case 'anyOf':
    case 'oneOf':
      return areSchemas(value, survey);
    case 'required':
      return areDistinct(value, isText);
    case 'enum':
      return areDistinct(
        value,
        item => typeof item === 'string' || typeof item === 'boolean',
      );
    case '$ref':
      if (typeof value !== 'string' || !LOCAL_REFERENCE.test(value)) {
        return false;
      }
      survey.references.add(value);
      return true;
    case 'minimum':
    case 'maximum':
      return value instanceof NumberText;
    case '$schema':
      if (typeof value !== 'string' || !DRAFT_URL.test(value)) return false;
      survey.drafts.push(value);
      return true;
    default:
      return annotations.has(name);
  }
}

function isPlain(value: SchemaJson, survey: PlainSurvey): boolean {
  if (!(value instanceof Map)) return false;
  survey.schemas += 1;
  for (const [name, part] of value) {
    if (!isPlainKeyword(name, part, survey)) return false;
  }
  return true;
}

/** What a schema is made of where it is plain ({@link isPlainSchema}); undefined where it is not. */
export function surveyOf(value: SchemaJson): PlainSurvey | undefined {
  const survey = { schemas: 0, drafts: [], references: new Set<string>() };
  return isPlain(value, survey) ? survey : undefined;
}

/**
 * Whether a schema has nothing but the keywords that charts use most, in forms that the meta-schema of every draft allows. False says nothing:
 * the meta-schema has to judge. It does so at many times the cost, for a document that is thousands of schemas in large charts.
 */
export function isPlainSchema(value: SchemaJson): boolean {
  return surveyOf(value) !== undefined;
}
