import type { JsonValue } from '@sluice/golang/json';
import {
  ConflictsError,
  managersDifference,
  type VersionedSet,
} from '../managers';
import { formatPath } from '../pathElement';
import { TypedValue } from '../typedValue';
import type { TypeRef } from '../typeSchema';
import { Updater } from '../updater';
import { valuesEqual } from '../value';
import {
  type Case,
  filtersOf,
  managersOf,
  pathOf,
  readCases,
  type Step,
  typesOf,
} from './corpusCase';
import { converted, TestConverter } from './testConverter';

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
    const wanted = test.expect.object;
    expect(valuesEqual(actual ?? null, wanted) ? wanted : actual).toEqual(
      wanted,
    );
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

const found = readCases(__dirname);

describe('structured-merge-diff, applies and updates', () => {
  const plays = (found ?? []).filter(({ kind }) => kind === 'merge');

  it('has its test data, where the data is at all', () => {
    expect(found ? plays.length : 150).toBeGreaterThanOrEqual(150);
  });

  if (plays.length > 0) {
    it.each(plays.map(test => ({ test, name: test.name })))(
      '$name',
      ({ test }) => {
        expect.hasAssertions();
        runPlay(test);
      },
    );
  }
});
