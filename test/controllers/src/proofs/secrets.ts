import { readFileSync, readdirSync } from 'node:fs';
import { createServer } from 'node:http';
import { TestGitRepository, startGitHttpServer } from '@sluice/sources/testing';
import { check, pause } from '../eventually';
import {
  type FluxObject,
  configMap,
  gitRepositoryType,
  hasFailed,
  isReady,
  kustomizationType,
} from '../objects';
import type { Proof } from '../proof';
import type { Shard } from '../shard';
import { type Stage, withShard } from '../stage';

/** What must never be seen, by where it is planted. */
const planted = {
  basic: 'pla9ted-basic-Zk3vQ8',
  bearer: 'pla9ted-bearer-Wm7tR2',
  refused: 'pla9ted-refused-Hc5yN6',
  manifest: 'pla9ted-manifest-Xb4jL9',
  broken: 'pla9ted-broken-Df8sG1',
  substituted: 'pla9ted-substituted-Up2wE7',
};

/** A server that refuses, and tells everybody what it was shown. */
async function startGossip(): Promise<{ url: string; close(): void }> {
  const server = createServer((request, response) => {
    const shown = request.headers.authorization ?? '';
    const plain = Buffer.from(shown.split(' ')[1] ?? '', 'base64');
    response.writeHead(403, { 'content-type': 'text/plain' });
    response.end(`denied: ${shown} (${plain.toString()})\n`);
  });
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}/secret.git`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

function basic(password: string): string {
  return `Basic ${Buffer.from(`git:${password}`).toString('base64')}`;
}

async function secret(
  shard: Shard,
  name: string,
  stringData: Record<string, string>,
): Promise<void> {
  const object = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, namespace: shard.namespace },
    stringData,
  };
  await shard.client.create(object);
}

const manifests = {
  // One that is right.
  'secret/secret.yaml': `apiVersion: v1
kind: Secret
metadata:
  name: fine
stringData:
  token: ${planted.manifest}
`,
  // Types that the server refuses, in words with what it was given.
  'wrong-secret/secret.yaml': `apiVersion: v1
kind: Secret
metadata:
  name: wrong
data:
  token: "${planted.broken}"
`,
  'wrong-type/secret.yaml': `apiVersion: v1
kind: Secret
metadata:
  name: wrong-type
stringData: "${planted.broken}"
`,
  'not-yaml/secret.yaml': `apiVersion: v1
