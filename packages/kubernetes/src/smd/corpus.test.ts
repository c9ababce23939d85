import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse } from 'yaml';
import type { JsonObject, JsonValue } from '@sluice/golang/json';
import { filterComparison, isSame } from './compare';
import { FieldSet } from './fieldSet';
import { fromFieldsV1, toFieldsV1 } from './fieldsV1';
import { fieldSetFromValue } from './fromValue';
import {
  ConflictsError,
  managersDifference,
  managersEqual,
  type VersionedSet,
} from './managers';
import { parseTypeSchema } from './parseTypeSchema';
import {
  comparePathElements,
  fieldElement,
  formatPath,
  indexElement,
  keyElement,
  parsePathElement,
  type Path,
  type PathElement,
  valueElement,
} from './pathElement';
import { reconcileWithSchema } from './reconcileSchema';
import {
  excludeFilter,
  includeFilter,
  type PatternElement,
} from './setMatcher';
import { fieldSetOf } from './toFieldSet';
import { DEDUCED_TYPE, type TypeRef } from './typeSchema';
import { TypedValue } from './typedValue';
import { type FieldFilter, Updater, type VersionConverter } from './updater';
import { valuesEqual } from './value';

interface Element {
  f?: string;
  k?: JsonObject;
  v?: JsonValue;
  i?: number;
  any?: boolean;
}

interface SetCase {
  paths: Element[][];
  fieldsV1: JsonObject;
}

interface Managed {
  apiVersion: string;
  applied: boolean;
  set: SetCase;
}

interface Parser {
  schema?: string;
  type?: string;
  typePerVersion?: boolean;
  deduced?: boolean;
}

interface Step {
  op: string;
  manager: string;
  apiVersion: string;
  object: JsonValue;
  acceptedVersions?: string[];
  conflicts?: { manager: string; path: Element[] }[];
  parser?: Parser;
}

interface ObjectCase {
  yaml: string;
  data?: JsonValue;
}

interface Expect {
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

interface Case {
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

const file = resolve(
  __dirname,
  '../../../../../shared/corpora/flux/smd/cases.json',
);
const cases: Case[] = existsSync(file)
  ? // Those that end in @v6.4.2 state what a later release of structured-merge-diff does.
    JSON.parse(readFileSync(file, 'utf8')).cases.filter(
      ({ name }: Case) => !name.endsWith('@v6.4.2'),
    )
  : [];

function elementOf(element: Element): PathElement {
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

function pathOf(path: Element[]): Path {
  return path.map(elementOf);
}

/** Both notations of a set have to agree. */
function setOf(set: SetCase): FieldSet {
  const result = FieldSet.of(set.paths.map(pathOf));
  expect(JSON.stringify(toFieldsV1(result))).toBe(JSON.stringify(set.fieldsV1));
  expect(fromFieldsV1(set.fieldsV1).toString()).toBe(result.toString());
  return result;
}

function expectSet(actual: FieldSet, expected: SetCase): void {
  expect(actual.toString()).toBe(setOf(expected).toString());
  expect(actual.equals(setOf(expected))).toBe(true);
}

function managersOf(
  managers: Record<string, Managed>,
): Map<string, VersionedSet> {
  return new Map(
    Object.entries(managers).map(([name, { apiVersion, applied, set }]) => [
      name,
      { apiVersion, applied, set: setOf(set) },
    ]),
  );
}

function typesOf(parser: Parser): (apiVersion: string) => TypeRef {
  if (parser.deduced) {
    return () => DEDUCED_TYPE;
  }
  const schema = parseTypeSchema(parse(parser.schema ?? ''));
  return apiVersion =>
    schema.ref(parser.typePerVersion ? apiVersion : parser.type ?? '');
}

function typeOf(parser: Parser): TypeRef {
  return typesOf(parser)('');
}

function patternsOf(prefixes: Element[][]): PatternElement[][] {
  return prefixes.map(prefix =>
    prefix.map(element => (element.any ? 'any' : elementOf(element))),
  );
}

function filterOf(filter: Case['filter']): FieldFilter {
  return filter.exclude
    ? excludeFilter(setOf(filter.exclude))
    : includeFilter(patternsOf(filter.includePrefixes ?? []));
}

function filtersOf(test: Case): Map<string, FieldFilter> {
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

function mapKeys(
  value: JsonValue,
  rename: (key: string, depth: number) => string,
  depth = 0,
): JsonValue {
  if (Array.isArray(value)) {
    return value.map(item => mapKeys(item, rename, depth + 1));
  }
  if (value === null || typeof value !== 'object') {
    return value;
  }
  // Of keys that become the same one, the last in order counts.
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map(key => [
        rename(key, depth),
        mapKeys(value[key] ?? null, rename, depth + 1),
      ]),
  );
}

function emptyToNull(value: JsonValue): JsonValue {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    return value;
  }
  const entries = Object.entries(value);
  return entries.length === 0
    ? null
    : Object.fromEntries(
        entries.map(([key, item]) => [key, emptyToNull(item ?? null)]),
      );
}

class TestConverter implements VersionConverter {
  accepted: string[] | undefined;
  readonly #kind: string;
  readonly #types: () => (apiVersion: string) => TypeRef;

