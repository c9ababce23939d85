import { type FlagSpec, FlagError, parseFlags } from './parseFlags';

const specs: FlagSpec[] = [
  { name: 'output', short: 'o', kind: 'text' },
  { name: 'recursive', short: 'r', kind: 'bool' },
  { name: 'env', short: 'e', kind: 'list' },
  { name: 'ignore-paths', kind: 'commaList' },
  { name: 'old', kind: 'bool', deprecated: 'use something else.' },
];

describe('parseFlags', () => {
  it('takes flags and arguments in any order and form', () => {
    const flags = parseFlags(specs, [
      'a',
      '-ro',
      'x',
      '--env=1',
      '-e2',
      '-e=3',
      'b',
      '--ignore-paths',
      'p,q',
      '--ignore-paths=r',
      '--',
      '-o',
    ]);
    expect(flags.args).toEqual(['a', 'b', '-o']);
    expect(flags.text('output')).toBe('x');
    expect(flags.bool('recursive')).toBe(true);
    expect(flags.list('env')).toEqual(['1', '2', '3']);
    expect(flags.list('ignore-paths')).toEqual(['p', 'q', 'r']);
    expect(flags.has('old')).toBe(false);
  });

  it('tells once about a deprecated flag', () => {
    expect(parseFlags(specs, ['--old', '--old=f']).notices).toEqual([
      'Flag --old has been deprecated, use something else.\n',
    ]);
  });

  it.each([
    [['--nope'], 'unknown flag: --nope'],
    [['--__proto__=1'], 'unknown flag: --__proto__'],
    [['-rx'], "unknown shorthand flag: 'x' in -x"],
    [['-o'], "flag needs an argument: 'o' in -o"],
    [['--output'], 'flag needs an argument: --output'],
    [['---output'], 'bad flag syntax: ---output'],
    [['--=x'], 'bad flag syntax: --=x'],
    [
      ['--recursive=maybe'],
      'invalid argument "maybe" for "-r, --recursive" flag: strconv.ParseBool: parsing "maybe": invalid syntax',
    ],
  ])('says what is wrong with %j', (argv, message) => {
    expect(() => parseFlags(specs, argv)).toThrow(new FlagError(message));
  });
});
