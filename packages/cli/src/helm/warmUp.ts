import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { runHelmCommand } from './helmCommand';
import { template } from './template';
import { warmUpChart } from './warmUpChart';

/**
 * Renders a chart that uses what most charts use, so that a snapshot of the program holds this code compiled. The chart asks for nothing
 * random: what a source of randomness keeps in stock would be in the snapshot, and the same at every start.
 *
 * @throws Error when the chart does not render
 */
export function warmUp(): void {
  const directory = mkdtempSync(join(tmpdir(), 'sluice-warm-up-'));
  try {
    for (const [path, text] of Object.entries(warmUpChart)) {
      const file = join(directory, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
    let said = '';
    const code = runHelmCommand(template, {
      argv: [
        'app',
        'chart',
        '--namespace=web',
        '--values=values.yaml',
        '--set=image.tag=1.2.3,hosts[0].host=app.example.com',
        '--include-crds',
      ],
      env: {},
      cwd: directory,
      stdout: () => undefined,
      stderr: text => {
        said += text;
      },
      readInput: () => '',
      now: () => new Date(0),
      signal: new AbortController().signal,
    });
    if (code !== 0) throw new Error(`the warm-up failed: ${said}`);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
