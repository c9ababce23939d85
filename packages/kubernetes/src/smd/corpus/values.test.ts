import { parse } from 'yaml';
import type { JsonValue } from '@sluice/golang/json';
import { filterComparison, isSame } from '../compare';
import { FieldSet } from '../fieldSet';
import { fromFieldsV1, toFieldsV1 } from '../fieldsV1';
import { fieldSetFromValue } from '../fromValue';
import { ConflictsError, managersDifference, managersEqual } from '../managers';
import {
  comparePathElements,
  formatPath,
  parsePathElement,
} from '../pathElement';
import { reconcileWithSchema } from '../reconcileSchema';
import { excludeFilter } from '../setMatcher';
import { fieldSetOf } from '../toFieldSet';
import { TypedValue } from '../typedValue';
import { valuesEqual } from '../value';
import {
  type Case,
  dataOf,
  type Element,
  elementOf,
  filterOf,
  managersOf,
  type ObjectCase,
  pathOf,
  readCases,
  type SetCase,
  setOf,
  typeOf,
} from './corpusCase';

function expectSet(actual: FieldSet, expected: SetCase): void {
  expect(actual.toString()).toBe(setOf(expected).toString());
  expect(actual.equals(setOf(expected))).toBe(true);
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

const found = readCases(__dirname);

describe('structured-merge-diff, sets and values', () => {
  const others = (found ?? []).filter(({ kind }) => kind !== 'merge');

  it('has its test data, where the data is at all', () => {
    expect(found ? others.length : 400).toBeGreaterThanOrEqual(400);
  });

  if (others.length > 0) {
    it.each(others.map(test => ({ test, name: test.name })))(
      '$name',
      ({ test }) => {
        expect.hasAssertions();
        runners[test.kind](test);
      },
    );
  }
});
