import { applyUpgrades, findUpgrades } from './findUpgrades';

function migrate(text: string): string {
  return applyUpgrades(text, findUpgrades(text).upgrades);
}

/** What is changed, as `line: kind from -> to`. */
function changes(text: string): string[] {
  return findUpgrades(text).upgrades.map(
    ({ line, kind, from, to }) => `${line}: ${kind} ${from} -> ${to}`,
  );
}

const source = 'source.toolkit.fluxcd.io';

describe('findUpgrades', () => {
  it('raises every document and changes nothing else', () => {
    const text = [
      '# two documents\r',
      `apiVersion: &version   "${source}/v1beta2"  # why\r`,
      'kind:    GitRepository\r',
      'metadata: {name: a,   labels: {x: "y"}}\r',
      '---\r',
      'metadata:\r',
      '    name: b\r',
      'kind: Kustomization # Flux\r',
      'spec: {}\r',
      "apiVersion: 'kustomize.toolkit.fluxcd.io/v1beta1'\r",
      '...',
    ].join('\n');
    expect(changes(text)).toEqual([
      '2: GitRepository v1beta2 -> v1',
      '10: Kustomization v1beta1 -> v1',
    ]);
    expect(migrate(text)).toBe(
      text
        .replace(`${source}/v1beta2`, `${source}/v1`)
        .replace('fluxcd.io/v1beta1', 'fluxcd.io/v1'),
    );
    expect(changes(migrate(text))).toEqual([]);
  });

  it('raises lists, references, targets and manifests in literal texts', () => {
    const text = `apiVersion: v1
kind: List
items:
- apiVersion: ${source}/v1beta1
  kind: Bucket
-   kind: HelmRepository
    spec:
      kind: other
    apiVersion: ${source}/v1beta2
---
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
spec:
  healthChecks:
    - apiVersion: helm.toolkit.fluxcd.io/v2beta1
      kind: HelmRelease
  patches:
    - patch: |
        apiVersion: helm.toolkit.fluxcd.io/v2beta2
        kind: HelmRelease
        ---
        apiVersion: ${source}/v1beta2
        kind: OCIRepository
      target:
        group: ${source}
        version: v1beta2
        kind: OCIRepository
    - patch: '[]'
      target: {kind: Alert, group: notification.toolkit.fluxcd.io, version: v1beta1}
`;
    expect(changes(text)).toEqual([
      '4: Bucket v1beta1 -> v1',
      '9: HelmRepository v1beta2 -> v1',
      '15: HelmRelease v2beta1 -> v2',
      '19: HelmRelease v2beta2 -> v2',
      '22: OCIRepository v1beta2 -> v1',
      '26: OCIRepository v1beta2 -> v1',
      '29: Alert v1beta1 -> v1beta3',
    ]);
  });

  it('reads JSON and flow mappings', () => {
    expect(
      migrate(
        `{"apiVersion":"${source}/v1beta2","kind":"GitRepository","spec":{"kind":"x"}}`,
      ),
    ).toContain(`"${source}/v1","kind"`);
    expect(
      changes(
        `{\n  "apiVersion": "${source}/v1beta2",\n  "kind": "GitRepository"\n}`,
      ),
    ).toEqual(['2: GitRepository v1beta2 -> v1']);
  });

  it('raises what is commented out', () => {
    const text = `a: b
# apiVersion: ${source}/v1beta2
# kind: GitRepository
# spec:
#   healthChecks:
#   - apiVersion: helm.toolkit.fluxcd.io/v2beta1 # why
#     kind: HelmRelease
  #apiVersion: ${source}/v1beta1
  #kind: Bucket
`;
    expect(changes(text)).toEqual([
      '2: GitRepository v1beta2 -> v1',
      '6: HelmRelease v2beta1 -> v2',
      '8: Bucket v1beta1 -> v1',
    ]);
    expect(migrate(text)).toBe(
      text
        .replace('v1beta2', 'v1')
        .replace('v2beta1', 'v2')
        .replace('v1beta1', 'v1'),
    );
  });

  it('reads templates', () => {
    expect(
      changes(
        `{{- if .Values.x }}\napiVersion: ${source}/v1beta2\n{{- end }}\nkind: GitRepository\n`,
      ),
    ).toEqual(['2: GitRepository v1beta2 -> v1']);
  });

  it.each([
    `# apiVersion: ${source}/v1beta2\n\n# kind: GitRepository\n`,
    `# apiVersion: ${source}/v1beta2\nkind: GitRepository\n`,
    `apiVersion: ${source}/v1\nkind: GitRepository\n`,
    `apiVersion: ${source}/v1beta2\nkind: Unknown\n`,
    `apiVersion: ${source}/v1beta2\nspec:\n  kind: GitRepository\n`,
    `- apiVersion: ${source}/v1beta2\n- kind: GitRepository\n`,
    `apiVersion: ${source}/v1beta2\n---\nkind: GitRepository\n`,
    `apiVersion: v1beta2\nkind: GitRepository\ngroup: ${source}\n`,
    `apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n`,
  ])('leaves %j alone', text => {
    expect(changes(text)).toEqual([]);
  });

  it('warns of a version that is none', () => {
    expect(
      findUpgrades(`\napiVersion: ${source}/v1/v2\nkind: GitRepository\n`),
    ).toEqual({
      upgrades: [],
      warnings: [
        {
          line: 2,
          text: `unexpected GroupVersion string: ${source}/v1/v2`,
        },
      ],
    });
  });

  it('takes time in proportion to the text', () => {
    const text = `${'{'.repeat(100_000)}\n${'- '.repeat(
      100_000,
    )}\n${'kind: a\n'.repeat(100_000)}${' '.repeat(
      100_000,
    )}apiVersion: ${source}/v1beta2 x\n`;
    const started = performance.now();
    expect(changes(text)).toEqual([]);
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});
