import {
  type ControllerFlags,
  controllerFlags,
  parseAddress,
} from './controllerFlags';
import { describeFlags, FlagError, parseFlags } from './flagParser';

function parse(...argv: string[]): ControllerFlags {
  return parseFlags(controllerFlags, argv).values;
}

describe('flags of the controllers', () => {
  it("have Flux's defaults", () => {
    const flags = parse();
    expect(flags['requeue-dependency']).toBe(30_000);
    expect(flags['min-retry-delay']).toBe(750);
    expect(flags['max-retry-delay']).toBe(900_000);
    expect(flags['leader-election-lease-duration']).toBe(35_000);
    expect(flags['runtime-namespace']).toBe('flux-system');
    expect(flags['feature-gates'].get('StrictPostBuildSubstitutions')).toBe(
      true,
    );
  });

  it("are read as Go's are", () => {
    const flags = parse(
      '--concurrent=8',
      '--watch-all-namespaces=false',
      '--no-cross-namespace-refs',
      '--requeue-dependency',
      '1m30s',
      '-default-service-account=flux',
      '--feature-gates=ExternalArtifact=true,DisableFailFastBehavior=true',
      '--concurrent=9',
    );
    expect(flags.concurrent).toBe(9);
    expect(flags['watch-all-namespaces']).toBe(false);
    expect(flags['no-cross-namespace-refs']).toBe(true);
    expect(flags['requeue-dependency']).toBe(90_000);
    expect(flags['default-service-account']).toBe('flux');
    expect(flags['feature-gates'].get('ExternalArtifact')).toBe(true);
    expect(flags['feature-gates'].get('GroupChangeLog')).toBe(false);
  });

  it.each([
    [['--nope'], 'unknown flag: --nope'],
    [['--__proto__=x'], 'unexpected argument "--__proto__=x"'],
    [['--constructor=x'], 'unknown flag: --constructor'],
    [['--kubeconfig'], 'flag needs an argument: --kubeconfig'],
    [['file'], 'unexpected argument "file"'],
    [
      ['--concurrent=many'],
      'invalid argument "many" for --concurrent: wants a whole number from 1 to 256',
    ],
    [
      ['--watch-all-namespaces=perhaps'],
      'invalid argument "perhaps" for --watch-all-namespaces: wants true or false',
    ],
    [
      ['--feature-gates=Magic=true'],
      'invalid argument "Magic=true" for --feature-gates: feature-gate \'Magic\' not supported',
    ],
    [
      ['--log-encoding=xml'],
      'invalid argument "xml" for --log-encoding: wants one of json, console',
    ],
  ])('say what is wrong with %j', (argv, message) => {
    expect(() => parse(...argv)).toThrow(new FlagError(message));
  });

  it('know addresses', () => {
    expect(parseAddress(':8080')).toEqual({ host: '::', port: 8080 });
    expect(parseAddress('[::1]:0')).toEqual({ host: '::1', port: 0 });
    expect(parseAddress('localhost:99')).toEqual({
      host: 'localhost',
      port: 99,
    });
    expect(parseAddress('0')).toBeUndefined();
    expect(() => parseAddress('8080')).toThrow(FlagError);
    expect(() => parseAddress(':99999')).toThrow(FlagError);
  });

  it('are all described', () => {
    const lines = describeFlags(controllerFlags).split('\n');
    expect(lines).toHaveLength(Object.keys(controllerFlags).length);
    for (const line of lines) expect(line).toMatch(/^ {2}--[a-z-]+ .*\w{3}/);
  });
});
