import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { X509Certificate } from 'node:crypto';
import { runApiServerProcess } from './process';
import { readKubeconfig } from './testing/testApiServer';

describe('sluice apiserver', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'sluice-process-'));
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  async function run(args: string[]) {
    const controller = new AbortController();
    let stderr = '';
    const code = await runApiServerProcess(
      args,
      {},
      {
        stdout: () => controller.abort(),
        stderr: text => {
          stderr += text;
        },
        signal: controller.signal,
      },
    );
    return { code, stderr };
  }

  it('writes kubeconfigs that only their owner reads', async () => {
    const data = join(directory, 'data');
    const other = join(directory, 'jane.kubeconfig');
    const account = join(directory, 'bot.kubeconfig');
    const { code } = await run([
      '--data-dir',
      data,
      '--kubeconfig-for',
      `jane:devs,ops=${other}`,
      '--kubeconfig-for',
      `system:serviceaccount:team:bot=${account}`,
    ]);
    expect(code).toBe(0);
    const subjectOf = (file: string) =>
      new X509Certificate(
        readKubeconfig(readFileSync(file, 'utf8')).cert,
      ).subject.split('\n');
    expect(subjectOf(join(data, 'admin.kubeconfig'))).toEqual([
      'O=system:masters',
      'CN=kubernetes-admin',
    ]);
    expect(subjectOf(other)).toEqual(['O=devs', 'O=ops', 'CN=jane']);
    expect(subjectOf(account)).toEqual(['CN=system:serviceaccount:team:bot']);
    expect(statSync(other).mode % 0o1000).toBe(0o600);
  });

  it.each([
    [[]],
    [['--data-dir', 'x', '--port', 'y']],
    [['--nonsense']],
    [['--data-dir', 'x', '--kubeconfig-for', 'jane']],
  ])('explains itself when it is called with %j', async args => {
    const { code, stderr } = await run(args);
    expect(code).toBe(2);
    expect(stderr).toContain('usage: sluice apiserver');
  });
});
