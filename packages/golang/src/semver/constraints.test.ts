import { Constraints, SemverError, Version } from '.';

function check(constraints: string, version: string): boolean {
  return Constraints.parse(constraints).check(Version.parse(version));
}

function reasons(constraints: string, version: string): string[] {
  return Constraints.parse(constraints).validate(Version.parse(version));
}

describe('Constraints', () => {
  it.each([
    ['1.2.3', '1.2.3', true],
    ['1.2', '1.2.9', true],
    ['1.2', '1.3.0', false],
    ['=1', '1.9.9', true],
    ['*', '7.0.0', true],
    ['*', '7.0.0-rc', false],
    ['>=1.0.0-0', '2.0.0-alpha.1', true],
    ['>=1.0.0', '2.0.0-alpha.1', false],
    ['!=1.2.0', '1.2.1', true],
    ['!=1.2.x', '1.2.1', false],
    ['!=1', '1.2.1', false],
    ['!=1', '2.0.0', true],
    ['!=1.2-beta', '1.2.0-alpha', true],
    ['>11', '11.1.0', false],
    ['>11', '12.0.0', true],
    ['>11.1', '11.1.5', false],
    ['>11.1', '11.2.0', true],
    ['<=11', '11.5.0', true],
    ['<=11.1', '11.1.9', true],
    ['<=11.1', '11.2.0', false],
    ['<11', '11.0.0', false],
    ['=>1.2.3', '1.2.3', true],
    ['=<1.2.3', '1.2.4', false],
    ['~1.2.3', '1.2.9', true],
    ['~1.2.3', '1.3.0', false],
    ['~>1', '1.9.0', true],
    ['~0.0.0', '9.0.0', true],
    ['^1.2', '1.9.0', true],
    ['^0.2.3', '0.2.9', true],
    ['^0.2.3', '0.3.0', false],
    ['^0.0.3', '0.0.4', false],
    ['^0.0', '0.0.9', true],
    ['^0', '0.9.0', true],
    ['^1.2.0-alpha', '1.2.0-beta', true],
    ['1.2 - 1.4', '1.4.5', true],
    ['1.2 - 1.4.5', '1.4.6', false],
    ['1 - 2 || 4 - 5', '4.5.0', true],
    ['>1, <3', '2.0.0', true],
    ['>=1 <3', '2.0.0', true],
    ['>=1,<3 !=2', '2.0.0', false],
    ['^1 || ^3', '3.1.0', true],
    ['^1 || ^3', '2.1.0', false],
    ['>=1.0.0-0 <2 || ^3', '3.1.0-rc', false],
    ['v1.x.x', '1.4.0', true],
    ['18446744073709551615.x', '1.0.0', false],
  ])('%j against %j: %p', (constraints, version, expected) => {
    expect(check(constraints, version)).toBe(expected);
    expect(reasons(constraints, version).length === 0).toBe(expected);
  });

  it.each([
    ['', 'improper constraint: ""'],
    ['foo', 'improper constraint: "foo"'],
    ['==1', 'improper constraint: "==1"'],
    ['> =1', 'improper constraint: "> =1"'],
    ['1.2.3.4', 'improper constraint: "1.2.3.4"'],
    ['1,', 'improper constraint: "1,"'],
    ['1,,2', 'improper constraint: "1,,2"'],
    [',1', 'improper constraint: ",1"'],
    ['1<2', 'improper constraint: "1<2"'],
    ['1\u00a02', 'improper constraint: "1\\u00a02"'],
    ['^1 ||', 'improper constraint: ""'],
    ['1.2.3.4 - 5', 'improper constraint: "1.>= 2.3.4, <= 5 "'],
    ['1|2', 'constraint parser error'],
    ['xx', 'constraint parser error'],
    ['1.2.3-01', 'constraint parser error'],
    ['18446744073709551616', 'constraint parser error'],
  ])('refuses %j', (constraints, message) => {
    expect(() => Constraints.parse(constraints)).toThrow(
      new SemverError(message),
    );
  });

  it.each([
    ['>2.0.0', '1.2.3', ['"1.2.3" is less than or equal to "2.0.0"']],
    ['>=2', '1.2.3', ['"1.2.3" is less than "2"']],
    ['<1', '1.2.3', ['"1.2.3" is greater than or equal to "1"']],
    ['<=1.1.x', '1.2.3', ['"1.2.3" is greater than "1.1.x"']],
    ['=1.2.4', 'v1.2.3', ['"1.2.3" is not equal to "1.2.4"']],
    [
      '~1.3',
      '1.4.0',
      ['"1.4.0" does not have same major and minor version as "1.3"'],
    ],
    [
      '^0.2',
      '0.3.0',
      [
        '"0.3.0" does not have same minor version as "0.2". Expected minor versions to match when constraint major version is 0',
      ],
    ],
    [
      '^0.0.1',
      '0.0.2',
      [
        '"0.0.2" does not equal "0.0.1". Expect version and constraint to equal when major and minor versions are 0',
      ],
    ],
    [
      '^0.0.1',
      '0.1.0',
      ['"0.1.0" does not have same minor version as "0.0.1"'],
    ],
    ['!=1.2.5, ^2 || 1.2.5', '1.2.5', []],
    [
      '!=1.2.5, ^2 || >3 || ^4',
      '1.2.5',
      [
        '"1.2.5" is equal to "1.2.5"',
        '"1.2.5" is less than "2"',
        '"1.2.5" is less than or equal to "3"',
        '"1.2.5" is less than "4"',
      ],
    ],
    [
      '>1 || >2',
      '3.0.0-rc',
      [
        '"3.0.0-rc" is a prerelease version and the constraint is only looking for release versions',
      ],
    ],
  ])('says why %j does not take %j', (constraints, version, expected) => {
    expect(reasons(constraints, version)).toEqual(expected);
  });

  it('takes prereleases on demand', () => {
    const constraints = Constraints.parse('>1', { includePrereleases: true });
    expect(constraints.check(Version.parse('2.0.0-rc'))).toBe(true);
  });

  it.each([
    ['> 1 , <=1.2.3', '>1 <=1.2.3'],
    ['1 - 2||^3', '>=1 <=2 || ^3'],
  ])('writes %j as %j', (constraints, text) => {
    expect(String(Constraints.parse(constraints))).toBe(text);
  });

  it('does not read long and for long', () => {
    expect(() => Constraints.parse('1 '.repeat(300))).toThrow(
      'constraint string is too long (max 512 bytes)',
    );
    expect(() => Constraints.parse('1||'.repeat(32))).toThrow(
      'too many constraint groups (max 32)',
    );
    for (const text of [
      `${'1  '.repeat(170)}!`,
      `${'1'.repeat(500)}!`,
      `1${' '.repeat(500)}!`,
      `1-${'a.'.repeat(250)}`,
      `${'1 - 1 '.repeat(80)}!`,
    ]) {
      expect(() => Constraints.parse(text)).toThrow(SemverError);
    }
  });
});
