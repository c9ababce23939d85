import { gunzipSync, gzipSync } from 'node:zlib';
import type { UnstructuredObject } from '@sluice/kubernetes';
import type { EditContext, Step, Story } from '../step';
import { hook, plainChart } from './charts';

const charts = {
  one: plainChart('1.0.0', { 'templates/hook.yaml': hook('a', 'pre-install') }),
  two: plainChart('2.0.0', { 'templates/hook.yaml': hook('b', 'pre-upgrade') }),
};

function storedName(revision: number): string {
  return `sh.helm.release.v1.web.v${revision}`;
}

async function secretOf(
  { client, namespace }: EditContext,
  revision: number,
): Promise<UnstructuredObject> {
  const name = storedName(revision);
  const ref = { apiVersion: 'v1', kind: 'Secret', namespace, name };
  const secret = await client.get<UnstructuredObject>(ref);
  if (!secret) throw new Error(`no ${name}`);
  return secret;
}

/** What is stored of a revision, but for the base64 of the Secret itself. */
function storedText({ data }: UnstructuredObject): string {
  const found =
    typeof data === 'object' && data !== null && 'release' in data
      ? data.release
      : '';
  return Buffer.from(String(found), 'base64').toString('latin1');
}

function jsonOf(secret: UnstructuredObject): string {
  return gunzipSync(Buffer.from(storedText(secret), 'base64')).toString();
}

function pack(json: string): string {
  return gzipSync(json).toString('base64');
}

/** Stores something else for a revision. */
function damage(
  title: string,
  revision: number,
  change: (json: string) => string,
): Step {
  return {
    title,
    do: 'edit',
    async edit(context) {
      const secret = await secretOf(context, revision);
      const text = change(jsonOf(secret));
      await context.client.update({
        ...secret,
        data: { release: Buffer.from(text, 'latin1').toString('base64') },
      });
    },
  };
}

function relabel(revision: number, labels: Record<string, string>): Step {
  return {
    title: 'labels that say something else',
    do: 'edit',
    async edit(context) {
      const secret = await secretOf(context, revision);
      const { metadata } = secret;
      await context.client.update({
        ...secret,
        metadata: { ...metadata, labels: { ...metadata.labels, ...labels } },
      });
    },
  };
}

function remove(revision: number): Step {
  return {
    title: `revision ${revision} is lost`,
    do: 'edit',
    async edit({ client, namespace }) {
      const name = storedName(revision);
      await client.delete({
        apiVersion: 'v1',
        kind: 'Secret',
        namespace,
        name,
      });
    },
  };
}

const install: Step = { title: 'install', do: 'install', chart: 'one' };
const upgrade: Step = { title: 'upgrade', do: 'upgrade', chart: 'two' };
const back: Step = { title: 'roll back', do: 'rollback' };
const toFirst: Step = { title: 'roll back to 1', do: 'rollback', version: 1 };
const uninstall: Step = { title: 'uninstall', do: 'uninstall' };

function changed(pattern: RegExp, replacement: string) {
  return (json: string) => pack(json.replace(pattern, replacement));
}

const damages: Readonly<Record<string, (json: string) => string>> = {
  base64: () => '@@@ this is no base64 @@@',
  gzip: () => Buffer.from('\x1f\x8b\x08 no gzip', 'latin1').toString('base64'),
  json: () => pack('{"name": '),
  list: () => pack('[]'),
  text: () => pack('"web"'),
  nothing: () => '',
  uncompressed: json => Buffer.from(json).toString('base64'),
  status: changed(/"status":"[^"]*"/, '"status":"weird"'),
  version: changed(/"version":\d+(?=,"namespace")/, '"version":7'),
  words: changed(/"version":\d+(?=,"namespace")/, '"version":"two"'),
  name: changed(/"name":"web","info"/, '"name":"other","info"'),
  chart: changed(/"chart":\{/, '"chart":null,"was":{'),
  manifest: changed(/"manifest":"/, '"manifest":"no: yaml: at all\\n'),
};

/** What is stored of a release is damaged: the last revision, then what comes of it. */
const damaged: readonly Story[] = Object.entries(damages).map(
  ([name, change]): Story => ({
    name: `damaged-${name}`,
    release: 'web',
    charts,
    steps: [
      install,
      upgrade,
      damage(`revision 2 has another ${name}`, 2, change),
      upgrade,
      back,
      uninstall,
      install,
    ],
  }),
);

/** Revisions are lost, and labels say something else than what they are on. */
const lost: readonly Story[] = [
  {
    name: 'lost-last',
    release: 'web',
    charts,
    steps: [install, upgrade, remove(2), back, upgrade, uninstall],
  },
  {
    name: 'lost-first',
    release: 'web',
    charts,
    steps: [install, upgrade, remove(1), toFirst, back, upgrade, uninstall],
  },
  {
    name: 'lost-all',
    release: 'web',
    charts,
    steps: [install, remove(1), upgrade, uninstall, install],
  },
  {
    name: 'relabelled-pending',
    release: 'web',
    charts,
    steps: [install, relabel(1, { status: 'pending-upgrade' }), upgrade, back],
  },
  {
    name: 'relabelled-failed',
    release: 'web',
    charts,
    steps: [
      install,
      upgrade,
      relabel(2, { status: 'failed', version: 'x' }),
      upgrade,
      back,
      uninstall,
    ],
  },
  {
    name: 'relabelled-name',
    release: 'web',
    charts,
    steps: [
      install,
      relabel(1, { name: 'other' }),
      upgrade,
      install,
      uninstall,
    ],
  },
];

/** As many revisions are kept as is said, and a release that is too large leaves all as it was. */
const bounds: readonly Story[] = [
  ...[0, 1, 2, -1].map(
    (historyMax): Story => ({
      name: `history-${historyMax < 0 ? 'negative' : historyMax}`,
      release: 'web',
      charts,
      steps: [
        install,
        { ...upgrade, flags: { historyMax } },
        { ...upgrade, flags: { historyMax } },
        { ...back, flags: { historyMax } },
        { ...upgrade, flags: { historyMax } },
      ],
    }),
  ),
];

function alike(story: Story): Story {
  return {
    ...story,
    onlyEmbedded: 'a Secret is a Secret: one of the kind is played on both',
  };
}

/** Of what is stored of releases when something else has been at it. */
export const damageStories: readonly Story[] = [
  ...damaged.map((story, i) => (i === 0 ? story : alike(story))),
  ...lost.map((story, i) => (i === 0 ? story : alike(story))),
  ...bounds,
];
