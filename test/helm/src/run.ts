import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { judgesAvailable } from '@sluice/test-judges';
import { HelmActor } from './helm-actor';
import { playKills } from './kills';
import { type Verdict, playStory } from './play';
import { playScript } from './commands/play-script';
import { scripts } from './commands/scripts';
import { runPods } from './pod-runner';
import { playRepositories } from './repositories';
import { type ServerKind, startServer } from './server';
import { SluiceActor } from './sluice-actor';
import { stories } from './stories';

const ofServer = [...[...stories, ...scripts].map(({ name }) => name), 'kills'];
const allNames = [...ofServer, 'repositories'];

const usage = `usage: node scripts/helm.mjs [--server embedded|real] [--only ${allNames.join(
  ',',
)}]
`;

/** Differences of one comparison that are printed. */
const shown = 12;

interface Score {
  passed: number;
  failed: number;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

function report(
  kind: ServerKind | 'no server',
  verdicts: readonly Verdict[],
  score: Score,
): void {
  for (const { title, differences } of verdicts) {
    const same = differences.length === 0;
    print(`${same ? 'ok  ' : 'FAIL'} ${kind}: ${title}`);
    for (const line of differences.slice(0, shown)) print(`     ${line}`);
    if (same) score.passed += 1;
    else score.failed += 1;
  }
}

async function playOn(
  kind: ServerKind,
  names: readonly string[],
  score: Score,
): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'sluice-helm-'));
  const server = await startServer(kind);
  const pods = runPods(server.client);
  try {
    const helm = new HelmActor(server.kubeconfig, directory);
    const sluice = new SluiceActor(server.client);
    for (const story of stories.filter(({ name }) => names.includes(name))) {
      if (kind === 'real' && story.onlyEmbedded) continue;
      const steps = story.steps.filter(
        step => kind === 'real' || !step.onlyReal,
      );
      const verdicts = await playStory(
        { ...story, steps },
        [[helm], [sluice], [helm, sluice], [sluice, helm]],
        { client: server.client, directory },
      );
      report(kind, verdicts, score);
    }
    for (const script of scripts.filter(({ name }) => names.includes(name))) {
      if (kind === 'embedded' && script.onlyReal) continue;
      const options = { server, helm, directory };
      report(kind, [await playScript(script, options)], score);
    }
    if (names.includes('kills')) {
      const kills = await playKills(server, [helm, sluice], {
        directory,
      });
      report(kind, kills, score);
    }
  } finally {
    await pods.stop();
    await server.stop();
    await rm(directory, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: { server: { type: 'string' }, only: { type: 'string' } },
  });
  const { server } = values;
  const names = values.only?.split(',') ?? allNames;
  const known =
    server === undefined || server === 'embedded' || server === 'real';
  if (!known || names.some(name => !allNames.includes(name))) {
    process.stderr.write(usage);
    return 2;
  }
  const { available, missing } = judgesAvailable(
    names.some(name => ofServer.includes(name))
      ? ['helm', 'etcd', 'kube-apiserver', 'kube-controller-manager']
      : ['helm'],
  );
  const score: Score = { passed: 0, failed: 0 };
  if (!available) {
    print(
      `FAIL the judges are missing: ${missing.join(
        ', ',
      )}. Build them with: node test/judges/build.mjs`,
    );
    score.failed += 1;
  } else {
    if (names.includes('repositories')) {
      report('no server', await playRepositories(), score);
    }
    const kinds: ServerKind[] = server ? [server] : ['embedded', 'real'];
    if (names.some(name => ofServer.includes(name))) {
      for (const kind of kinds) await playOn(kind, names, score);
    }
  }
  print(`helm: ${score.passed} passed, ${score.failed} failed`);
  return score.failed === 0 ? 0 : 1;
}

main().then(
  code => process.exit(code),
  (error: unknown) => {
    print(error instanceof Error ? error.stack ?? '' : String(error));
    print('helm: 0 passed, 1 failed');
    process.exit(1);
  },
);
