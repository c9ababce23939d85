import { type JsonValue } from '../json';
import { type ScalarNode, type YamlStyle } from './node';
import { resolveScalar, scalarTag, type YamlProfile } from './resolve';

const scalar = (
  value: string,
  tag = '',
  style: YamlStyle = '',
): ScalarNode => ({ kind: 'scalar', value, tag, style });

describe('resolveScalar', () => {
  it.each<[string, JsonValue, JsonValue]>([
    ['yes', 'yes', true],
    ['n', 'n', false],
    ['ON', 'ON', true],
    ['True', true, true],
    ['~', null, null],
    ['', null, null],
    ['0755', 493, 493],
    ['0o17', 15, 15],
    ['-0o7', -7, -7],
    ['08', 8, 8],
    ['0b101', 5, 5],
    ['0x1F', 31, 31],
    ['1_000', 1000, 1000],
    ['+12', 12, 12],
    ['-0', 0, 0],
    ['190:20:30', '190:20:30', '190:20:30'],
    ['9007199254740993', 9007199254740993n, 9007199254740993n],
    ['-9223372036854775808', -9223372036854775808n, -9223372036854775808n],
    ['18446744073709551615', 18446744073709551615n, 18446744073709551615n],
    ['18446744073709551616', 18446744073709552000, 18446744073709552000],
    ['1e3', 1000, 1000],
    ['.5', 0.5, 0.5],
    ['._5', '._5', '._5'],
    ['1e400', '1e400', '1e400'],
    ['1.2.3', '1.2.3', '1.2.3'],
    ['2021-01-01', '2021-01-01T00:00:00Z', '2021-01-01'],
    ['2021-1-2 3:4:5.60', '2021-01-02T03:04:05.6Z', '2021-1-2 3:4:5.60'],
    ['2021-02-29', '2021-02-29', '2021-02-29'],
    [
      '2021-01-01T00:00:00+02:00',
      '2021-01-01T00:00:00+02:00',
      '2021-01-01T00:00:00+02:00',
    ],
    ['<<', '<<', '<<'],
    ['=', '=', '='],
    ['text', 'text', 'text'],
  ])('reads %j as %p (yaml.v3) and %p (sigs)', (text, v3, sigs) => {
    const profiles: [YamlProfile, JsonValue][] = [
      ['yaml.v3', v3],
      ['sigs', sigs],
    ];
    for (const [profile, expected] of profiles) {
      expect(resolveScalar(scalar(text), profile)).toEqual(expected);
    }
  });

  it('lets quotes and tags decide', () => {
    expect(resolveScalar(scalar('5', '', 'single'), 'yaml.v3')).toBe('5');
    expect(resolveScalar(scalar('5', '!!str'), 'yaml.v3')).toBe('5');
    // yaml.v3 prints "5" without the tag, for 5 is an integer anyway.
    expect(resolveScalar(scalar('5', '!!int', 'double'), 'yaml.v3')).toBe('5');
    expect(resolveScalar(scalar('5', '!!float', 'double'), 'yaml.v3')).toBe(5);
    expect(resolveScalar(scalar('5', '!!int', 'double'), 'sigs')).toBe(5);
    expect(resolveScalar(scalar('5', '!!float'), 'sigs')).toBe(5);
    expect(resolveScalar(scalar('aGk=', '!!binary'), 'sigs')).toBe('hi');
    expect(resolveScalar(scalar('5', '!custom'), 'sigs')).toBe('5');
    expect(resolveScalar(scalar('5', '!'), 'sigs')).toBe('5');
  });

  it('refuses a tag that does not fit, and what JSON cannot hold', () => {
    expect(() => resolveScalar(scalar('abc', '!!int'), 'yaml.v3')).toThrow(
      'yaml: cannot decode !!str `abc` as a !!int',
    );
    expect(() => resolveScalar(scalar('.inf'), 'yaml.v3')).toThrow(
      'json: unsupported value: +Inf',
    );
    expect(() => resolveScalar(scalar('?', '!!binary'), 'sigs')).toThrow(
      'yaml: !!binary value contains invalid base64 data',
    );
  });

  it('does to folded texts what printing and reading them again does', () => {
    expect(
      resolveScalar(scalar('a\n b\nc', '!!str', 'folded'), 'yaml.v3'),
    ).toBe('a\n\n b\nc');
    expect(resolveScalar(scalar('a\nb', '!!str', 'folded'), 'yaml.v3')).toBe(
      'a\nb',
    );
    expect(resolveScalar(scalar('a\n\n', '!!str', 'folded'), 'yaml.v3')).toBe(
      'a\n\n\n',
    );
    expect(resolveScalar(scalar('a\n b', '', 'folded'), 'sigs')).toBe('a\n b');
  });
});

describe('scalarTag', () => {
  it('names the type that a text has', () => {
    expect(scalarTag(scalar('5'), 'yaml.v3')).toBe('!!int');
    expect(scalarTag(scalar('yes'), 'yaml.v3')).toBe('!!str');
    expect(scalarTag(scalar('yes'), 'sigs')).toBe('!!bool');
    expect(scalarTag(scalar('5', '', 'double'), 'sigs')).toBe('!!str');
    expect(scalarTag(scalar('2021-01-01'), 'yaml.v3')).toBe('!!timestamp');
    expect(scalarTag(scalar('<<'), 'yaml.v3')).toBe('!!merge');
    expect(scalarTag(scalar('5', 'tag:yaml.org,2002:float'), 'yaml.v3')).toBe(
      '!!float',
    );
  });
});
