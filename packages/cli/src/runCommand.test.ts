import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ApiServer, startApiServer } from '@sluice/apiserver';
import { type Command, type CommandEntry, UsageError } from './command';
import { commands as entries } from './commands';
import { apiserver } from './commands/apiserver';
import { controllers } from './commands/controllers';
import { install } from './commands/install';
import { version } from './commands/version';
import { runCommand } from './runCommand';

const { signal } = new AbortController();
// Jest has no dynamic import: here the same code is loaded at once.
const loaded = new Map<string, Command>(
  Object.entries({ apiserver, controllers, install, version }),
);
const commands = entries.map(entry => ({
  ...entry,
  load: async () => {
    const command = loaded.get(entry.name);
    return command ?? entry.load();
  },
}));

async function sluice(argv: string[], available = commands) {
  let out = '';
  let err = '';
  const code = await runCommand(available, {
    argv,
    env: {},
    signal,
    stdout: text => {
      out += text;
    },
    stderr: text => {
      err += text;
    },
  });
  return { code, out, err };
}

describe('sluice', () => {
  it('lists its commands', async () => {
    for (const argv of [['help'], ['--help'], ['-h']]) {
      const { code, out, err } = await sluice(argv);
      expect([code, err]).toEqual([0, '']);
      for (const { name, summary } of commands)
        expect(out).toMatch(new RegExp(`^  ${name} +${summary}$`, 'm'));
    }
    const { code, out, err } = await sluice([]);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain('usage: sluice COMMAND');
  });

  it('prints its version', async () => {
    expect(await sluice(['version'])).toEqual({
      code: 0,
      out: expect.stringMatching(/^sluice \d+\.\d+\.\d+\n$/),
      err: '',
    });
    expect((await sluice(['version', 'x'])).code).toBe(2);
  });

  it.each([
    [
      ['contrlers'],
      2,
      'sluice: unknown command "contrlers"\nDid you mean \'controllers\'?',
    ],
    [['__proto__'], 2, 'sluice: unknown command "__proto__"'],
    [['controllers', '--nope'], 2, 'sluice controllers: unknown flag: --nope'],
    [['install', '--nope'], 2, "sluice install: Unknown option '--nope'"],
    [['install', 'now'], 2, 'sluice install: Unexpected argument'],
    [['install', '--kubeconfig', '/none/kubeconfig'], 1, 'sluice install: '],
  ])('says what is wrong with %j', async (argv, code, text) => {
    const answer = await sluice(argv);
    expect(answer.code).toBe(code);
    expect(answer.err).toContain(text);
    expect(answer.out).toBe('');
  });

  it.each(['controllers', 'install'])('says what %s takes', async name => {
    for (const argv of [
      [name, '--help'],
      ['help', name],
    ]) {
      const { code, out } = await sluice(argv);
      expect(code).toBe(0);
      expect(out).toMatch(new RegExp(`^usage: sluice ${name} `));
    }
  });

  it('loads only the command that is run, and tells its failure in a line', async () => {
    const ran: string[] = [];
    const failing = (name: string, error: Error): CommandEntry => ({
      name,
      summary: name,
      load: async () => {
        ran.push(name);
        return {
          run: async () => {
            throw error;
          },
        };
      },
    });
    const own = [
      failing('one', new Error('broken')),
      failing('two', new UsageError('wrong')),
    ];
    expect(await sluice(['one'], own)).toEqual({
      code: 1,
      out: '',
      err: 'sluice one: broken\n',
    });
    expect(ran).toEqual(['one']);
    expect((await sluice(['two'], own)).code).toBe(2);
  });
});

describe('sluice install', () => {
  let root: string;
  let api: ApiServer;

  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), 'sluice-install-'));
    api = await startApiServer({ log: () => undefined });
    writeFileSync(
      join(root, 'kubeconfig'),
      api.kubeconfig('admin', ['system:masters']),
    );
  });
  afterAll(async () => {
    await api.stop();
    rmSync(root, { recursive: true });
  });

  it('installs everything, any number of times', async () => {
    const argv = ['install', '--kubeconfig', join(root, 'kubeconfig')];
    const dry = await sluice([...argv, '--dry-run']);
    expect(dry.code).toBe(0);
    expect(dry.out).toContain('Namespace flux-system applied (dry run)');
    for (const attempt of [1, 2]) {
      const { code, out, err } = await sluice(argv);
      expect([attempt, code, err]).toEqual([attempt, 0, '']);
      expect(out).toContain(
        'CustomResourceDefinition kustomizations.kustomize.toolkit.fluxcd.io applied\n',
      );
      expect(out).toMatch(/All kinds are served\n$/);
    }
  });
});
