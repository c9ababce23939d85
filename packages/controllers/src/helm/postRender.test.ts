import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type PostRenderStrategy, postRender } from '@sluice/helm';
import { type PostRenderSpec, postRendererOf } from './postRender';

/** What kustomize makes of a case; made by __fixtures__/judge.mjs. */
interface Case {
  name: string;
  postRender: PostRenderSpec;
  manifests: string;
  output?: string;
  error?: string;
}

const cases: Case[] = JSON.parse(
  readFileSync(join(__dirname, '__fixtures__', 'postRender.json'), 'utf8'),
);
const owner = { namespace: 'apps', name: 'web' };

function configMap(name: string, annotations: string = ''): string {
  return `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n${annotations}data: {image: a}\n`;
}

const origin = `  labels:
    helm.toolkit.fluxcd.io/name: web
    helm.toolkit.fluxcd.io/namespace: apps
`;

function withPatch(patch: string): PostRenderSpec {
  return { postRenderers: [{ kustomize: { patches: [{ patch }] } }] };
}

describe('post-renderers of a HelmRelease', () => {
  it.each(cases.filter(({ output }) => output !== undefined))(
    'change objects as kustomize does: $name',
    ({ postRender: spec, manifests, output }) => {
      expect(postRendererOf(spec, owner)(manifests)).toBe(output);
    },
  );

  it.each(cases.filter(({ error }) => error !== undefined))(
    'fail as kustomize does: $name',
    ({ postRender: spec, manifests, error = '' }) => {
      expect(() => postRendererOf(spec, owner)(manifests)).toThrow(
        // A transformer alone does not say how it came to read its objects.
        spec.postRenderers
          ? error
          : /may not add resource with an already registered id: [^':]*/.exec(
              error,
            )?.[0],
      );
    },
  );

  it('go from hooks to the rest as the strategy says', () => {
    const files = new Map([
      ['c/templates/a.yaml', configMap('a')],
      [
        'c/templates/hook.yaml',
        configMap('hook', '  annotations:\n    helm.sh/hook: test\n'),
      ],
    ]);
    const seen: string[] = [];
    const run = (strategy: PostRenderStrategy) => {
      const render = postRendererOf({}, owner);
      seen.length = 0;
      return postRender(
        files,
        manifests => {
          seen.push(manifests);
          return render(manifests);
        },
        strategy,
      );
    };
    const labelled = (strategy: PostRenderStrategy) =>
      [...run(strategy)].map(([path, text]) => [path, text.includes(origin)]);
    const [a, hook] = [...files.keys()];
    expect(labelled('combined')).toEqual([
      [a, true],
      [hook, true],
    ]);
    expect(seen).toHaveLength(1);
    expect(labelled('separate')).toEqual([
      [hook, true],
      [a, true],
    ]);
    expect(seen).toHaveLength(2);
    expect(labelled('nohooks')).toEqual([
      [hook, false],
      [a, true],
    ]);
    expect(seen).toHaveLength(1);
  });

  it.each([
    ['a file', '/etc/passwd'],
    ['a file beside it', 'helm-output.yaml'],
    ['an address', 'https://127.0.0.1/patch.yaml'],
    ['a repository', 'git@127.0.0.1:a/b.git//patch.yaml'],
    ['a file by its field', 'path: /etc/passwd'],
  ])('read nothing: a patch that names %s is no patch', (_, patch) => {
    expect(() =>
      postRendererOf(withPatch(patch), owner)(configMap('a')),
    ).toThrow(/unable to parse SM or JSON patch|kind|missing/);
  });

  it('read nothing that objects name: a kustomization among them is an object', () => {
    const kustomization = `apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
metadata:
  name: k
resources: [/etc/passwd, "https://127.0.0.1/a.yaml"]
configMapGenerator: [{name: stolen, files: [/etc/passwd]}]
`;
    const output = postRendererOf(
      { postRenderers: [{ kustomize: {} }] },
      owner,
    )(kustomization);
    expect(output).toContain('kind: Kustomization');
    expect(output).toContain('- /etc/passwd');
    expect(output).not.toContain('root:');
  });

  it('keep keys that JavaScript knows', () => {
    const labels: Record<string, string> = JSON.parse(
      '{"__proto__": "a", "constructor": "b"}',
    );
    const output = postRendererOf(
      { commonMetadata: { labels } },
      owner,
    )(configMap('a'));
    expect(output).toContain('    __proto__: a\n    constructor: b\n');
  });
});
