import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { fluxCrds } from './index';

const corpus = join(
  __dirname,
  '../../../../../shared/corpora/flux/samples/files/crds',
);

/** The value without descriptions, which are our own; a field that is called `description` stays. */
function structure(value: unknown, insideProperties = false): unknown {
  if (Array.isArray(value)) return value.map(item => structure(item));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(
        ([key, item]) =>
          insideProperties ||
          !(key === 'description' && typeof item === 'string'),
      )
      .map(([key, item]) => [
        key,
        structure(item, key === 'properties' && !insideProperties),
      ]),
  );
}

describe('fluxCrds', () => {
  const crds = fluxCrds();

  it('has all kinds of the two groups', () => {
    expect(crds.map(crd => crd.metadata.name).sort()).toEqual([
      'buckets.source.toolkit.fluxcd.io',
      'externalartifacts.source.toolkit.fluxcd.io',
      'gitrepositories.source.toolkit.fluxcd.io',
      'helmcharts.source.toolkit.fluxcd.io',
      'helmrepositories.source.toolkit.fluxcd.io',
      'kustomizations.kustomize.toolkit.fluxcd.io',
      'ocirepositories.source.toolkit.fluxcd.io',
    ]);
  });

  it('gives objects that a caller may change', () => {
    fluxCrds()[0].metadata.name = 'changed';
    expect(fluxCrds()[0].metadata.name).not.toBe('changed');
  });

  it('lets a Kustomization with substitutions apply them', () => {
    for (const crd of crds) {
      expect(crd.metadata.annotations).toEqual({
        'kustomize.toolkit.fluxcd.io/substitute': 'disabled',
      });
    }
  });

  it('describes every field', () => {
    const undescribed: string[] = [];
    const visit = (schema: unknown, path: string) => {
      if (typeof schema !== 'object' || schema === null) return;
      if (!('properties' in schema)) return;
      for (const [name, child] of Object.entries(schema.properties ?? {})) {
        if (!('description' in child) && name !== 'metadata')
          undescribed.push(`${path}.${name}`);
        visit('items' in child ? child.items : child, `${path}.${name}`);
      }
    };
    for (const crd of crds)
      visit(crd.spec.versions[0].schema.openAPIV3Schema, crd.spec.names.kind);
    expect(undescribed).toEqual([]);
  });

  it("has Flux's structure", () => {
    // The corpus is not part of the repository.
    if (!existsSync(corpus)) return;
    for (const crd of crds) {
      const { group, names } = crd.spec;
      const file = join(corpus, `${group}_${names.plural}.yaml`);
      const expected = parse(readFileSync(file, 'utf8'));
      delete expected.metadata.annotations[
        'controller-gen.kubebuilder.io/version'
      ];
      expect(structure(crd)).toEqual(structure(expected));
    }
  });
});
