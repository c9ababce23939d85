import { SemverError, Version, validateMetadata, validatePrerelease } from '.';

describe('Version', () => {
  it.each([
    ['1', '1.0.0'],
    ['v1.2', '1.2.0'],
    ['01.002.3', '1.2.3'],
    ['1.2.3-alpha.1+meta.01', '1.2.3-alpha.1+meta.01'],
    ['1-rc+x', '1.0.0-rc+x'],
    ['18446744073709551615.0.0', '18446744073709551615.0.0'],
  ])('reads %j as %j', (text, whole) => {
    const version = Version.parse(text);
    expect(version.toString()).toBe(whole);
    expect(version.original).toBe(text);
    expect(JSON.stringify(version)).toBe(`"${whole}"`);
  });

  it.each([
    ['', 'invalid semantic version'],
    ['V1', 'invalid semantic version'],
    ['1.2.3.4', 'invalid semantic version'],
    ['1.2.3-', 'invalid semantic version'],
    ['1.2.3-a..b', 'invalid semantic version'],
    ['1.2.3-a\n', 'invalid semantic version'],
    ['1.2.3-01', 'version segment starts with 0'],
    [
      '1.18446744073709551616',
      'error parsing version segment: strconv.ParseUint: parsing "18446744073709551616": value out of range',
    ],
  ])('refuses %j', (text, message) => {
    expect(() => Version.parse(text)).toThrow(new SemverError(message));
  });

  it('minds leading zeros on demand', () => {
    const parse = (text: string, detailedErrors?: boolean) =>
      Version.parse(text, { coerce: false, detailedErrors });
    expect(parse('v1.2').toString()).toBe('1.2.0');
    expect(() => parse('1.02')).toThrow('version segment starts with 0');
    expect(() => parse('1.02', false)).toThrow('invalid semantic version');
  });

  it.each([
    ['', 'version string empty'],
    ['1.2', 'invalid semantic version'],
    ['v1.2.3', 'invalid characters in version'],
    ['1.02.3', 'version segment starts with 0'],
    ['1..3', 'strconv.ParseUint: parsing "": invalid syntax'],
    ['1.2.3-', 'invalid prerelease string'],
    ['1.2.3+', 'invalid metadata string'],
    ['1.2.3-a_b', 'invalid prerelease string'],
    ['1.2.3.4', 'invalid characters in version'],
    [
      '99999999999999999999.0.0',
      'strconv.ParseUint: parsing "99999999999999999999": value out of range',
    ],
  ])('refuses %j where it must be strict', (text, message) => {
    expect(() => Version.parseStrict(text)).toThrow(new SemverError(message));
  });

  it('reads strictly', () => {
    const version = Version.parseStrict('1.2.3-beta.1+build-7');
    expect(version).toMatchObject({
      major: 1n,
      minor: 2n,
      patch: 3n,
      prerelease: 'beta.1',
      metadata: 'build-7',
    });
  });

  it('orders as semver.org does', () => {
    const ordered = [
      '0.9.9',
      '1.0.0-1',
      '1.0.0-9',
      '1.0.0-10',
      '1.0.0--9',
      '1.0.0-alpha',
      '1.0.0-alpha.1',
      '1.0.0-alpha.beta',
      '1.0.0',
      '1.0.1',
      '1.1.0',
      '1.10.0',
    ];
    const versions = ordered.map(text => Version.parse(text));
    expect(versions.toReversed().sort(Version.compare).map(String)).toEqual(
      ordered,
    );
    expect(Version.parse('1.0.0+a').equals(Version.parse('1.0.0+b'))).toBe(
      true,
    );
    // A number too large for 64 bits counts as a text.
    expect(
      Version.parse('1.0.0-18446744073709551616').compare(
        Version.parse('1.0.0-2'),
      ),
    ).toBe(1);
  });

  it('steps on', () => {
    const version = Version.parse('v1.2.3-beta+meta');
    expect(version.nextPatch().original).toBe('v1.2.3');
    expect(version.nextPatch().nextPatch().original).toBe('v1.2.4');
    expect(version.nextMinor().original).toBe('v1.3.0');
    expect(version.nextMajor().toString()).toBe('2.0.0');
    expect(version.withPrerelease('rc.1').original).toBe('v1.2.3-rc.1+meta');
    expect(version.withMetadata('').original).toBe('v1.2.3-beta');
    expect(() => version.withPrerelease('a.01')).toThrow(SemverError);
    expect(() => version.withMetadata('a/b')).toThrow(SemverError);
    expect(() => Version.parse('1.18446744073709551615.0').nextMinor()).toThrow(
      'minor version increment would overflow uint64',
    );
  });

  it('is made of parts', () => {
    const parts = {
      major: 1n,
      minor: 2n,
      patch: 3n,
      prerelease: 'rc',
      metadata: 'm',
    };
    expect(Version.of(parts).original).toBe('1.2.3-rc+m');
  });

  it('checks identifiers', () => {
    expect(() => validatePrerelease('alpha.0-1')).not.toThrow();
    expect(() => validatePrerelease('alpha.01')).toThrow(
      'version segment starts with 0',
    );
    expect(() => validateMetadata('a.01')).not.toThrow();
    expect(() => validateMetadata('a..b')).toThrow('invalid metadata string');
  });

  it('does not read without end', () => {
    expect(() => Version.parse(`1.2.3-${'a'.repeat(5000)}`)).toThrow(
      'version string is too long (max 256 bytes)',
    );
    expect(() => Version.parse(`1.2.3-${'a.'.repeat(100)}`)).toThrow(
      'invalid semantic version',
    );
  });
});
