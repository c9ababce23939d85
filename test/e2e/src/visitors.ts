import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import type { Demo } from './demo';

/** Milliseconds for which something on a page is awaited; generous, for machines that do much else. */
export const patience = 90_000;

interface VisitOptions {
  width?: number;
  dark?: boolean;
}

/** The people of the demo at their browsers: each signs in when first asked for. */
export class Visitors {
  readonly #browser: Browser;
  readonly #demo: Demo;
  readonly #folder: string;
  readonly #pages = new Map<string, Page>();

  /** @param folder - of the screenshots */
  constructor(browser: Browser, demo: Demo, folder: string) {
    this.#browser = browser;
    this.#demo = demo;
    this.#folder = folder;
    mkdirSync(folder, { recursive: true });
  }

  /** The page of a person, signed in. */
  async page(persona: string, options: VisitOptions = {}): Promise<Page> {
    const key = `${persona}-${options.width ?? ''}${
      options.dark ? 'dark' : ''
    }`;
    const known = this.#pages.get(key);
    if (known) {
      return known;
    }
    const context = await this.#browser.newContext({
      viewport: { width: options.width ?? 1280, height: 1000 },
      colorScheme: options.dark ? 'dark' : 'light',
    });
    const page = await context.newPage();
    try {
      page.setDefaultTimeout(patience);
      await page.goto(this.#demo.url);
      await page.getByRole('button', { name: `Act as ${persona}` }).click();
      // On a phone the menu's words are there but not shown.
      await page.getByText('Settings').first().waitFor({ state: 'attached' });
    } catch (error) {
      await page.screenshot({
        path: join(this.#folder, `failed-sign-in-${key}.png`),
      });
      await context.close();
      throw error;
    }
    this.#pages.set(key, page);
    return page;
  }

  /** Saves what a page shows; answers the file. */
  async shoot(page: Page, name: string): Promise<string> {
    const path = join(this.#folder, `${name}.png`);
    await page.screenshot({ path, fullPage: true });
    return path;
  }

  /** Saves what every open page shows; answers the files. */
  async shootAll(name: string): Promise<string[]> {
    const files: string[] = [];
    for (const [key, page] of this.#pages) {
      files.push(await this.shoot(page, `${name}-${key}`));
    }
    return files;
  }

  /** Goes to the GitOps tab of a component. */
  async deliveries(page: Page, component: string): Promise<void> {
    await page.goto(
      `${this.#demo.url}/catalog/default/component/${component}/gitops`,
    );
    await production(page).waitFor();
  }
}

/** The part of the GitOps tab that is about production. */
export function production(page: Page): Locator {
  return page.getByRole('region', { name: 'Production' });
}

/** The badge of an environment with exactly this word. */
export function badge(environment: Locator, word: string): Locator {
  return environment.getByText(word, { exact: true }).first();
}
