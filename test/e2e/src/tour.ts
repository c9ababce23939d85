import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  KubernetesClient,
  connectionFromKubeconfigFile,
  createClient,
} from '@sluice/kubernetes/client';
import { Browser, Page, chromium } from 'playwright-core';
import { Checks, assert } from './checks';
import { Clone, Demo, root } from './demo';
import { startKubelet } from './kubelet';

const shots = join(root, '.sluice', 'e2e');
const patience = 60_000;

async function openAs(
  browser: Browser,
  demo: Demo,
  persona: string,
  options: { width?: number; dark?: boolean } = {},
): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: options.width ?? 1280, height: 1000 },
    colorScheme: options.dark ? 'dark' : 'light',
  });
  const page = await context.newPage();
  page.setDefaultTimeout(patience);
  await page.goto(demo.url);
  await page.getByRole('button', { name: `Act as ${persona}` }).click();
  // On a phone the menu's words are there but not shown.
  await page.getByText('Settings').first().waitFor({ state: 'attached' });
  return page;
}

const deliveries = async (demo: Demo, page: Page, component: string) => {
  await page.goto(`${demo.url}/catalog/default/component/${component}/gitops`);
  await page.getByRole('region', { name: 'Production' }).waitFor();
};
const production = (page: Page) =>
  page.getByRole('region', { name: 'Production' });

