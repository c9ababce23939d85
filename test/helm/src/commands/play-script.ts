import { connect, runHelm } from '@sluice/cli/helm';
import { join } from 'node:path';
import { differences } from '../difference';
import type { HelmActor } from '../helm-actor';
import { type Verdict, writeCharts } from '../play';
import type { Server } from '../server';
import { type Answer, type Script, wordsOf } from './command-line';
import { masked } from './mask';

type Run = (argv: readonly string[]) => Promise<Answer>;

function helmRun(helm: HelmActor): Run {
  return async argv => {
    const { code, stdout, stderr } = await helm.run(argv).ended;
    return { code: code ?? -1, stdout, stderr };
  };
}

function sluiceRun(options: { kubeconfig: string; directory: string }): Run {
  return async argv => {
    const answer: Answer = { code: 0, stdout: '', stderr: '' };
    answer.code = await runHelm({
      argv,
      env: { HOME: options.directory, KUBECONFIG: options.kubeconfig },
      cwd: options.directory,
      signal: new AbortController().signal,
      now: () => new Date(),
      readInput: () => '',
      stdout: text => {
        answer.stdout += text;
      },
      stderr: text => {
        answer.stderr += text;
      },
      connect,
    });
    return answer;
  };
}

/** Plays a script in a namespace of its own; the masked answers of its command lines. */
async function playWith(
  run: Run,
  script: Script,
  options: { server: Server; namespace: string; charts: string },
): Promise<Answer[]> {
  const { namespace, charts } = options;
  const { client, kubeconfig } = options.server;
  await client.create({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: namespace },
  });
  const answers: Answer[] = [];
  for (const line of script.lines) {
    if (typeof line !== 'string') {
      await line.edit({ client, namespace });
      continue;
    }
    const argv = wordsOf(line.replaceAll('CHARTS', charts));
    const answer = await run([
      ...argv,
      ...['--namespace', namespace, '--kubeconfig', kubeconfig],
    ]);
    answers.push(masked(answer, namespace));
  }
  return answers;
}

/** Plays a script with both programs, and compares what they print and how they end. */
export async function playScript(
  script: Script,
  options: { server: Server; helm: HelmActor; directory: string },
): Promise<Verdict> {
  const { server, helm, directory } = options;
  const charts = join(directory, `script-${script.name}`);
  await writeCharts(script, charts);
  const play = (run: Run, who: string) =>
    playWith(run, script, {
      server,
      charts,
      // Equally long: columns are as wide as their widest cell.
      namespace: `script-${script.name}-${who}`,
    });
  const expected = await play(helmRun(helm), 'a');
  const { kubeconfig } = server;
  const actual = await play(sluiceRun({ kubeconfig, directory }), 'b');
  const commands = script.lines.filter(line => typeof line === 'string');
  return {
    title: `commands: ${script.name}`,
    differences: commands.flatMap((line, i) =>
      differences(expected[i], actual[i], `‘${line}’`),
    ),
  };
}
