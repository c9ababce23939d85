import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseFlags } from '../flags/parseFlags';
import { globalFlags } from './flagSpecs';
import { Settings } from './settings';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'sluice-settings-'));
  writeFileSync(
    join(root, 'one'),
    'current-context: a\ncontexts:\n- {name: b, context: {namespace: of-b}}\n',
  );
  writeFileSync(
    join(root, 'two'),
    'current-context: b\ncontexts:\n- {name: a, context: {namespace: of-a}}\n',
  );
});
afterEach(() => rmSync(root, { recursive: true }));

function namespaceOf(argv: string[], env: Record<string, string>): string {
  return new Settings(parseFlags(globalFlags, argv), env).namespace;
}

describe('the namespace', () => {
  it('is the one that is named, else that of the context', () => {
    const KUBECONFIG = `${join(root, 'one')}:${join(root, 'two')}`;
    expect(namespaceOf([], { KUBECONFIG })).toBe('of-a');
    expect(namespaceOf(['--kube-context', 'b'], { KUBECONFIG })).toBe('of-b');
    expect(namespaceOf(['--kubeconfig', join(root, 'one')], {})).toBe(
      'default',
    );
    expect(namespaceOf(['-n', 'x'], { KUBECONFIG, HELM_NAMESPACE: 'y' })).toBe(
      'x',
    );
    expect(namespaceOf([], { KUBECONFIG, HELM_NAMESPACE: 'y' })).toBe('y');
    expect(namespaceOf([], { KUBECONFIG: join(root, 'none') })).toBe('default');
  });
});