async function tour(demo: Demo, browser: Browser, client: KubernetesClient) {
  const checks = new Checks();
  const clone = new Clone(demo);
  const pia = await openAs(browser, demo, 'Pia');
  const shoot = (page: Page, name: string) =>
    page.screenshot({ path: join(shots, `${name}.png`), fullPage: true });

  await checks.check('the card shows every environment', async () => {
    await pia.goto(`${demo.url}/catalog/default/component/payment-service`);
    const card = pia.getByRole('list', { name: 'Environments' });
    await card.waitFor();
    for (const title of ['Development', 'Staging', 'Production']) {
      await card.getByText(title).first().waitFor();
    }
    await shoot(pia, '1-card');
  });

  await checks.check('everything becomes ready by itself', async () => {
    await deliveries(demo, pia, 'payment-service');
    for (const title of ['Development', 'Staging', 'Production']) {
      await pia
        .getByRole('region', { name: title })
        .getByText('Ready', { exact: true })
        .first()
        .waitFor();
    }
    await shoot(pia, '2-tab');
  });

  await checks.check(
    'while the stream is open nothing is asked by the clock',
    async () => {
      await pia.getByText('Live', { exact: true }).first().waitFor();
      await pia.waitForTimeout(3_000);
      const asked: string[] = [];
      const listen = (request: { url(): string }) => {
        if (request.url().includes('/api/gitops')) asked.push(request.url());
      };
      pia.on('request', listen);
      await pia.waitForTimeout(15_000);
      pia.off('request', listen);
      assert(asked.length === 0, `asked ${asked.join(', ')}`);
      return '15 s, 0 requests';
    },
  );

  await checks.check('a push shows without a reload', async () => {
    clone.edit('apps/overlays/production/payments/kustomization.yaml', text =>
      text.replace('newTag: 1.4.2', 'newTag: 1.4.3'),
    );
    const started = Date.now();
    const commit = clone.push('Release payment-service 1.4.3');
    await production(pia).getByText('1.4.3').first().waitFor();
    await production(pia).getByText(commit).first().waitFor();
    await production(pia).getByText('Vera Visitor').first().waitFor();
    await shoot(pia, '3-pushed');
    return `after ${Date.now() - started} ms`;
  });

  await checks.check(
    'drift is put back within two seconds, and said',
    async () => {
      await production(pia)
        .getByText('Ready', { exact: true })
        .first()
        .waitFor();
      const { stdout, stderr, status } = spawnSync(
        './sluice',
        ['demo', 'drift', '--kubeconfig', demo.kubeconfig],
        { cwd: root, encoding: 'utf8' },
      );
      assert(status === 0, stdout + stderr);
      const milliseconds = Number(/Put back after (\d+) ms/.exec(stdout)?.[1]);
      assert(milliseconds < 2_000, `put back after ${milliseconds} ms`);
      await production(pia)
        .getByText(/was changed by .* and put back/)
        .first()
        .waitFor();
      await shoot(pia, '4-drift');
      return `${milliseconds} ms`;
    },
  );

  const service = {
    apiVersion: 'v1',
    kind: 'Service',
    namespace: 'payments-production',
    name: 'invoice-service',
  };
  const until = async (what: string, holds: () => Promise<boolean>) => {
    const deadline = Date.now() + patience;
    while (!(await holds())) {
      assert(Date.now() < deadline, `${what}: not within ${patience} ms`);
      await pia.waitForTimeout(200);
    }
  };

  await checks.check('what Git no longer has is pruned', async () => {
    assert((await client.find(service)) !== undefined, 'there is no Service');
    clone.edit('apps/base/invoice-service/kustomization.yaml', text =>
      text.replace('  - service.yaml\n', ''),
    );
    clone.push('Invoice service needs no Service');
    await until(
      'pruned',
      async () => (await client.find(service)) === undefined,
    );
  });

  const uma = await openAs(browser, demo, 'Uma', { dark: true });
  await checks.check(
    'a broken manifest is named with file and line, and nothing is pruned',
    async () => {
      const before = await client.list({
        apiVersion: 'apps/v1',
        kind: 'Deployment',
      });
      clone.edit(
        'apps/base/payment-service/deployment.yaml',
        text => `${text}  broken: [\n`,
      );
      clone.push('Oops');
      await production(pia)
        .getByText(/apps\/base\/payment-service\/deployment\.yaml/)
        .first()
        .waitFor();
      await production(pia)
        .getByText(/line \d+/)
        .first()
        .waitFor();
      const kustomization = await client.get<{
        apiVersion: string;
        kind: string;
        metadata: { name?: string };
        status?: {
          conditions?: { type: string; status: string; reason: string }[];
        };
      }>({
        apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
        kind: 'Kustomization',
        namespace: 'flux-system',
        name: 'apps-production',
      });
      const ready = kustomization.status?.conditions?.find(
        ({ type }) => type === 'Ready',
      );
      assert(
        ready?.status === 'False' && ready.reason === 'BuildFailed',
        `Ready is ${ready?.status} ${ready?.reason}`,
      );
      const after = await client.list({
        apiVersion: 'apps/v1',
        kind: 'Deployment',
      });
      assert(
        after.items.length === before.items.length,
        'something was pruned',
      );
      await shoot(pia, '5-broken');
      return 'BuildFailed';
    },
  );

  await checks.check(
    "the other team's page keeps its health and names who blocks it",
    async () => {
      await deliveries(demo, uma, 'user-service');
      await production(uma)
        .getByText(/blocked by Payment service/i)
        .first()
        .waitFor();
      await production(uma)
        .getByText('Healthy', { exact: true })
        .first()
        .waitFor();
      await production(uma)
        .getByText(/team-payments/)
        .first()
        .waitFor();
      await shoot(uma, '6-blocked-dark');
    },
  );

  await checks.check('it recovers when the commit is reverted', async () => {
    clone.revert();
    await production(pia).getByText('Ready', { exact: true }).first().waitFor();
  });

  await checks.check(
    'a team may not suspend what others share, and is told why',
    async () => {
      const button = production(pia).getByRole('button', { name: /^Suspend/ });
      assert(
        (await button.getAttribute('aria-disabled')) === 'true' ||
          (await button.isDisabled()),
        'Suspend is enabled',
      );
      const id = await button.getAttribute('aria-describedby');
      const reason = id
        ? await pia.locator(`[id="${id.split(' ')[0]}"]`).textContent()
        : '';
      assert(/Only platform/.test(reason ?? ''), `the reason is "${reason}"`);
      return reason ?? '';
    },
  );

  const paula = await openAs(browser, demo, 'Paula');
  await checks.check(
    'the owner suspends, with a look at whom it affects',
    async () => {
      await deliveries(demo, paula, 'payment-service');
      await production(paula)
        .getByRole('button', { name: /^Suspend/ })
        .click();
      const dialog = paula.getByRole('dialog');
      await dialog.getByText('User service').first().waitFor();
      await shoot(paula, '7-suspend');
      await dialog
        .getByRole('button', { name: /suspend/i })
        .last()
        .click();
      await production(paula)
        .getByText('Suspended', { exact: true })
        .first()
        .waitFor();
      await production(pia)
        .getByText('Suspended', { exact: true })
        .first()
        .waitFor();
    },
  );

  await checks.check('the owner resumes and reconciles', async () => {
    await production(paula)
      .getByRole('button', { name: /^Resume/ })
      .click();
    const dialog = paula.getByRole('dialog');
    await dialog
      .getByRole('button', { name: /resume/i })
      .last()
      .click({ timeout: 5_000 });
    await production(paula)
      .getByText('Ready', { exact: true })
      .first()
      .waitFor();
    await production(paula)
      .getByRole('button', { name: /^Reconcile/ })
      .click();
    await paula
      .getByRole('dialog')
      .getByRole('button', { name: /reconcile/i })
      .last()
      .click({ timeout: 5_000 });
    await until('handled', async () => {
      const object = await client.get<{
        apiVersion: string;
        kind: string;
        metadata: { annotations?: Record<string, string> };
        status?: { lastHandledReconcileAt?: string };
      }>({
        apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
        kind: 'Kustomization',
        namespace: 'flux-system',
        name: 'apps-production',
      });
      const token =
        object.metadata.annotations?.['reconcile.fluxcd.io/requestedAt'];
      return (
        token !== undefined && object.status?.lastHandledReconcileAt === token
      );
    });
  });

  await checks.check('a stranger sees nothing of it', async () => {
    await uma.goto(
      `${demo.url}/catalog/default/component/payment-service/gitops`,
    );
    await uma.waitForTimeout(2_000);
    const text = await uma.locator('main, body').first().innerText();
    assert(!/1\.4\.3|payments-production/.test(text), 'something is shown');
  });

  await checks.check('it fits a phone', async () => {
    const phone = await openAs(browser, demo, 'Pia', { width: 320 });
    await deliveries(demo, phone, 'payment-service');
    const overflow = await production(phone).evaluate(
      element => element.scrollWidth - element.clientWidth,
    );
    await shoot(phone, '8-phone');
    assert(overflow <= 0, `${overflow} px too wide`);
  });
  return checks;
}

