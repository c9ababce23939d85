import { BadPatternError, Glob, matchGlob } from '.';

describe('matchGlob', () => {
  it.each<[string, string, boolean]>([
    ['abc', 'abc', true],
    ['*', 'abc', true],
    ['*c', 'abc', true],
    ['a*', 'a', true],
    ['a*', 'ab/c', false],
    ['a*/b', 'a/c/b', false],
    ['a*/b', 'abc/b', true],
    ['a*b*c*d*e*/f', 'axbxcxdxe/f', true],
    ['a*b?c*x', 'abxbbxdbxebxczzx', true],
    ['a*b?c*x', 'abxbbxdbxebxczzy', false],
    ['ab[c]', 'abc', true],
    ['ab[b-d]', 'abc', true],
    ['ab[^b-d]', 'abc', false],
    ['a\\*b', 'a*b', true],
    ['a\\*b', 'ab', false],
    ['a?b', 'a☺b', true],
    ['a[^a]b', 'a☺b', true],
    ['a???b', 'a☺b', false],
    ['[a-ζ]*', 'α', true],
    ['a?b', 'a/b', false],
    ['a*b', 'a/b', false],
    ['[\\]a]', ']', true],
    ['[x\\-]', '-', true],
    ['*x', 'xxx', true],
    ['', '', true],
    ['', 'a', false],
    ['**', 'a/b', false],
    ['*.yaml', '.yaml', true],
  ])('%j against %j: %p', (pattern, name, matched) => {
    expect(matchGlob(pattern, name)).toBe(matched);
  });

  it.each([
    '[]a]',
    '[-]',
    '[x-]',
    '[-x]',
    '[a-b-c]',
    '[',
    '[^',
    '[^bc',
    'a[',
    'a\\',
  ])('refuses %j', pattern => {
    expect(() => new Glob(pattern).matches('a')).toThrow(BadPatternError);
    expect(() => matchGlob(pattern, 'zzz')).toThrow('syntax error in pattern');
  });

  it('does not look behind what already fails', () => {
    expect(matchGlob('x*[', 'abc')).toBe(false);
  });

  it('stays fast on patterns made to be slow', () => {
    const started = performance.now();
    expect(matchGlob(`${'*a'.repeat(50)}b`, 'a'.repeat(2000))).toBe(false);
    expect(performance.now() - started).toBeLessThan(2000);
  });
});
