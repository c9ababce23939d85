import {
  GoTime,
  stringMap,
  stringSlice,
  utc,
  type GoMap,
  type GoValue,
} from '../value';
import { MergeError, mergeInto } from '.';

const map = (...entries: [string, GoValue][]): GoMap => new Map(entries);

it('fills what is missing or empty, in maps within maps too', () => {
  const destination = map(
    ['kept', 1],
    ['empty', ''],
    ['inner', map(['kept', 1], ['none', null])],
  );
  mergeInto(
    destination,
    map(
      ['kept', 2],
      ['empty', 'new'],
      ['inner', map(['kept', 2], ['none', 3], ['more', 4])],
    ),
  );
  expect(destination).toEqual(
    map(
      ['kept', 1],
      ['empty', 'new'],
      ['inner', map(['kept', 1], ['none', 3], ['more', 4])],
    ),
  );
});

it('overwrites by whatever there is, empty or nil', () => {
  const destination = map(
    ['a', 1],
    ['b', 'x'],
    ['c', [1]],
    ['d', map(['e', 1])],
  );
  const source = map(['a', 0], ['b', null], ['c', []], ['d', map()]);
  mergeInto(destination, source, { overwrite: true });
  expect(destination).toEqual(
    map(['a', 0], ['b', null], ['c', []], ['d', map(['e', 1])]),
  );
});

it('shares what it takes, and changes only the destination', () => {
  const inner = map(['x', 1]);
  const destination = map(['own', map()]);
  const source = map(['shared', inner], ['own', inner]);
  mergeInto(destination, source);
  expect(destination.get('shared')).toBe(inner);
  expect(destination.get('own')).not.toBe(inner);
  expect(destination.get('own')).toEqual(inner);
  expect(source).toEqual(map(['shared', inner], ['own', inner]));
});

it('merges maps of other types where elements fit', () => {
  const typed = stringMap([['k', 'v']]);
  const destination = map(['m', typed], ['any', map(['k', 1])]);
  mergeInto(
    destination,
    map(['m', stringMap([['n', 'w']])], ['any', stringMap([['n', 'w']])]),
  );
  expect(typed.entries).toEqual(map(['k', 'v'], ['n', 'w']));
  expect(destination.get('any')).toEqual(map(['k', 1], ['n', 'w']));
  expect(() => mergeInto(destination, map(['m', map(['x', 'y'])]))).toThrow(
    'reflect.Value.SetMapIndex: value of type interface {} is not assignable to type string',
  );
});

it('replaces lists as a whole', () => {
  const destination = map(['l', stringSlice(['a'])], ['e', []]);
  const source = map(['l', [1]], ['e', [2]]);
  mergeInto(destination, source);
  expect(destination).toEqual(map(['l', stringSlice(['a'])], ['e', [2]]));
  mergeInto(destination, source, { overwrite: true });
  expect(destination.get('l')).toEqual([1]);
});

it('keeps structs, which are never empty', () => {
  const time = new GoTime(0n, utc);
  const destination = map(['t', time]);
  mergeInto(destination, map(['t', map(['a', 1])]));
  expect(destination.get('t')).toBe(time);
});

it('ends at maps that hold themselves', () => {
  const cycle = map();
  cycle.set('self', cycle);
  const other = map();
  other.set('self', other);
  expect(() => mergeInto(cycle, other)).toThrow('nested too deeply');
  expect(new MergeError('x')).toBeInstanceOf(Error);
});
