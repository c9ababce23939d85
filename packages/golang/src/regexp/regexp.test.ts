import { compileRegexp, matchRegexp, quoteMeta, RegexpError } from '.';

describe('compileRegexp', () => {
  it('finds groups by number and name', () => {
    const match = compileRegexp('(?P<key>\\w+)=(\\d+)?').find('x a= b=2');
    expect(match).toMatchObject({
      start: 2,
      end: 4,
      groups: ['a=', 'a', undefined],
    });
    expect(match?.named.key).toBe('a');
    expect(Object.getPrototypeOf(match?.named)).toBeNull();
  });

  it('replaces as Go', () => {
    const words = compileRegexp('(?P<first>a)(x*)b');
    expect(words.replaceAll('-ab-axxb-', '${2}T$first$$')).toBe('-Ta$-xxTa$-');
    expect(words.replaceAll('-axxb-', '$2T')).toBe('--');
    expect(compileRegexp('x*').replaceAll('abxc', '-')).toBe('-a-b-c-');
    expect(compileRegexp('').replaceAll('😀a', '.')).toBe('.😀.a.');
    expect(compileRegexp('^a').replaceAll('aaa', 'b')).toBe('baa');
  });

  it.each([
    ['(abc', 'error parsing regexp: missing closing ): `(abc`'],
    ['a**', 'error parsing regexp: invalid nested repetition operator: `**`'],
    [
      '(?=a)',
      'error parsing regexp: invalid or unsupported Perl syntax: `(?=`',
    ],
    ['\\1', 'error parsing regexp: invalid escape sequence: `\\1`'],
    ['\\', 'error parsing regexp: trailing backslash at end of expression: ``'],
    ['a{1001}', 'error parsing regexp: invalid repeat count: `{1001}`'],
  ])('refuses %j in Go’s words', (pattern, message) => {
    expect(() => compileRegexp(pattern)).toThrow(new RegexpError(message));
  });

  it('takes names of groups twice, as Go', () => {
    const regexp = compileRegexp('(?P<n>a)[(?P<n>](?<n>b)\\(?P<m>c');
    expect(regexp.find('a<b(P<m>c')?.groups).toEqual(['a<b(P<m>c', 'a', 'b']);
    expect(compileRegexp('(?P<n>a)|(?<n>b)').find('b')?.groups).toEqual([
      'b',
      undefined,
      'b',
    ]);
    expect(compileRegexp('(?P<n>a)(?P<n>b)').replaceAll('ab', '$n')).toBe('a');
  });

  it('keeps what was compiled, and not without end', () => {
    const first = compileRegexp('a+');
    expect(compileRegexp('a+')).toBe(first);
    for (let i = 0; i < 300; i += 1) {
      compileRegexp(`b{${i}}`);
    }
    expect(compileRegexp('a+')).not.toBe(first);
  });

  it('takes linear time', () => {
    const started = performance.now();
    expect(matchRegexp('^(a+)+$', `${'a'.repeat(5000)}b`)).toBe(false);
    expect(performance.now() - started).toBeLessThan(2000);
  });
});

describe('quoteMeta', () => {
  it('makes a pattern of a text', () => {
    expect(matchRegexp(`^${quoteMeta('a.b[*]\\')}$`, 'a.b[*]\\')).toBe(true);
    expect(quoteMeta('a-b')).toBe('a-b');
  });
});
