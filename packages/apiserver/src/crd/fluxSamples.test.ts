import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseSigsYaml } from '@sluice/golang/yaml';
import type { KubernetesObject } from '@sluice/kubernetes';
import type { ResourceDefinition } from '../resource';
import { builtinResources } from '../resources';
import { at, isObject, listAt, objectsAt, textAt } from '../resources/fields';
import { crdDefinitions } from './crdController';

const folder = resolve(__dirname, '../../../../../shared/corpora/flux/samples');
// The corpus stands beside the repository; without it there is nothing to check here.
const describeCorpus = existsSync(folder) ? describe : describe.skip;

function isKubernetesObject(value: unknown): value is KubernetesObject {
  return isObject(value) && isObject(value.metadata);
}

function readCases(): unknown[] {
  if (!existsSync(folder)) {
    return [];
  }
  const parsed: unknown = JSON.parse(
    readFileSync(resolve(folder, 'cases.json'), 'utf8'),
  );
  return listAt(parsed, 'cases');
}

const cases = readCases();

function readCrd(file: string): KubernetesObject {
  const value: unknown = parseSigsYaml(
    readFileSync(resolve(folder, file), 'utf8'),
  );
  if (!isKubernetesObject(value)) {
    throw new TypeError(`${file} holds no object`);
  }
  return value;
}

const crdKind = builtinResources({ clock: Date.now }).find(
  ({ kind }) => kind === 'CustomResourceDefinition',
);

describeCorpus('the definitions of Flux and External Secrets', () => {
  it.each(
    cases
      .filter(item => textAt(item, 'kind') === 'crd')
      .map(item => [textAt(item, 'name'), item] as const),
  )('%s is accepted', (_name, item) => {
    const crd = readCrd(textAt(item, 'file'));
    expect(crdKind?.decodeProblem(crd)).toBeUndefined();
    expect(crdKind?.prune(crd)).toEqual([]);
    crdKind?.applyDefaults(crd);
    crdKind?.prepareForCreate(crd);
    expect(crdKind?.validateCreate(crd)).toEqual([]);
    const definitions = crdDefinitions(crd);
    expect(definitions.map(({ version }) => version)).toEqual(
      objectsAt(item, 'versions')
        .filter(version => at(version, 'served') === true)
        .map(version => textAt(version, 'name')),
    );
  });
});

const known = new Map<string, ResourceDefinition[]>();

function definitionFor(file: string, version: string) {
  const definitions = known.get(file) ?? crdDefinitions(readCrd(file));
  known.set(file, definitions);
  return definitions.find(definition => definition.version === version);
}

const samples = cases.filter(
  item =>
    textAt(item, 'kind') === 'sample' &&
    textAt(item, 'crd') !== '' &&
    at(item, 'served') === true,
);

describeCorpus('the samples of Flux and External Secrets', () => {
  it.each(samples.map(item => [textAt(item, 'name'), item] as const))(
    '%s',
    (_name, item) => {
      const object: unknown = structuredClone(at(item, 'object'));
      if (!isKubernetesObject(object)) {
        throw new TypeError('not an object');
      }
      const version = object.apiVersion.split('/')[1];
      const definition = definitionFor(textAt(item, 'crd'), version);
      expect(definition).toBeDefined();
      // Names in documentation are placeholders.
      object.metadata.name = 'sample';
      const unknown = definition?.prune(object) ?? [];
      expect(unknown.length > 0).toBe(listAt(item, 'unknown').length > 0);
      definition?.applyDefaults(object);
      const errors = definition?.validateCreate(object) ?? [];
      // The server drops a null where it may not stand; a plain check of the schema refuses it.
      const findings = listAt(item, 'findings').filter(
        finding => !String(finding).endsWith(': null'),
      );
      const judged =
        findings.length > 0 || at(item, 'complete') === true ? errors : [];
      expect(judged.length > 0).toBe(findings.length > 0);
    },
  );
});