async function main(): Promise<number> {
  mkdirSync(shots, { recursive: true });
  const real = process.argv.includes('--server=real');
  const demo = new Demo();
  const plane = real
    ? await (await import('@sluice/test-judges')).startControlPlane()
    : undefined;
  let browser: Browser | undefined;
  let client: KubernetesClient | undefined;
  let kubelet: { stop(): Promise<void> } | undefined;
  try {
    if (plane) {
      client = createClient({
        connection: await connectionFromKubeconfigFile(plane.kubeconfig),
      });
      kubelet = startKubelet(client);
    }
    await demo.start(plane ? ['--kubeconfig', plane.kubeconfig] : []);
    client ??= createClient({
      connection: await connectionFromKubeconfigFile(demo.kubeconfig),
    });
    browser = await chromium.launch({
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
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
    process.stdout.write(
      `The tour on the ${real ? 'real' : 'embedded'} API server\n`,
    );
    const checks = await tour(demo, browser, client);
    await browser.close();
    browser = undefined;
    await kubelet?.stop();
    await client.close();
    await checks.check('one Ctrl-C ends everything', async () => {
      const left = await demo.stop();
      assert(left === 0, `${left} processes are left`);
    });
    return checks.close();
  } finally {
    await browser?.close();
    await demo.stop();
    await plane?.stop();
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
