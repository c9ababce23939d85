import { entryOf, setEntry } from './entry';

describe('entries', () => {
  it.each(['a', '__proto__', 'constructor'])('has %s when it is set', key => {
    const object = {};
    expect(entryOf(object, key)).toBeUndefined();
    setEntry(object, key, { evil: true });
    expect(entryOf(object, key)).toEqual({ evil: true });
    expect(Object.keys(object)).toEqual([key]);
    expect(Object.getPrototypeOf(object)).toBe(Object.prototype);
  });
});
