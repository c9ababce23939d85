import { loadKeyValues, parseFileSource } from './keyValues';

function load(
  sources: Partial<Parameters<typeof loadKeyValues>[1]>,
  files: Record<string, string> = {},
): Record<string, string> {
  const values = loadKeyValues(
    'name',
    { literals: [], files: [], envs: [], ...sources },
    path => Buffer.from(files[path] ?? ''),
  );
  return Object.fromEntries(
    [...values].map(([key, value]) => [key, Buffer.from(value).toString()]),
  );
}

describe('loadKeyValues', () => {
  it('reads literals', () => {
    expect(
      load({ literals: ['a=b=c', `q="x y"`, `s='z'`, 'half="x', 'empty='] }),
    ).toEqual({ a: 'b=c', q: 'x y', s: 'z', half: '"x', empty: '' });
    for (const literal of ['=x', 'x']) {
      expect(() => load({ literals: [literal] })).toThrow(
        `loading KV pairs: literal sources [${literal}]: invalid literal source ${literal}, expected key=value`,
      );
    }
  });

  it('reads env files', () => {
    expect(
      load(
        { envs: ['e'] },
        { e: '\ufeffA=1\r\n# comment\n\n  B = two \nC\nD==x#y' },
      ),
    ).toEqual({ A: '1', 'B ': ' two ', C: '', D: '=x#y' });
  });

  it('refuses a key that comes twice', () => {
    expect(() => load({ literals: ['a=1'], files: ['a=f'] })).toThrow(
      'configmap name illegally repeats the key `a`',
    );
  });

  it('splits file sources', () => {
    expect(parseFileSource('dir/f.txt')).toEqual({
      key: 'f.txt',
      path: 'dir/f.txt',
    });
    expect(parseFileSource('k=dir/f.txt')).toEqual({
      key: 'k',
      path: 'dir/f.txt',
    });
    expect(() => parseFileSource('=f')).toThrow('missing key name');
    expect(() => parseFileSource('k=')).toThrow('missing file path');
    expect(() => parseFileSource('a=b=c')).toThrow("contains '='");
  });
});