  constructor(kind: string, types: () => (apiVersion: string) => TypeRef) {
    this.#kind = kind;
    this.#types = types;
  }

  convert(object: TypedValue, apiVersion: string): TypedValue | undefined {
    const to = (value: JsonValue) =>
      TypedValue.of(value, this.#types()(apiVersion));
    switch (this.#kind) {
      case 'repeating': {
        const times = Number(/^v(\d+)$/.exec(apiVersion)?.[1] ?? NaN);
        return Number.isNaN(times)
          ? undefined
          : to(
              emptyToNull(
                mapKeys(object.value, (key, depth) =>
                  depth === 0 ? key : key[0].repeat(times),
                ),
              ),
            );
      }
      case 'renaming':
        return to(
          mapKeys(object.value, key => key.replace(/_v\d+$/, `_${apiVersion}`)),
        );
      case 'reliantFields': {
        if (object.type.name === apiVersion) {
          return object;
        }
        if (
          apiVersion === 'v1' &&
          !JSON.stringify(object.value).includes('required_field_bar')
        ) {
          throw new Error('missing required field bar');
        }
        const names: Record<string, string> =
          apiVersion === 'v1'
            ? { required_field_bar: 'field_foo_rely_on_bar' }
            : { field_foo_rely_on_bar: 'required_field_bar' };
        return /^v[12]$/.test(apiVersion)
          ? to(mapKeys(object.value, key => names[key] ?? key))
          : undefined;
      }
      case 'acceptedVersions':
        return this.accepted?.includes(apiVersion) ? object : undefined;
      default:
        return this.#types()(apiVersion).schema === object.type.schema
          ? object
          : TypedValue.trusted(object.value, this.#types()(apiVersion));
    }
  }
}

function converted(
  converter: TestConverter,
  object: TypedValue,
  apiVersion: string,
): TypedValue {
  const result = converter.convert(object, apiVersion);
  if (!result) {
    throw new Error(`no version ${apiVersion}`);
  }
  return result;
}

interface State {
  live: TypedValue | undefined;
  managers: ReadonlyMap<string, VersionedSet>;
}

class Play {
  readonly state: State = { live: undefined, managers: new Map() };
  readonly converter: TestConverter;
  readonly #updater: Updater;
  #types: (apiVersion: string) => TypeRef;

  constructor(test: Case) {
    this.#types = typesOf(test.parser);
    this.converter = new TestConverter(test.converter, () => this.#types);
    const filters = filtersOf(test);
    this.#updater = new Updater({
      converter: this.converter,
      filterOf: version => filters.get(version),
    });
  }

  typed(value: JsonValue, apiVersion: string, allowDuplicates: boolean) {
    return TypedValue.of(value, this.#types(apiVersion), { allowDuplicates });
  }

  run(step: Step): void {
    if (step.parser) {
      this.#types = typesOf(step.parser);
      this.state.live =
        this.state.live &&
        TypedValue.trusted(this.state.live.value, this.#types('v1'));
      return;
    }
    const { apiVersion, manager } = step;
    this.converter.accepted = step.acceptedVersions;
    const update = step.op === 'Update';
    let object = this.typed(step.object, apiVersion, update);
    const live = converted(
      this.converter,
      this.state.live ?? this.typed(null, apiVersion, true),
      apiVersion,
    );
    if (update) {
      const result = this.#updater.update(
        live,
        object,
        apiVersion,
        this.state.managers,
        manager,
      );
      this.state.live = object;
      this.state.managers = result.managers;
      return;
    }
    if (step.op === 'ExtractApply') {
      const owned = this.state.managers.get(manager);
      if (owned) {
        object = live.extractItems(owned.set.leaves()).merge(object);
      }
    }
    const result = this.#updater.apply(
      live,
      object,
      apiVersion,
      this.state.managers,
      manager,
      step.op !== 'Apply',
    );
    this.state.live = result.object;
    this.state.managers = result.managers;
  }
}

function runStep(play: Play, step: Step): void {
  if (!step.conflicts) {
    play.run(step);
    return;
  }
  let conflicts: string[] = [];
  try {
    play.run(step);
  } catch (error) {
    if (!(error instanceof ConflictsError)) {
      throw error;
    }
    conflicts = error.conflicts.map(
      ({ manager, path }) => `${manager}${formatPath(path)}`,
    );
  }
  expect(conflicts.sort()).toEqual(
    step.conflicts
      .map(({ manager, path }) => `${manager}${formatPath(pathOf(path))}`)
      .sort(),
  );
}

function runPlay(test: Case): void {
  const play = new Play(test);
  if (test.expect.error) {
    expect(() => test.steps.forEach(step => runStep(play, step))).toThrow();
    return;
  }
  test.steps.forEach(step => runStep(play, step));
  const { live, managers } = play.state;
  if (test.expect.object !== undefined) {
    const apiVersion = test.apiVersion ?? '';
    play.typed(test.expect.object, apiVersion, true);
    const actual = live && converted(play.converter, live, apiVersion).value;
    expectValue(actual ?? null, { yaml: '', data: test.expect.object });
  }
  for (const { set } of managers.values()) {
    expect(set.isEmpty).toBe(false);
  }
  if (test.expect.managed) {
    const ignoreApplied = (map: ReadonlyMap<string, VersionedSet>) =>
      new Map(
        [...map].map(([name, set]) => [name, { ...set, applied: false }]),
      );
    const difference = managersDifference(
      ignoreApplied(managers),
      ignoreApplied(managersOf(test.expect.managed)),
    );
    expect(
      [...difference].map(
        ([name, { set, apiVersion }]) => `${name} ${apiVersion}\n${set}`,
      ),
    ).toEqual([]);
  }
}

/** Upstream's parser stops where an object ends; some of its inputs have a bracket too many. */
function dataOf({ data, yaml }: ObjectCase): JsonValue {
  return data === undefined ? parse(yaml.replace(/\}$/, '')) : data;
}

function expectValue(actual: JsonValue, expected: ObjectCase): void {
  const wanted = dataOf(expected);
  expect(valuesEqual(actual, wanted) ? wanted : actual).toEqual(wanted);
}

function verifyConflicts(test: Case): void {
  const error = ConflictsError.ofManagers(managersOf(test.managers));
  if (test.text !== undefined) {
    expect(error.message).toBe(test.text);
  }
  if (test.set) {
    expectSet(FieldSet.of(error.conflicts.map(({ path }) => path)), test.set);
  }
}

function verifyToset(test: Case): void {
  const type = typeOf(test.parser);
  const { allowDuplicates } = test;
  expectSet(
    TypedValue.of(dataOf(test.object), type, { allowDuplicates }).fieldSet(),
    test.expect.set,
  );
}

function verifyCompare(test: Case): void {
  const type = typeOf(test.parser);
  const { allowDuplicates } = test;
  const lhs = TypedValue.of(dataOf(test.lhs), type, { allowDuplicates });
  const rhs = TypedValue.of(dataOf(test.rhs), type, { allowDuplicates });
  const comparison = lhs.compare(rhs);
  expectSet(comparison.removed, test.expect.removed);
  expectSet(comparison.modified, test.expect.modified);
  expectSet(comparison.added, test.expect.added);
  const { removed, modified, added } = comparison;
  expect(isSame(comparison)).toBe(
    removed.size + modified.size + added.size === 0,
  );
}

function verifyTypedmerge(test: Case): void {
  const type = typeOf(test.parser);
  const lhs = TypedValue.of(dataOf(test.lhs), type, {
    allowDuplicates: true,
  });
  const rhs = TypedValue.of(dataOf(test.rhs), type, {
    allowDuplicates: true,
  });
  if (test.expect.error) {
    expect(() => lhs.merge(rhs)).toThrow();
  } else {
    expectValue(lhs.merge(rhs).value, Object(test.expect.object));
  }
}

function verifyRemove(test: Case): void {
  const typed = TypedValue.of(dataOf(test.object), typeOf(test.parser));
  const set = setOf(test.set);
  const { removed, extracted } = test.expect;
  // What is left need not fit the schema (list items without their keys); upstream does not look at it then.
  expect(removed ?? extracted).toBeDefined();
  if (removed && removed.data !== 'unparseable') {
    expectValue(typed.removeItems(set).value, removed);
  }
  if (extracted && extracted.data !== 'unparseable') {
    expectValue(typed.extractItems(set).value, extracted);
  }
}

function verifyReversible(test: Case): void {
  const type = typeOf(test.parser);
  const object = TypedValue.of(dataOf(test.object), type);
  const applied = TypedValue.of(dataOf(test.applied), type);
  const extracted = object
    .merge(applied)
    .extractItems(applied.fieldSet().leaves());
  expect(extracted.equals(applied)).toBe(true);
}

function verifyExtractWithKeys(test: Case): void {
  const typed = TypedValue.of(dataOf(test.object), typeOf(test.parser));
  expectValue(
    typed.extractItems(setOf(test.set), { keys: true }).value,
    Object(test.expect.object),
  );
}

function verifyReconcile(test: Case): void {
  const type = typeOf({ schema: test.newSchema, type: test.type });
  TypedValue.of(dataOf(test.object), type);
  const old = setOf(test.oldFields);
  const fixed = reconcileWithSchema(old, type);
  if (test.expect.fixedFields) {
    expectSet(fixed, test.expect.fixedFields);
  } else {
    expect(fixed).toBe(old);
  }
}

function verifyValidate(test: Case): void {
  const type = typeOf(test.parser);
  const valid = (allowDuplicates: boolean) => {
    try {
      TypedValue.of(dataOf(test.object), type, { allowDuplicates });
      return true;
    } catch {
      return false;
    }
  };
  expect(valid(false)).toBe(test.expect.valid);
  if (test.expect.validWithDuplicates !== undefined) {
    expect(valid(true)).toBe(test.expect.validWithDuplicates);
  }
}

function verifyExcludeFields(test: Case): void {
  const { remove, comparison } = test;
  const result = filterComparison(
    {
      removed: setOf(comparison.removed),
      modified: setOf(comparison.modified),
      added: setOf(comparison.added),
    },
    remove ? excludeFilter(setOf(remove)) : undefined,
  );
  expectSet(result.removed, test.expect.removed);
  expectSet(result.modified, test.expect.modified);
  expectSet(result.added, test.expect.added);
}

function verifyPathString(test: Case): void {
  expect(formatPath(pathOf(test.path))).toBe(test.expect);
}

function verifyFieldsV1(test: Case): void {
  const read = () => fromFieldsV1(JSON.parse(test.input));
  if (test.expect.error) {
    expect(read).toThrow();
  } else {
    expect(JSON.stringify(toFieldsV1(read()))).toBe(test.expect.output);
  }
}

function verifyPathElement(test: Case): void {
  if (test.expect.error) {
    expect(() => {
      if (!parsePathElement(test.input)) {
        throw new Error('unknown path element type');
      }
    }).toThrow();
  } else {
    expect(parsePathElement(test.input)?.id).toBe(test.expect.output);
  }
}

function verifyPathElementOrder(test: Case): void {
  const isEmpty = (element: Element) => Object.keys(element).length === 0;
  const order =
    isEmpty(test.a) && isEmpty(test.b)
      ? 0
      : comparePathElements(elementOf(test.a), elementOf(test.b));
  expect(['less', 'equal', 'greater'][order + 1]).toBe(test.expect);
  expect(isEmpty(test.a) || elementOf(test.a).id === elementOf(test.b).id).toBe(
    order === 0,
  );
}

function verifySetFromValue(test: Case): void {
  expectSet(fieldSetFromValue(parse(test.objectYAML)), test.expect);
}

function verifySetFilter(test: Case): void {
  expectSet(filterOf(test.filter)(setOf(test.set)), test.expect);
}

function verifySetHas(test: Case): void {
  expect(setOf(test.set).has(pathOf(test.path))).toBe(test.expect);
}

function verifySetEquals(test: Case): void {
  expect(setOf(test.a).equals(setOf(test.b))).toBe(test.expect);
}

function verifySetLeaves(test: Case): void {
  expectSet(setOf(test.set).leaves(), test.expect);
}

function verifySetUnion(test: Case): void {
  expectSet(setOf(test.a).union(setOf(test.b)), test.expect);
}

function verifySetIntersection(test: Case): void {
  expectSet(setOf(test.a).intersection(setOf(test.b)), test.expect);
}

function verifySetMinus(test: Case): void {
  expectSet(setOf(test.a).difference(setOf(test.b)), test.expect);
}

function verifySetDifference(test: Case): void {
  const { difference, recursiveDifference } = test.expect;
  expectSet(setOf(test.a).difference(setOf(test.b)), difference);
  expectSet(
    setOf(test.a).recursiveDifference(setOf(test.b)),
    recursiveDifference,
  );
}

function verifyManagersEqual(test: Case): void {
  const equal = managersEqual(managersOf(test.lhs), managersOf(test.rhs));
  expect(equal).toBe(test.expect);
}

function verifyManagersDifference(test: Case): void {
  const difference = managersDifference(
    managersOf(test.lhs),
    managersOf(test.rhs),
  );
  const expected = new Map(
    Object.entries({ ...test.expect }).map(([name, managed]) => [
      name,
      Object(managed),
    ]),
  );
  expect([...difference.keys()].sort()).toEqual([...expected.keys()].sort());
  for (const [name, managed] of difference) {
    expect(managed.apiVersion).toBe(expected.get(name)?.apiVersion);
    expectSet(managed.set, expected.get(name)?.set);
  }
}

function verifyEnsureNamedFieldsAreMembers(test: Case): void {
  const type = typeOf(test.parser);
  const set = fieldSetOf(parse(test.objectYAML), type);
  const later = test.newSchema
    ? typeOf({ ...test.parser, schema: test.newSchema })
    : type;
  expectSet(set.withNamedParents(later), test.expect.after);
}

const runners: Record<string, (test: Case) => void> = {
  merge: runPlay,
  conflicts: verifyConflicts,
  toset: verifyToset,
  compare: verifyCompare,
  typedmerge: verifyTypedmerge,
  remove: verifyRemove,
  reversible: verifyReversible,
  extractWithKeys: verifyExtractWithKeys,
  reconcile: verifyReconcile,
  validate: verifyValidate,
  excludeFields: verifyExcludeFields,
  pathString: verifyPathString,
  fieldsV1: verifyFieldsV1,
  pathElement: verifyPathElement,
  pathElementOrder: verifyPathElementOrder,
  setFromValue: verifySetFromValue,
  setFilter: verifySetFilter,
  setHas: verifySetHas,
  setEquals: verifySetEquals,
  setLeaves: verifySetLeaves,
  setUnion: verifySetUnion,
  setIntersection: verifySetIntersection,
  setMinus: verifySetMinus,
  setDifference: verifySetDifference,
  managersEqual: verifyManagersEqual,
  managersDifference: verifyManagersDifference,
  ensureNamedFieldsAreMembers: verifyEnsureNamedFieldsAreMembers,
};

describe('structured-merge-diff', () => {
  it('has its test data, where the data is at all', () => {
    expect(existsSync(file) ? cases.length : 600).toBeGreaterThanOrEqual(600);
  });

  if (cases.length > 0) {
    it.each(cases.map(test => ({ test, name: test.name })))(
      '$name',
      ({ test }) => {
        expect.hasAssertions();
        runners[test.kind](test);
      },
    );
  }
});
