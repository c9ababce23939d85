import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fluxCrds } from '@sluice/api/crds';
import { startApiServer } from '@sluice/apiserver';
import { judgePath, startControlPlane } from '@sluice/test-judges';
import { Client, connectionOf, readAll } from './client';
import { Kubectl } from './kubectl';
import { type Outcomes, Player } from './player';
import { normalise } from './normalise';
import { isPolled, type Play, stepName } from './play';

/** A server that plays can be played on. */
export class Server {
  readonly name: string;
  readonly #client: Client;
  readonly #kubectl: Kubectl;
  readonly #stop: () => Promise<void>;

  constructor(options: {
    name: string;
    client: Client;
    kubectl: Kubectl;
    stop: () => Promise<void>;
  }) {
    this.name = options.name;
    this.#client = options.client;
    this.#kubectl = options.kubectl;
    this.#stop = options.stop;
  }

  /** What comes of a play, with placeholders for what differs between any two servers. */
  async play(play: Play): Promise<Outcomes> {
    const player = new Player(this.#client, this.#kubectl);
    const polled = play.steps.filter(isPolled).map(stepName);
    return normalise(await player.play(play), new Set(polled));
  }

  /** Installs the definitions of Flux and waits until they are served. */
  async installDefinitions(): Promise<void> {
    for (const crd of fluxCrds()) {
      const response = await this.#client.open({
        method: 'POST',
        path: '/apis/apiextensions.k8s.io/v1/customresourcedefinitions',
        as: 'admin',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(crd),
      });
      const text = await readAll(response);
      if (response.statusCode !== 201)
        throw new Error(`${this.name}: a definition was refused: ${text}`);
    }
    await new Player(this.#client, this.#kubectl).play({
      name: 'definitions',
      steps: fluxCrds().map(({ spec: { group, names } }) => ({
        until: names.plural,
        get: `/apis/${group}/v1/${names.plural}`,
        field: 'code',
        equals: 200,
      })),
    });
  }

  async stop(): Promise<void> {
    this.#client.close();
    await this.#stop();
  }
}

/** The API server of this repository, in this process, without nodes. */
export async function startEmbedded(): Promise<Server> {
  const directory = await mkdtemp(join(tmpdir(), 'sluice-conformance-'));
  const server = await startApiServer({ nodes: false, log: () => {} });
  const kubeconfig = server.kubeconfig('kubernetes-admin', ['system:masters']);
  const file = join(directory, 'kubeconfig');
  await writeFile(file, kubeconfig, { mode: 0o600 });
  return new Server({
    name: 'embedded',
    client: new Client(connectionOf(kubeconfig)),
    kubectl: kubectlIn(directory, file),
    async stop() {
      await server.stop();
      await rm(directory, { recursive: true, force: true });
    },
  });
}

/** The original, as a control plane without nodes. */
export async function startReal(): Promise<Server> {
  const directory = await mkdtemp(join(tmpdir(), 'sluice-conformance-'));
  const plane = await startControlPlane();
  return new Server({
    name: 'real',
    client: new Client(connectionOf(await readFile(plane.kubeconfig, 'utf8'))),
    kubectl: kubectlIn(directory, plane.kubeconfig),
    async stop() {
      await plane.stop();
      await rm(directory, { recursive: true, force: true });
    },
  });
}

function kubectlIn(directory: string, kubeconfig: string): Kubectl {
  return new Kubectl({
    program: judgePath('kubectl'),
    home: join(directory, 'home'),
    kubeconfig,
  });
}
