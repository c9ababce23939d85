/** What a visitor of the bare portal sees, in headless Chromium. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { UserError, root } from '../toolchain.mjs';

const { chromium } = createRequire(
  join(root, 'test', 'packed', 'package.json'),
)('playwright-core');

const candidates = [
  process.env.SLUICE_CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];

/** Milliseconds for which something is awaited on the page. */
const patience = 60_000;

function executablePath() {
  const found = candidates.find(path => path && existsSync(path));
  if (!found)
    throw new UserError(
      'Chromium is not installed (Debian: apt-get install chromium).',
    );
  return found;
}

/**
 * Opens the pages of a component as a guest. `check(title, work)` is called for the card and the tab; screenshots go to a folder.
 */
export async function visitComponent({
  url,
  component,
  environment,
  screenshots,
  check,
}) {
  const browser = await chromium.launch({
    executablePath: executablePath(),
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
  try {
    const page = await browser.newPage({
      viewport: { width: 1280, height: 900 },
    });
    const errors = [];
    page.on('pageerror', error => errors.push(error.message));
    const seen = async (locator, what) => {
      await locator
        .first()
        .waitFor({ state: 'visible', timeout: patience })
        .catch(() => {
          throw new Error(
            `${what} does not appear${errors.length ? `; ${errors[0]}` : ''}`,
          );
        });
    };
    const shoot = name =>
      page.screenshot({ path: join(screenshots, name), fullPage: true });

    const path = `${url}/catalog/default/component/${component}`;
    await page.goto(path);
    await check(
      'the overview card shows the environment as ready',
      async () => {
        try {
          const enter = page.getByRole('button', { name: 'Enter' });
          const title = page.getByRole('heading', {
            name: 'GitOps',
            exact: true,
          });
          await seen(enter.or(title), 'The portal');
          if (await enter.isVisible()) await enter.click();
          await seen(title, 'The card');
          const lane = page
            .getByRole('list', { name: 'Environments' })
            .getByRole('listitem')
            .filter({ hasText: environment });
          await seen(lane, `The lane ${environment}`);
          await seen(lane.getByText('Ready', { exact: true }), 'Ready');
        } finally {
          await shoot('card.png');
        }
      },
    );
    await check(
      'the GitOps tab shows the environment with its objects',
      async () => {
        try {
          await page.goto(`${path}/gitops`);
          const lane = page.getByRole('region', { name: environment });
          await seen(lane, `The lane ${environment}`);
          await seen(lane.getByText('Ready', { exact: true }), 'Ready');
          await seen(
            lane.getByText('podinfo', { exact: false }),
            'The objects',
          );
        } finally {
          await shoot('tab.png');
        }
      },
    );
    await check('the pages throw no errors', async () => {
      if (errors.length > 0) throw new Error(errors.join('\n'));
    });
  } finally {
    await browser.close();
  }
}
