import { spawnSync } from 'node:child_process';
import {
  completionBash,
  completionFish,
  completionPowershell,
  completionZsh,
} from './completionScripts';
import { TestRun } from './testing';

const test = new TestRun('/');

/** What bash offers for a line, in which `sluice helm` answers what is given, and tells what it was asked. */
async function offers(
  words: readonly string[],
  answer: string,
): Promise<{ offered: string[]; asked: string; options: string }> {
  const { out } = await test.run(completionBash, []);
  const line = words.join('');
  const split = words.map(word => word.trim()).filter(Boolean);
  if (line.endsWith(' ')) split.push('');
  const harness = `
compopt() { options+="$* "; }
sluice() { if [[ $1 == help ]]; then printf '  build  B\\n  helm  H\\n'; else printf '<%s>' "$@" >&3; printf '%s' "$ANSWER"; fi; }
COMP_LINE=$1; COMP_POINT=\${#1}; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
__sluice_complete 3>&2 2>/dev/null
printf '%s\\n' "$options" "\${COMPREPLY[@]}"
`;
  const { stdout, stderr } = spawnSync(
    'bash',
    ['-c', `${out}\n${harness}`, 'bash', line, ...split],
    { encoding: 'utf8', env: { PATH: process.env.PATH, ANSWER: answer } },
  );
  const [options, ...offered] = stdout.trimEnd().split('\n');
  const asked = /<.*>/.exec(stderr)?.[0] ?? '';
  return { offered, asked, options: options.trim() };
}

describe('the completion script of bash', () => {
  it('offers the words that fit, with what they are', async () => {
    expect(
      await offers(
        ['sluice ', 'helm ', 'l'],
        'lint\tLint it\nlist\tList it\nshow\tNo\n:4\n',
      ),
    ).toEqual({
      offered: ['lint  (Lint it)', 'list  (List it)'],
      asked: '<helm><__complete><l>',
      options: '+o default',
    });
  });

  it('leaves what the only word is', async () => {
    const { offered, asked } = await offers(
      ['sluice ', 'template ', 'x '],
      'one web\tAn alpine\n:2\n',
    );
    expect(offered).toEqual(['one\\ web']);
    expect(asked).toBe('<helm><__complete><template><x><>');
  });

  it('joins what bash has split, and completes behind it', async () => {
    const flag = await offers(
      ['sluice ', 'helm ', 'list ', '--output', '=', 'j'],
      'json\tJ\ntable\tT\n:4\n',
    );
    expect(flag.asked).toBe('<helm><__complete><list><--output=j>');
    expect(flag.offered).toEqual(['json']);
    const url = await offers(
      ['sluice ', 'helm ', 'pull ', 'oci', ':', '//h'],
      'oci://host\n:6\n',
    );
    expect(url.asked).toBe('<helm><__complete><pull><oci://h>');
    expect(url.offered).toEqual(['//host']);
    expect(url.options).toBe('-o nospace +o default');
  });

  it('offers nothing after an error, and files where nothing is known', async () => {
    expect(
      (await offers(['sluice ', 'helm ', 'x '], 'a\n:1\n')).offered,
    ).toEqual([]);
    expect((await offers(['sluice ', 'helm ', 'x '], ':0\n')).options).toBe(
      '-o default',
    );
    expect(
      (await offers(['sluice ', 'build ', 'x'], 'a\n:4\n')).offered,
    ).toEqual([]);
    expect((await offers(['sluice ', 'h'], '')).offered).toEqual(['helm']);
  });
});

describe('the completion scripts', () => {
  it.each([
    [completionBash],
    [completionFish],
    [completionPowershell],
    [completionZsh],
  ])('ask for descriptions or not', async command => {
    const { out } = await test.run(command, []);
    expect(out).toContain('sluice helm __complete ');
    const { out: bare } = await test.run(command, ['--no-descriptions']);
    expect(bare).toContain('sluice helm __completeNoDesc ');
    expect((await test.run(command, ['x'])).code).toBe(1);
  });
});
