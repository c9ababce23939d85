import { type JsonObject } from '@sluice/golang/json';
import {
  isSubstitutionDisabled,
  prepareVariables,
  SUBSTITUTE_KEY,
  SubstitutionError,
  substituteVariables,
} from '.';

const variables = prepareVariables([
  ['name', 'web'],
  ['replicas', '3'],
  ['enabled', 'true'],
  ['quoted', '"5"'],
  ['lines', 'a\nb'],
  ['secret', 's3cr3t: value'],
]);

const object = (spec: JsonObject): JsonObject => ({
  apiVersion: 'v1',
  kind: 'Thing',
  metadata: { name: 'thing' },
  spec,
});

const specOf = (spec: JsonObject) =>
  substituteVariables(object(spec), variables, { strict: true }).spec;

describe('substituteVariables', () => {
  it('works on the printed text, so that values take the type they look like', () => {
    expect(
      specOf({
        name: '${name}-app',
        replicas: '${replicas}',
        enabled: '${enabled}',
        text: '${quoted}',
        escaped: '$${name}',
        '${name}': 'key',
      }),
    ).toEqual({
      name: 'web-app',
      replicas: 3,
      enabled: true,
      text: '5',
      escaped: '${name}',
      web: 'key',
    });
  });

  it('lets quotes that the printer wrote keep a string', () => {
    // A colon before a blank makes the printer quote the text.
    expect(specOf({ a: 'n: ${replicas}', b: '${replicas}: n' })).toEqual({
      a: 'n: 3',
      b: '3: n',
    });
  });

  it('drops line breaks of values', () => {
    expect(specOf({ a: '${lines}' })).toEqual({ a: 'ab' });
  });

  it('leaves a resource alone that asks for it by label or annotation', () => {
    for (const field of ['labels', 'annotations']) {
      const resource = {
        metadata: { [field]: { [SUBSTITUTE_KEY]: 'disabled' } },
        a: '${name}',
      };
      expect(isSubstitutionDisabled(resource)).toBe(true);
      expect(substituteVariables(resource, variables)).toBe(resource);
    }
    expect(
      isSubstitutionDisabled({
        metadata: { labels: { [SUBSTITUTE_KEY]: 'Disabled' } },
      }),
    ).toBe(false);
  });

  it('does nothing without variables unless it is to be done always', () => {
    const resource = object({ a: '${x:=5}' });
    expect(substituteVariables(resource, new Map())).toBe(resource);
    expect(
      substituteVariables(resource, new Map(), { strategy: 'Always' }).spec,
    ).toEqual({ a: 5 });
  });

  it('holds integers as floats afterwards, as upstream', () => {
    expect(specOf({ a: 9007199254740993n })).toEqual({ a: 9007199254740992 });
  });

  it('keeps keys such as __proto__ as data', () => {
    const resource: JsonObject = JSON.parse('{"__proto__":{"a":"${name}"}}');
    const result = substituteVariables(resource, variables);
    expect(JSON.stringify(result)).toBe('{"__proto__":{"a":"web"}}');
  });

  it.each([
    [
      { a: '${missing}' },
      'envsubst error: variable substitution failed: variable not set (strict mode): "missing"',
    ],
    [
      { a: '${name' },
      'envsubst error: variable substitution failed: missing closing brace',
    ],
    [
      { a: '${secret}' },
      'envsubst error: YAMLToJSON: yaml: line 6: mapping values are not allowed in this context',
    ],
  ])('fails on %j as Flux', (spec, message) => {
    expect(() => specOf(spec)).toThrow(new SubstitutionError(message));
  });

  it('fails on bytes that are no text any more', () => {
    const cut = prepareVariables([['v', 'é']]);
    expect(() => substituteVariables(object({ a: '${v:0:1}x' }), cut)).toThrow(
      'envsubst error: YAMLToJSON: yaml: invalid trailing UTF-8 octet',
    );
    expect(() => substituteVariables(object({ a: '${v:1}' }), cut)).toThrow(
      'envsubst error: YAMLToJSON: yaml: invalid leading UTF-8 octet',
    );
  });

  it('never repeats a value in an error', () => {
    for (const value of [
      '!!int hunter2',
      '*hunter2',
      '{{hunter2}}',
      '@hunter2',
      '"\\hunter2"',
    ]) {
      const error = (() => {
        try {
          return substituteVariables(
            object({ a: '${v}' }),
            prepareVariables([['v', value]]),
          );
        } catch (thrown) {
          return thrown;
        }
      })();
      expect(error).toBeInstanceOf(SubstitutionError);
      expect(String(error)).not.toContain('hunter2');
    }
  });
});

describe('prepareVariables', () => {
  it('refuses names that no expression can hold', () => {
    expect(() => prepareVariables([['a-b', 'x']])).toThrow(
      "envsubst error: 'a-b' var name is invalid, must match '^[_[:alpha:]][_[:alpha:][:digit:]]*$'",
    );
    expect(() => prepareVariables([['1a', 'x']])).toThrow('is invalid');
  });

  it('lets later values win', () => {
    expect(
      prepareVariables([
        ['a', '1'],
        ['a', '2'],
      ]).get('a'),
    ).toBe('2');
  });
});