kind: Secret
metadata: {name: not-yaml}
stringData:
  token: "${planted.broken}
 other: [
`,
  'generated/kustomization.yaml': `secretGenerator:
- name: generated
  literals: ["${planted.broken}"]
`,
  // A value that is no name, number or YAML where it ends up.
  'bad-name/app.yaml':
    'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${TOKEN}_\n',
  'bad-number/app.yaml':
    'apiVersion: v1\nkind: Service\nmetadata:\n  name: bad\nspec:\n  ports:\n  - port: ${TOKEN}\n',
  'bad-yaml/app.yaml':
    'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ok\ndata:\n  key: ${BROKEN}\n',
  'bad-field/app.yaml':
    'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ok\n${TOKEN}: x\n',
  'bad-kind/app.yaml':
    'apiVersion: v1\nkind: ${TOKEN}\nmetadata:\n  name: ok\n',
  'bad-namespace/app.yaml':
    'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ok\n  namespace: ${TOKEN}\n',
  'substituted/app.yaml':
    'apiVersion: v1\nkind: Secret\nmetadata:\n  name: substituted\nstringData:\n  key: ${TOKEN}\n',
};

const suspicious = [
  'wrong-secret',
  'wrong-type',
  'not-yaml',
  'generated',
  'bad-name',
  'bad-number',
  'bad-yaml',
  'bad-field',
  'bad-kind',
  'bad-namespace',
];

/** All that the controllers let anybody see. */
async function seen(
  stage: Stage,
  shard: Shard,
  metrics: string,
): Promise<Map<string, string>> {
  const texts = new Map<string, string>();
  texts.set('the log', readFileSync(shard.logFile, 'utf8'));
  texts.set('the metrics', await (await fetch(metrics)).text());
  texts.set(
    'the names of artifacts',
    readdirSync(shard.storage, { recursive: true }).join('\n'),
  );
  for (const event of await shard.events())
    texts.set(
      `an event of ${event.involvedObject.kind}/${event.involvedObject.name}`,
      JSON.stringify(event),
    );
  for (const type of [gitRepositoryType, kustomizationType]) {
    const { items } = await stage.client.list<FluxObject>(type, {
      namespace: shard.namespace,
    });
    for (const object of items)
      texts.set(
        `the status of ${object.kind}/${object.metadata.name}`,
        JSON.stringify([object.status, object.metadata.annotations]),
      );
  }
  return texts;
}

function leaks(texts: ReadonlyMap<string, string>): string[] {
  const found: string[] = [];
  for (const [name, value] of Object.entries(planted)) {
    const forms = [
      value,
      Buffer.from(value).toString('base64').replace(/=+$/, ''),
      Buffer.from(`git:${value}`).toString('base64').replace(/=+$/, ''),
      encodeURIComponent(value),
    ];
    for (const [where, text] of texts) {
      const form = forms.find(f => text.includes(f));
      if (form !== undefined) {
        const at = text.indexOf(form);
        found.push(
          `${name} in ${where}: …${text.slice(
            Math.max(0, at - 160),
            at + 60,
          )}…`,
        );
      }
    }
  }
  return found;
}

export const secrets: Proof = {
  name: 'secrets',
  shards: ['secrets'],
  run: (stage, tell) =>
    withShard(stage, 'secrets', async shard => {
      const guarded = await startGitHttpServer({
        root: stage.gitRoot,
        authorizations: [basic(planted.basic), `Bearer ${planted.bearer}`],
      });
      const gossip = await startGossip();
      try {
        const repository = await TestGitRepository.create(
          stage.gitRoot,
          'guarded',
        );
        await repository.push({
          files: { ...manifests, 'plain/app.yaml': configMap('plain') },
        });
        const url = `${guarded.url}/${repository.name}`;
        await secret(shard, 'basic', {
          username: 'git',
          password: planted.basic,
        });
        await secret(shard, 'bearer', { bearerToken: planted.bearer });
        await secret(shard, 'refused', {
          username: 'git',
          password: planted.refused,
        });
        await secret(shard, 'refused-bearer', { bearerToken: planted.refused });
        await secret(shard, 'values', {
          TOKEN: planted.substituted,
          BROKEN: `"${planted.substituted}: [`,
        });
        const sources: [string, string, string][] = [
          ['src', url, 'basic'],
          ['bearer', url, 'bearer'],
          ['refused', url, 'refused'],
          ['gossip', gossip.url, 'refused'],
          ['gossip-bearer', gossip.url, 'refused-bearer'],
        ];
        const program = await shard.start('--log-level=debug');
        for (const [name, at, credentials] of sources)
          await shard.source(name, at, { secretRef: { name: credentials } });
        for (const name of ['src', 'bearer'])
          await shard.untilReady(shard.ref('GitRepository', name));
        const good = ['secret', 'substituted', 'plain'];
        for (const name of [...good, ...suspicious])
          await shard.kustomization(name, {
            path: `./${name}`,
            postBuild: {
              substituteFrom: [{ kind: 'Secret', name: 'values' }],
            },
          });
        for (const name of ['refused', 'gossip', 'gossip-bearer'])
          await shard.until(
            shard.ref('GitRepository', name),
            'to fail',
            hasFailed,
          );
        for (const name of good)
          await shard.untilReady(shard.ref('Kustomization', name));
        let failed = 0;
        for (const name of suspicious) {
          const object = await shard.until(
            shard.ref('Kustomization', name),
            'to be settled',
            o => hasFailed(o) || isReady(o),
          );
          if (hasFailed(object)) failed += 1;
        }
        check(failed >= 7, `only ${failed} failed`);
        // The last events are written in the background.
        await pause(1_500);
        const [, address] = await program.line(
          /Serving metrics.*"address":"([^"]+)"/,
        );
        const texts = await seen(stage, shard, `http://${address}/metrics`);
        const found = leaks(texts);
        check(
          found.length === 0,
          `secrets were shown:\n  ${found.join('\n  ')}`,
        );
        const size = [...texts.values()].reduce((n, t) => n + t.length, 0);
        tell(
          `${
            Object.keys(planted).length
          } tokens planted in Git credentials, Secrets and substitutions, with ${
            failed + 3
          } failures about them: none of them, nor its base64, is in ${
            texts.size
          } texts (${Math.round(
            size / 1024,
          )} KiB of log at debug level, metrics, events, statuses, names of artifacts)`,
        );
      } finally {
        gossip.close();
        await guarded.close();
      }
    }),
};
