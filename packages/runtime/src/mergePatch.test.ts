import { mergePatch } from './mergePatch';

describe('a merge patch', () => {
  it('names what changed, and removes with null', () => {
    expect(
      mergePatch(
        { same: 1, gone: 2, list: [1], deep: { a: 1, b: 2 } },
        { same: 1, list: [1, 2], deep: { a: 1, b: 3 }, new: { c: 1 } },
      ),
    ).toEqual({ gone: null, list: [1, 2], deep: { b: 3 }, new: { c: 1 } });
  });

  it('is undefined when nothing changed', () => {
    expect(mergePatch({ a: [{ b: 1 }] }, { a: [{ b: 1 }] })).toBeUndefined();
    expect(mergePatch({ a: undefined }, {})).toBeUndefined();
    expect(mergePatch({}, { a: undefined })).toBeUndefined();
  });

  it('removes what became undefined', () => {
    expect(mergePatch({ a: 1 }, { a: undefined })).toEqual({ a: null });
  });

  it('treats __proto__ as data', () => {
    const patch = mergePatch({}, JSON.parse('{"__proto__":{"x":1}}'));
    expect(JSON.stringify(patch)).toBe('{"__proto__":{"x":1}}');
  });
});
