import type { JsonObject, ManagedFieldsEntry } from '../objects';
import { cleanupPatch, takeOverFields, unionOfFields } from './takeover';

function entry(
  manager: string,
  operation: 'Apply' | 'Update',
  fieldsV1: JsonObject,
  more: Partial<ManagedFieldsEntry> = {},
): ManagedFieldsEntry {
  return {
    manager,
    operation,
    apiVersion: 'v1',
    fieldsType: 'FieldsV1',
    fieldsV1,
    ...more,
  };
}

const managers = [
  { prefix: 'kubectl', operation: 'Update' as const },
  { prefix: 'me', operation: 'Update' as const },
];

describe('taking over fields', () => {
  it('adds them to the own apply', () => {
    const other = entry('other', 'Update', { 'f:x': {} });
    expect(
      takeOverFields(
        [
          entry('me', 'Apply', { 'f:data': { 'f:a': {} } }),
          other,
          entry('kubectl-edit', 'Update', { 'f:data': { 'f:b': {} } }),
          entry('me', 'Update', { 'f:spec': {} }),
        ],
        managers,
        'me',
      ),
    ).toEqual([
      other,
      entry('me', 'Apply', {
        'f:data': { 'f:a': {}, 'f:b': {} },
        'f:spec': {},
      }),
    ]);
  });

  it('renames the first when there is no apply yet', () => {
    expect(
      takeOverFields(
        [
          entry('kubectl-create', 'Update', { 'f:a': {} }),
          entry('kubectl-edit', 'Update', { 'f:b': {} }),
        ],
        managers,
        'me',
      ),
    ).toEqual([entry('me', 'Apply', { 'f:a': {}, 'f:b': {} })]);
  });

  it('leaves subresources, other operations and other managers alone', () => {
    expect(
      takeOverFields(
        [
          entry('kubectl', 'Update', { 'f:a': {} }, { subresource: 'scale' }),
          entry('kubectl', 'Apply', { 'f:a': {} }),
          entry('controller', 'Update', { 'f:a': {} }),
        ],
        managers,
        'me',
      ),
    ).toBeUndefined();
  });

  it('unites a path that one owns with what the other owns below it', () => {
    expect(unionOfFields({ 'f:a': {} }, { 'f:a': { 'f:b': {} } })).toEqual({
      'f:a': { '.': {}, 'f:b': {} },
    });
    expect(
      unionOfFields({ 'f:a': { '.': {}, 'f:b': {} } }, { 'f:a': {} }),
    ).toEqual({ 'f:a': { '.': {}, 'f:b': {} } });
  });
});

describe('the clean-up patch', () => {
  const options = { annotations: ['a.b/c~d'], labels: ['old'], managers };

  it('tests the version, and escapes keys', () => {
    expect(
      cleanupPatch(
        {
          apiVersion: 'v1',
          kind: 'ConfigMap',
          metadata: {
            name: 'a',
            resourceVersion: '7',
            annotations: { 'a.b/c~d': 'x', other: 'y' },
            labels: { old: '' },
          },
        },
        options,
        'me',
      ),
    ).toEqual([
      { op: 'test', path: '/metadata/resourceVersion', value: '7' },
      { op: 'remove', path: '/metadata/annotations/a.b~1c~0d' },
      { op: 'remove', path: '/metadata/labels/old' },
    ]);
  });

  it('is empty when there is nothing to clean', () => {
    expect(
      cleanupPatch(
        {
          apiVersion: 'v1',
          kind: 'ConfigMap',
          metadata: {
            name: 'a',
            managedFields: [entry('me', 'Apply', { 'f:a': {} })],
          },
        },
        options,
        'me',
      ),
    ).toEqual([]);
  });
});
