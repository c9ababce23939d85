import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { assert } from './checks';
import type { Demo } from './demo';
import { Visitors, production } from './visitors';

/** Bytes that a picture of the README may have. */
const largest = 200_000;

/** Takes the README's pictures of what is to be seen at this moment of the tour, each light and dark. Answers their sizes. */
export async function takePictures(
  visitors: Visitors,
  demo: Demo,
  sight: 'ready' | 'blocked',
  folder: string,
): Promise<string> {
  mkdirSync(folder, { recursive: true });
  const sizes: string[] = [];
  for (const dark of [false, true]) {
    const mode = dark ? 'dark' : 'light';
    const page = await visitors.page(sight === 'ready' ? 'Pia' : 'Uma', {
      width: 1180,
      dark,
    });
    const save = async (name: string, height: number) => {
      const path = join(folder, `${name}-${mode}.png`);
      await page.setViewportSize({ width: 1180, height });
      // What follows the pointer or moves does not belong into a picture.
      await page.mouse.move(600, 5);
      await page.screenshot({ path, animations: 'disabled', caret: 'hide' });
      const { size } = statSync(path);
      assert(size < largest, `${path} has ${size} bytes`);
      sizes.push(`${name}-${mode} ${Math.round(size / 1000)} kB`);
    };
    if (sight === 'ready') {
      await page.goto(`${demo.url}/catalog/default/component/payment-service`);
      await page
        .getByRole('list', { name: 'Environments' })
        .getByText('1.4.3')
        .first()
        .waitFor();
      await save('card', 560);
      await visitors.deliveries(page, 'payment-service');
      await production(page).getByText('1.4.3').first().waitFor();
      await production(page).evaluate(element => {
        element.scrollIntoView({ block: 'start' });
      });
      await save('tab', 860);
    } else {
      await visitors.deliveries(page, 'user-service');
      await production(page)
        .getByText(/blocked by Payment service/i)
        .first()
        .waitFor();
      await save('blocked', 680);
    }
  }
  return sizes.join(', ');
}
