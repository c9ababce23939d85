import { existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import {
  KubernetesClient,
  connectionFromKubeconfigFile,
  createClient,
} from '@sluice/kubernetes/client';
import { type ControlPlane, startControlPlane } from '@sluice/test-judges';
import { Browser, chromium } from 'playwright-core';
import { Checks, assert } from './checks';
import { Demo, root } from './demo';
import { startKubelet } from './kubelet';
import { takePictures } from './pictures';
import { walk } from './tour';
import { Visitors } from './visitors';

const shots = join(root, '.sluice', 'e2e');

const { values: options } = parseArgs({
  options: {
    server: { type: 'string', default: 'embedded' },
    pictures: { type: 'string' },
  },
});

/** What has been started; ended in the reverse order, whatever happens. */
class Stage {
  readonly demo = new Demo();
  plane: ControlPlane | undefined;
  client: KubernetesClient | undefined;
  kubelet: { stop(): Promise<void> } | undefined;
  browser: Browser | undefined;
  visitors: Visitors | undefined;

  async end(): Promise<void> {
    await this.browser?.close();
    await this.kubelet?.stop();
    await this.client?.close();
    this.browser = undefined;
    this.kubelet = undefined;
    this.client = undefined;
  }
}

async function clientOf(kubeconfig: string): Promise<KubernetesClient> {
  return createClient({
    connection: await connectionFromKubeconfigFile(kubeconfig),
  });
}

async function setUp(stage: Stage): Promise<void> {
  if (options.server === 'real') {
    stage.plane = await startControlPlane();
    stage.client = await clientOf(stage.plane.kubeconfig);
    stage.kubelet = startKubelet(stage.client);
    await stage.demo.start(['--kubeconfig', stage.plane.kubeconfig]);
  } else {
    await stage.demo.start();
    stage.client = await clientOf(stage.demo.kubeconfig);
  }
  const browsers = [process.env.CHROMIUM, '/usr/bin/chromium'];
  stage.browser = await chromium.launch({
    executablePath: browsers.find(path => path && existsSync(path)),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
  stage.visitors = new Visitors(stage.browser, stage.demo, shots);
}

/** Lines that nobody wants to read in a terminal. */
function unreadable(output: string): string[] {
  return output
    .split('\n')
    .filter(line => line.length > 240 || /[{[]"|"[}\]]/.test(line));
}

async function main(): Promise<number> {
  mkdirSync(shots, { recursive: true });
  const stage = new Stage();
  const { demo } = stage;
  let failures = 0;
  const checks = new Checks(async () => {
    failures += 1;
    const files = (await stage.visitors?.shootAll(`failed-${failures}`)) ?? [];
    return [
      ...files.map(file => `picture: ${file}`),
      'the demo said last:',
      demo.tail(),
    ].join('\n');
  });
  process.stdout.write(`The tour on the ${options.server} API server\n`);
  try {
    const isUp = await checks.check('the demo comes up', () => setUp(stage));
    const { visitors, client } = stage;
    if (isUp && visitors && client) {
      // What does not belong to a check must not end the whole run uncounted.
      try {
        await walk({
          checks,
          demo,
          visitors,
          client,
          onSight: async sight => {
            const { pictures } = options;
            if (pictures !== undefined) {
              await checks.check(`pictures: ${sight}`, () =>
                takePictures(visitors, demo, sight, resolve(pictures)),
              );
            }
          },
        });
      } catch (error) {
        await checks.check('the tour goes on', () => Promise.reject(error));
      }
      await checks.check("the demo's terminal is readable", async () => {
        const lines = unreadable(demo.output);
        assert(lines.length === 0, lines.slice(0, 5).join('\n'));
        return `${demo.output.split('\n').length} lines`;
      });
    }
    await stage.end();
    await checks.check('one Ctrl-C ends everything', async () => {
      const left = await demo.stop();
      assert(left === 0, `${left} processes are left`);
    });
    return checks.close();
  } finally {
    await stage.end();
    await demo.stop();
    await stage.plane?.stop();
  }
}

main().then(
  code => {
    process.exit(code);
  },
  error => {
    process.stdout.write(`${error instanceof Error ? error.stack : error}\n`);
    process.stdout.write('e2e: 0 passed, 1 failed\n');
    process.exit(1);
  },
);
