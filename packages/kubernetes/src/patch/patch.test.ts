import type { JsonObject } from '@sluice/golang/json';
import { builtinSchema } from '../schema/builtin';
import { PatchError } from './errors';
import { applyJsonPatch } from './jsonPatch';
import { applyMergePatch, createMergePatch } from './mergePatch';
import { applyStrategicMergePatch } from './strategicMergePatch';

const PROTO: JsonObject = JSON.parse(
  '{"data": {"__proto__": "p", "constructor": "c", "a": "1"}}',
);

describe('patches', () => {
  it('take __proto__ for a key', () => {
    const patch: JsonObject = JSON.parse(
      '{"data": {"__proto__": "q", "toString": "t", "a": null}}',
    );
    const expected =
      '{"data":{"__proto__":"q","constructor":"c","toString":"t"}}';
    const schema = builtinSchema('v1', 'ConfigMap') ?? {};
    expect(JSON.stringify(applyMergePatch(PROTO, patch))).toBe(expected);
    expect(JSON.stringify(applyStrategicMergePatch(PROTO, patch, schema))).toBe(
      expected,
    );
    expect(
      JSON.stringify(
        applyJsonPatch(PROTO, [
          { op: 'test', path: '/data/__proto__', value: 'p' },
          { op: 'replace', path: '/data/__proto__', value: 'q' },
          { op: 'add', path: '/data/toString', value: 't' },
          { op: 'remove', path: '/data/a' },
        ]),
      ),
    ).toBe(expected);
    expect(() =>
      applyJsonPatch({}, [{ op: 'add', path: '/__proto__/x', value: 1 }]),
    ).toThrow('doc is missing path');
    expect(() =>
      applyJsonPatch({}, [{ op: 'remove', path: '/constructor' }]),
    ).toThrow('Unable to remove nonexistent key: constructor');
    expect({}).not.toHaveProperty('x');
  });

  it('do not share anything with the document or the patch', () => {
    const document = { a: { b: [1] } };
    const value = { c: [2] };
    const patched = applyJsonPatch(document, [
      { op: 'add', path: '/d', value },
      { op: 'copy', from: '/d', path: '/e' },
      { op: 'add', path: '/d/c/-', value: 3 },
    ]);
    expect(patched).toEqual({ a: { b: [1] }, d: { c: [2, 3] }, e: { c: [2] } });
    expect(value).toEqual({ c: [2] });
    expect(applyMergePatch(document, { x: value })).not.toBe(document);
    expect(document).toEqual({ a: { b: [1] } });
  });

  it('keep large integers', () => {
    const n = 9007199254740993n;
    expect(applyMergePatch({ a: n }, { b: n })).toEqual({ a: n, b: n });
    expect(
      applyJsonPatch({ a: n }, [{ op: 'test', path: '/a', value: n }]),
    ).toEqual({ a: n });
    expect(() =>
      applyJsonPatch({ a: n }, [{ op: 'test', path: '/a', value: n + 2n }]),
    ).toThrow('testing value /a failed: test failed');
  });

  it('say what the API server answers', () => {
    const failure = (run: () => unknown): PatchError => {
      try {
        run();
      } catch (error) {
        if (error instanceof PatchError) {
          return error;
        }
      }
      throw new Error('expected a PatchError');
    };
    expect(failure(() => applyMergePatch({}, 'x'))).toMatchObject({
      status: 400,
      message: 'Invalid JSON Patch',
    });
    expect(failure(() => applyJsonPatch({}, { op: 'add' }))).toMatchObject({
      status: 400,
    });
    expect(
      failure(() => applyJsonPatch({}, [{ op: 'remove', path: '/a' }])),
    ).toMatchObject({
      status: 422,
      statusMessage:
        'the server rejected our request due to an error in our request',
    });
    const pod = builtinSchema('v1', 'Pod') ?? {};
    expect(
      failure(() =>
        applyStrategicMergePatch(
          { kind: 'Pod', spec: { nope: {} } },
          { spec: { nope: { a: 1 } } },
          pod,
        ),
      ),
    ).toMatchObject({
      status: 500,
      message:
        'unable to find api field in struct PodSpec for the json field "nope"',
    });
  });

  it('show nothing of a Secret', () => {
    const secret = {
      apiVersion: 'v1',
      kind: 'Secret',
      data: { a: 'aGlkZGVu' },
    };
    expect(() =>
      applyStrategicMergePatch(
        secret,
        { data: { $patch: 'odd', a: 'aGlkZGVu' } },
        builtinSchema('v1', 'Secret') ?? {},
      ),
    ).toThrow(new PatchError('unknown patch type: odd in map: map[***]', 500));
  });

  it('can be created', () => {
    const original = { a: 1, b: { c: 2, d: 3 }, e: [1], f: 'x' };
    const modified = { a: 1, b: { c: 2, d: 4 }, e: [1, 2], g: null };
    const patch = createMergePatch(original, modified);
    expect(patch).toEqual({ b: { d: 4 }, e: [1, 2], f: null, g: null });
    expect(createMergePatch(original, original)).toEqual({});
    expect(applyMergePatch(original, patch)).toEqual({
      a: 1,
      b: { c: 2, d: 4 },
      e: [1, 2],
    });
  });
});
