import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { asYaml } from '../resource/resource';
import { DirectoryTree } from '../tree/directoryTree';
import { buildKustomization } from './build';

// Each `expected.yaml` was written by the kustomize command 5.8.1 (`fixtures/record.sh KUSTOMIZE`).
const fixtures = join(__dirname, '..', '..', 'fixtures');

describe('builds that kustomize itself has made', () => {
  const names = readdirSync(fixtures).filter(name =>
    existsSync(join(fixtures, name, 'expected.yaml')),
  );

  it.each(names)('%s', name => {
    const { resources } = buildKustomization({
      tree: new DirectoryTree(join(fixtures, name, 'input')),
      path: '',
      options: { reorder: 'legacy' },
    });
    expect(asYaml(resources)).toBe(
      readFileSync(join(fixtures, name, 'expected.yaml'), 'utf8'),
    );
  });
});
