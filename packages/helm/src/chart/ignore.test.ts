import { IgnoreRules } from './ignore';

function ignores(rules: string, path: string, isDirectory = false): boolean {
  return IgnoreRules.parse(rules).ignores(path, isDirectory);
}

describe('.helmignore', () => {
  it.each([
    ['*.txt', 'a/b.txt', true],
    ['/*.txt', 'a/b.txt', false],
    ['/b.txt', 'b.txt', true],
    ['a/*.txt', 'a/b.txt', true],
    ['a/*', 'a/b/c', false],
    ['!*.txt', 'a.md', true],
    ['!*.txt', 'a.txt', false],
    ['# *.txt', 'a.txt', false],
    ['[a-c].txt', 'b.txt', true],
  ])('takes %s for %s: %s', (rule, path, expected) => {
    expect(ignores(rule, path)).toBe(expected);
  });

  it('tells directories from files', () => {
    expect(ignores('cargo/', 'cargo', true)).toBe(true);
    expect(ignores('cargo/', 'cargo')).toBe(false);
  });

  it('refuses what Helm does not know', () => {
    expect(() => IgnoreRules.parse('a/**')).toThrow(
      'double-star (**) syntax is not supported',
    );
    expect(() => IgnoreRules.parse('x'.repeat(65_536))).toThrow(
      'bufio.Scanner: token too long',
    );
    expect(() => IgnoreRules.parse('[')).toThrow('syntax error in pattern');
  });
});
