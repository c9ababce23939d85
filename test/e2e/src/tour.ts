import { execFile } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import type { KubernetesClient } from '@sluice/kubernetes/client';
import type { Page } from 'playwright-core';
import { Checks, assert } from './checks';
import { Clone, Demo, root } from './demo';
import { disturbControllers } from './hostedControllers';
import { Visitors, badge, patience, production } from './visitors';

function runSluice(
  ...args: string[]
): Promise<{ status: number | string; stdout: string; stderr: string }> {
  return new Promise(done => {
    execFile('./sluice', args, { cwd: root }, (error, stdout, stderr) =>
      done({ status: error ? error.code ?? 1 : 0, stdout, stderr }),
    );
  });
}

/** What the tour is walked with. */
export interface Tour {
  checks: Checks;
  demo: Demo;
  visitors: Visitors;
  /** Of the cluster's administrator. */
  client: KubernetesClient;
  /** Called at the sights, in this order: for pictures. */
  onSight: (sight: 'ready' | 'blocked') => Promise<void>;
}

/** Walks through what the README promises; every promise is a check. */
export async function walk(tour: Tour): Promise<void> {
  const { checks, demo, visitors, client } = tour;
  const clone = new Clone(demo);
  const as = (persona: string) => visitors.page(persona);
  const shoot = (page: Page, name: string) => visitors.shoot(page, name);
  const putBack = async () => {
    const { stdout, stderr, status } = await runSluice(
      'demo',
      'drift',
      '--kubeconfig',
      demo.kubeconfig,
    );
    assert(status === 0, stdout + stderr);
    const milliseconds = Number(/Put back after (\d+) ms/.exec(stdout)?.[1]);
    assert(milliseconds < 2_000, `put back after ${milliseconds} ms`);
    return `put back after ${milliseconds} ms`;
  };

  await checks.check('the card shows every environment', async () => {
    const pia = await as('Pia');
    await pia.goto(`${demo.url}/catalog/default/component/payment-service`);
    const card = pia.getByRole('list', { name: 'Environments' });
    await card.waitFor();
    for (const title of ['Development', 'Staging', 'Production']) {
      await card.getByText(title).first().waitFor();
    }
    await shoot(pia, '1-card');
  });

  await checks.check('everything becomes ready by itself', async () => {
    const pia = await as('Pia');
    await visitors.deliveries(pia, 'payment-service');
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
      const pia = await as('Pia');
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

  await checks.check(
    'a second page of the same reader needs no stream of its own',
    async () => {
      const pia = await as('Pia');
      const second = await pia.context().newPage();
      const streams: string[] = [];
      second.on('request', request => {
        if (request.url().endsWith('/v1/stream')) streams.push(request.url());
      });
      await visitors.deliveries(second, 'invoice-service');
      await second.getByText('Live', { exact: true }).first().waitFor();
      assert(streams.length === 0, 'it opened one');
      // When the page that holds the stream is gone, the other takes over.
      const takenOver = second.waitForRequest(
        request => request.url().endsWith('/v1/stream'),
        { timeout: patience },
      );
      await pia.goto('about:blank');
      await takenOver;
      await second.getByText('Live', { exact: true }).first().waitFor();
      await visitors.deliveries(pia, 'payment-service');
      await pia.getByText('Live', { exact: true }).first().waitFor();
      await second.close();
      await production(pia).waitFor();
    },
  );

  await checks.check('a push shows without a reload', async () => {
    const pia = await as('Pia');
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

  await checks.check('a revision leads to its commit', async () => {
    const pia = await as('Pia');
    const link = production(pia).locator('a[href*="/fleet/commit/"]');
    const address = (await link.first().getAttribute('href')) ?? '';
    const page = await pia.context().newPage();
    await page.goto(address);
    await page.getByText('Release payment-service 1.4.3').first().waitFor();
    await page.getByText('newTag: 1.4.3').first().waitFor();
    await shoot(page, '3-commit');
    await page.close();
  });

  await checks.check(
    'drift is put back within two seconds, and said',
    async () => {
      const pia = await as('Pia');
      await badge(production(pia), 'Ready').waitFor();
      const evidence = await putBack();
      await production(pia)
        .getByText(/was changed by .* and put back/)
        .first()
        .waitFor();
      await shoot(pia, '4-drift');
      return evidence;
    },
  );

  await tour.onSight('ready');

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
      await sleep(200);
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

  await checks.check(
    'a broken manifest is named with file and line, and nothing is pruned',
    async () => {
      const pia = await as('Pia');
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
      const uma = await visitors.page('Uma', { dark: true });
      await visitors.deliveries(uma, 'user-service');
      await production(uma)
        .getByText(/blocked by Payment service/i)
        .first()
        .waitFor();
      await badge(production(uma), 'Healthy').waitFor();
      await production(uma)
        .getByText(/team-payments/)
        .first()
        .waitFor();
      await shoot(uma, '6-blocked-dark');
    },
  );

  await tour.onSight('blocked');

  await checks.check('it recovers when the commit is reverted', async () => {
    const pia = await as('Pia');
    clone.revert();
    await badge(production(pia), 'Ready').waitFor();
  });

  await checks.check(
    'a team may not suspend what others share, and is told why',
    async () => {
      const pia = await as('Pia');
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

  await checks.check(
    'the owner suspends, with a look at whom it affects',
    async () => {
      const paula = await as('Paula');
      const pia = await as('Pia');
      await visitors.deliveries(paula, 'payment-service');
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
      await badge(production(paula), 'Suspended').waitFor();
      await badge(production(pia), 'Suspended').waitFor();
    },
  );

  await checks.check('the owner resumes and reconciles', async () => {
    const paula = await as('Paula');
    await production(paula)
      .getByRole('button', { name: /^Resume/ })
      .click();
    const dialog = paula.getByRole('dialog');
    await dialog
      .getByRole('button', { name: /resume/i })
      .last()
      .click({ timeout: 5_000 });
    await badge(production(paula), 'Ready').waitFor();
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
    const uma = await visitors.page('Uma', { dark: true });
    await uma.goto(
      `${demo.url}/catalog/default/component/payment-service/gitops`,
    );
    await uma.waitForTimeout(2_000);
    const text = await uma.locator('main, body').first().innerText();
    assert(!/1\.4\.3|payments-production/.test(text), 'something is shown');
  });

  await checks.check('it fits a phone', async () => {
    const phone = await visitors.page('Pia', { width: 320 });
    await visitors.deliveries(phone, 'payment-service');
    const overflow = await production(phone).evaluate(
      element => element.scrollWidth - element.clientWidth,
    );
    await shoot(phone, '8-phone');
    assert(overflow <= 0, `${overflow} px too wide`);
  });

  await disturbControllers(checks, demo, visitors, putBack);
}
