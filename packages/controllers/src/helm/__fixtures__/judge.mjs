/**
 * Writes what `kustomize build` makes of the cases of cases.mjs to postRender.json: `node judge.mjs [PATH OF KUSTOMIZE]`. Each step of a
 * post-renderer is a build of its own, of a directory with what helm-controller gives to kustomize; its transformers of labels and
 * annotations alone are built-in transformers of a kustomization that reads objects as they are.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cases } from './cases.mjs';

const kustomize = process.argv[2] ?? 'kustomize';
const directory = mkdtempSync(join(tmpdir(), 'post-render-'));

function build(manifests, kustomization) {
  writeFileSync(join(directory, 'helm-output.yaml'), manifests);
  writeFileSync(
    join(directory, 'kustomization.yaml'),
    JSON.stringify({
      apiVersion: 'kustomize.config.k8s.io/v1beta1',
      kind: 'Kustomization',
      resources: ['helm-output.yaml'],
      sortOptions: { order: 'fifo' },
      ...kustomization,
    }),
  );
  const args = ['build', directory];
  const { status, stdout, stderr } = spawnSync(kustomize, args, {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  return stdout;
}

function transformer(kind, field, values) {
  return JSON.stringify({
    apiVersion: 'builtin',
    kind,
    metadata: { name: 'all' },
    [field]: values,
    fieldSpecs: [{ path: `metadata/${field}`, create: true }],
  });
}

/** A build drops objects that are local, which the transformers alone do not. */
const localAnnotation = 'config.kubernetes.io/local-config';
const shield = text => text.replaceAll(localAnnotation, 'shielded.local');
const unshield = text => text.replaceAll('shielded.local', localAnnotation);

function transform(manifests, transformers) {
  return unshield(build(shield(manifests), { transformers }));
}

function answerOf({ postRenderers = [], commonMetadata }, manifests) {
  let text = manifests;
  for (const { kustomize: settings } of postRenderers) {
    if (settings) text = build(text, settings);
  }
  const common = [
    commonMetadata?.labels &&
      transformer('LabelTransformer', 'labels', commonMetadata.labels),
    commonMetadata?.annotations &&
      transformer(
        'AnnotationsTransformer',
        'annotations',
        commonMetadata.annotations,
      ),
  ].filter(Boolean);
  if (common.length > 0) text = transform(text, common);
  const origin = {
    'helm.toolkit.fluxcd.io/name': 'web',
    'helm.toolkit.fluxcd.io/namespace': 'apps',
  };
  return transform(text, [transformer('LabelTransformer', 'labels', origin)]);
}

const answers = cases.map(({ name, postRender, manifests }) => {
  try {
    return {
      name,
      postRender,
      manifests,
      output: answerOf(postRender, manifests),
    };
  } catch (error) {
    const words = error.message
      .replaceAll(directory, '')
      .replace(/^Error: /, '')
      .trim();
    return { name, postRender, manifests, error: words };
  }
});
rmSync(directory, { recursive: true });
writeFileSync(
  fileURLToPath(new URL('./postRender.json', import.meta.url)),
  `${JSON.stringify(answers, null, 2)}\n`,
);
