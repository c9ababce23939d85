import {
  affixFilter,
  entriesFilter,
  fieldFilter,
  filterText,
  iamPolicyFilter,
  imageFilter,
  jsonPatchFilter,
  mergeTexts,
  namespaceFilter,
  readDocuments,
  replacementsFilter,
  strategicMergeFilter,
  variablesFilter,
} from './filters';

const thing =
  'apiVersion: a/v1\nkind: Thing\nmetadata: {name: one}\nspec: {image: app:1, count: 1}\n';
const image = {
  name: 'app',
  newName: '',
  newTag: '2',
  tagSuffix: '',
  digest: '',
};

describe('filters', () => {
  it.each([
    [
      entriesFilter(new Map([['x', '1']]), [
        { path: 'metadata/labels', create: true },
      ]),
      { metadata: { name: 'one', labels: { x: '1' } } },
    ],
    [
      fieldFilter({ path: 'spec/new', create: true }, '2', true),
      { spec: { image: 'app:1', count: 1, new: 2 } },
    ],
    [
      affixFilter({ path: 'metadata/name' }, { prefix: 'a-', suffix: '-z' }),
      { metadata: { name: 'a-one-z' } },
    ],
    [
      imageFilter(image, [{ path: 'spec/image' }]),
      { spec: { image: 'app:2', count: 1 } },
    ],
    // Not in a list of containers.
    [imageFilter(image, undefined), { spec: { image: 'app:1', count: 1 } }],
    [
      namespaceFilter({
        namespace: '1',
        specs: [],
        unsetOnly: false,
        subjects: 'none',
      }),
      { metadata: { name: 'one', namespace: '1' } },
    ],
    [
      jsonPatchFilter('- {op: remove, path: /spec/image}'),
      { spec: { count: 1 } },
    ],
    [
      strategicMergeFilter('spec: {count: null, image: b}'),
      { spec: { image: 'b' } },
    ],
    [
      replacementsFilter(
        'replacements: [{source: {kind: Thing, fieldPath: spec.count}, targets: [{select: {kind: Thing}, fieldPaths: [spec.image]}]}]',
      ),
      // The place that is written to goes on deciding the type.
      { spec: { image: '1', count: 1 } },
    ],
  ])('change an object (%#)', (filter, change) => {
    expect(filterText(thing, filter)).toEqual([
      { ...Object(readDocuments(thing)[0]), ...change },
    ]);
  });

  it('keep the type of a variable that stands alone', () => {
    const text = 'kind: Thing\nspec: {count: $(N), text: a$(N)}\n';
    const filter = variablesFilter({ path: 'spec' }, new Map([['N', 5]]));
    expect(filterText(text, filter)).toEqual([
      { kind: 'Thing', spec: { count: 5, text: 'a5' } },
    ]);
  });

  it('leave other kinds alone, and drop what a patch deletes', () => {
    const filter = fieldFilter(
      { path: 'spec/count', kind: 'Other' },
      '2',
      true,
    );
    expect(filterText(thing, filter)).toEqual(readDocuments(thing));
    expect(filterText(thing, strategicMergeFilter('$patch: delete'))).toEqual(
      [],
    );
  });

  it('add an account', () => {
    const policy = {
      cloud: 'gke',
      kubernetesService: { name: 'k', namespace: '' },
      serviceAccount: { name: 'a', projectId: 'p' },
    };
    expect(filterText('', iamPolicyFilter(policy))).toMatchObject([
      { kind: 'ServiceAccount', metadata: { name: 'k' } },
    ]);
    expect(() =>
      filterText('', iamPolicyFilter({ ...policy, cloud: 'x' })),
    ).toThrow('cloud provider x not supported yet');
  });

  it('merge texts', () => {
    const merge = (direction: 'prepend' | 'append') =>
      mergeTexts('a: [{name: x}]', 'a: [{name: y}]', {
        direction,
        inferLists: true,
      });
    expect(merge('append')).toEqual({ a: [{ name: 'x' }, { name: 'y' }] });
    expect(merge('prepend')).toEqual({ a: [{ name: 'y' }, { name: 'x' }] });
  });
});
