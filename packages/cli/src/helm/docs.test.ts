import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { docs } from './docs';
import { runHelmCommand } from './helmCommand';
import { history } from './history';
import { list } from './list';
import { showChartCommand } from './show';
import { TestRun } from './testing';

const commands = [
  { names: ['history'], summary: 'Tell', load: async () => history },
  { names: ['x'], summary: 'Hide', hidden: true, load: async () => list },
  {
    names: ['show'],
    summary: 'Show',
    entries: [
      {
        names: ['chart'],
        summary: 'Its Chart.yaml',
        load: async () => showChartCommand,
      },
    ],
  },
];

let root: string;
let test: TestRun;

async function write(...argv: string[]) {
  return await test.runWith(
    context => runHelmCommand(docs, { ...context, commands }),
    argv,
  );
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'sluice-docs-'));
  test = new TestRun(root);
});
afterEach(() => rmSync(root, { recursive: true }));

describe('sluice helm docs', () => {
  it('writes a file for each command', async () => {
    expect(await write('--dir', 'out', '--generate-headers')).toEqual({
      code: 0,
      out: '',
      err: '',
    });
    expect(readdirSync(join(root, 'out')).sort()).toEqual([
      'sluice_helm_history.md',
      'sluice_helm_show_chart.md',
    ]);
    expect(readFileSync(join(root, 'out/sluice_helm_history.md'), 'utf8')).toBe(
      `---\ntitle: "sluice helm history"\n---\n\n## sluice helm history\n\nTell.\n\n\`\`\`\n${history.usage}\`\`\`\n`,
    );
  });

  it('writes manual pages, in which nothing is a request by accident', async () => {
    await write('--type', 'man');
    const page = readFileSync(join(root, 'sluice-helm-history.1'), 'utf8');
    expect(page).toMatch(
      /^\.TH SLUICE-HELM-HISTORY 1\n\.SH NAME\nsluice\\-helm\\-history \\- Tell\n/,
    );
    expect(page).toContain('\\-o, \\-\\-output table|json|yaml');
  });

  it('writes the completion script', async () => {
    await write('--type', 'bash');
    expect(readFileSync(join(root, 'completions.bash'), 'utf8')).toContain(
      'complete -o default -F __sluice_complete sluice',
    );
  });

  it('knows no other types', async () => {
    expect(await write('--type', 'tex')).toEqual({
      code: 1,
      out: '',
      err: `Error: unknown doc type "tex". Try 'markdown' or 'man'\n`,
    });
  });
});
