import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse } from 'yaml';
import type { JsonObject, JsonValue } from '@sluice/golang/json';
import { FieldSet } from '../fieldSet';
import { fromFieldsV1, toFieldsV1 } from '../fieldsV1';
import type { VersionedSet } from '../managers';
import { parseTypeSchema } from '../parseTypeSchema';
import {
  fieldElement,
  indexElement,
  keyElement,
  type Path,
  type PathElement,
  valueElement,
} from '../pathElement';
import {
  excludeFilter,
  includeFilter,
  type PatternElement,
} from '../setMatcher';
import { DEDUCED_TYPE, type TypeRef } from '../typeSchema';
import type { FieldFilter } from '../updater';

export interface Element {
  f?: string;
  k?: JsonObject;
  v?: JsonValue;
  i?: number;
  any?: boolean;
}

export interface SetCase {
  paths: Element[][];
  fieldsV1: JsonObject;
}

export interface Managed {
  apiVersion: string;
  applied: boolean;
  set: SetCase;
}

export interface Parser {
  schema?: string;
  type?: string;
  typePerVersion?: boolean;
  deduced?: boolean;
}

export interface Step {
  op: string;
  manager: string;
  apiVersion: string;
  object: JsonValue;
  acceptedVersions?: string[];
  conflicts?: { manager: string; path: Element[] }[];
  parser?: Parser;
}

export interface ObjectCase {
  yaml: string;
  data?: JsonValue;
}

export interface Expect {
  error?: boolean;
  object?: JsonValue;
  managed?: Record<string, Managed>;
  set: SetCase;
  removed: SetCase & ObjectCase;
  modified: SetCase;
  added: SetCase;
  extracted: ObjectCase;
  valid: boolean;
  validWithDuplicates?: boolean;
  output: string;
  difference: SetCase;
  recursiveDifference: SetCase;
  before: SetCase;
  after: SetCase;
  fixedFields: SetCase | null;
  paths: Element[][];
  fieldsV1: JsonObject;
}

export interface Case {
  name: string;
  kind: string;
  parser: Parser;
  converter: string;
  steps: Step[];
  apiVersion?: string;
  ignoreFilter?: Record<
    string,
    { exclude?: SetCase; includePrefixes?: Element[][] }
  >;
  ignoredFields?: Record<string, SetCase>;
  expect: Expect;
  text?: string;
  set: SetCase;
  managers: Record<string, Managed>;
  object: ObjectCase;
  applied: ObjectCase;
  lhs: ObjectCase & Record<string, Managed>;
  rhs: ObjectCase & Record<string, Managed>;
  allowDuplicates?: boolean;
  comparison: { added: SetCase; modified: SetCase; removed: SetCase };
  remove: SetCase | null;
  input: string;
  path: Element[];
  a: SetCase & Element;
  b: SetCase & Element;
  filter: { exclude?: SetCase; includePrefixes?: Element[][] };
  objectYAML: string;
  newSchema?: string;
  type: string;
  oldFields: SetCase;
}

/**
 * The cases of structured-merge-diff v6.3.2, found from the folder of this file; undefined in a checkout that stands by
 * itself.
 */
export function readCases(directory: string): Case[] | undefined {
  const file = resolve(
    directory,
    '../../../../../../shared/corpora/flux/smd/cases.json',
  );
  if (!existsSync(file)) {
    return undefined;
  }
  const { cases }: { cases: Case[] } = JSON.parse(readFileSync(file, 'utf8'));
  // Those that end in @v6.4.2 state what a later release does.
  return cases.filter(({ name }) => !name.endsWith('@v6.4.2'));
}

export function elementOf(element: Element): PathElement {
  if (element.f !== undefined) {
    return fieldElement(element.f);
  }
  if (element.k !== undefined) {
    return keyElement(
      Object.entries(element.k).map(([name, value]) => ({
        name,
        value: value ?? null,
      })),
    );
  }
  return element.i !== undefined
    ? indexElement(element.i)
    : valueElement(element.v ?? null);
}

export function pathOf(path: Element[]): Path {
  return path.map(elementOf);
}

/** Both notations of a set have to agree. */
export function setOf(set: SetCase): FieldSet {
  const result = FieldSet.of(set.paths.map(pathOf));
  if (
    JSON.stringify(toFieldsV1(result)) !== JSON.stringify(set.fieldsV1) ||
    fromFieldsV1(set.fieldsV1).toString() !== result.toString()
  ) {
    throw new Error(`notations of a set differ:\n${result}`);
  }
  return result;
}

export function managersOf(
  managers: Record<string, Managed>,
): Map<string, VersionedSet> {
  return new Map(
    Object.entries(managers).map(([name, { apiVersion, applied, set }]) => [
      name,
      { apiVersion, applied, set: setOf(set) },
    ]),
  );
}

export function typesOf(parser: Parser): (apiVersion: string) => TypeRef {
  if (parser.deduced) {
    return () => DEDUCED_TYPE;
  }
  const schema = parseTypeSchema(parse(parser.schema ?? ''));
  return apiVersion =>
    schema.ref(parser.typePerVersion ? apiVersion : parser.type ?? '');
}

export function typeOf(parser: Parser): TypeRef {
  return typesOf(parser)('');
}

export function patternsOf(prefixes: Element[][]): PatternElement[][] {
  return prefixes.map(prefix =>
    prefix.map(element => (element.any ? 'any' : elementOf(element))),
  );
}

export function filterOf(filter: Case['filter']): FieldFilter {
  return filter.exclude
    ? excludeFilter(setOf(filter.exclude))
    : includeFilter(patternsOf(filter.includePrefixes ?? []));
}

export function filtersOf(test: Case): Map<string, FieldFilter> {
  return new Map([
    ...Object.entries(test.ignoreFilter ?? {}).map(
      ([version, filter]): [string, FieldFilter] => [version, filterOf(filter)],
    ),
    ...Object.entries(test.ignoredFields ?? {}).map(
      ([version, set]): [string, FieldFilter] => [
        version,
        excludeFilter(setOf(set)),
      ],
    ),
  ]);
}

/** Upstream's parser stops where an object ends; some of its inputs have a bracket too many. */
export function dataOf({ data, yaml }: ObjectCase): JsonValue {
  return data === undefined ? parse(yaml.replace(/\}$/, '')) : data;
}
