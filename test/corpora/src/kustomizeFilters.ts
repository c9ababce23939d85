import {
  type FieldSpec,
  type Filter,
  affixFilter,
  commonAnnotationSpecs,
  entriesFilter,
  fieldFilter,
  filterText,
  iamPolicyFilter,
  imageFilter,
  jsonPatchFilter,
  mergeTexts,
  nameReferenceFilter,
  namespaceFilter,
  namespaceSpecs,
  readDocuments,
  replacementsFilter,
  strategicMergeFilter,
  valueAddFilter,
  variablesFilter,
} from '@sluice/kustomize/filters';
import {
  type Json,
  type JsonRecord,
  type Verdict,
  isRecord,
  record,
  text,
} from './corpus';
import { expectsError, judgeError } from './kustomizeBuilds';

const defaultSpecs = new Map<string, readonly FieldSpec[]>([
  ['builtinconfig.MakeDefaultConfig().NameSpace', namespaceSpecs],
  [
    'builtinconfig.MakeDefaultConfig().CommonAnnotations',
    commonAnnotationSpecs,
  ],
]);

/** The fields of a small YAML text, one to a line. */
function fieldsOf(yaml: string): Map<string, string> {
  return new Map(
    yaml
      .split('\n')
      .map(line => line.split(': '))
      .flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

function specOf(value: JsonRecord): FieldSpec {
  const yaml = fieldsOf(text(value, '$yaml'));
  const gvk = record(value, 'Gvk');
  const field = (name: string): string => {
    const goName = `${name[0].toUpperCase()}${name.slice(1)}`;
    return yaml.get(name) ?? (text(value, goName) || text(gvk, goName));
  };
  return {
    group: field('group'),
    version: field('version'),
    kind: field('kind'),
    path: field('path'),
    create: yaml.get('create') === 'true' || value.CreateIfNotPresent === true,
  };
}

function specsOf(value: Json): FieldSpec[] {
  if (Array.isArray(value)) return value.flatMap(specsOf);
  if (!isRecord(value)) return [];
  if ('$append' in value) return specsOf(value.$append);
  if ('$go' in value) return [...(defaultSpecs.get(text(value, '$go')) ?? [])];
  return 'Path' in value || '$yaml' in value ? [specOf(value)] : [];
}

function textMap(value: JsonRecord): Map<string, string> {
  return new Map(
    Object.entries(value).flatMap(([key, entry]) =>
      key !== '$type' && typeof entry === 'string' ? [[key, entry]] : [],
    ),
  );
}

function argumentsOf(call: JsonRecord): Json[] {
  return Array.isArray(call.args) ? call.args : [];
}

function imageOf(filter: JsonRecord): Filter {
  const image = record(filter, 'ImageTag');
  return imageFilter(
    {
      name: text(image, 'Name'),
      newName: text(image, 'NewName'),
      newTag: text(image, 'NewTag'),
      tagSuffix: text(image, 'TagSuffix'),
      digest: text(image, 'Digest'),
    },
    text(filter, '$type') === 'LegacyFilter'
      ? undefined
      : specsOf(filter.FsSlice ?? []),
  );
}

function namespaceOf(filter: JsonRecord): Filter {
  const subjects = text(record(filter, 'SetRoleBindingSubjects'), '$go');
  return namespaceFilter({
    namespace: text(filter, 'Namespace'),
    specs: specsOf(filter.FsSlice ?? []),
    unsetOnly: filter.UnsetOnly === true,
    subjects: subjects.includes('All') ? 'allServiceAccounts' : 'defaultOnly',
  });
}

function iamPolicyOf(filter: JsonRecord): Filter {
  const policy = record(filter, 'IAMPolicyGenerator');
  const service = record(policy, 'KubernetesService');
  const account = record(policy, 'ServiceAccount');
  return iamPolicyFilter({
    cloud: text(policy, 'Cloud'),
    kubernetesService: {
      name: text(service, 'Name'),
      namespace: text(service, 'Namespace'),
    },
    serviceAccount: {
      name: text(account, 'Name'),
      projectId: text(account, 'ProjectId'),
    },
  });
}

function variablesOf(filter: JsonRecord): Filter {
  const [, values] = argumentsOf(record(filter, 'MappingFunc'));
  return variablesFilter(
    specOf(record(filter, 'FieldSpec')),
    new Map(Object.entries(isRecord(values) ? values : {})),
  );
}

/** The replica count is a field that is set to a number. */
function replicasOf(filter: JsonRecord): Filter {
  const { Count } = record(filter, 'Replica');
  return fieldFilter(specOf(record(filter, 'FieldSpec')), String(Count), true);
}

/** The filters by the folder that they are in upstream. */
const filters = new Map<string, (filter: JsonRecord) => Filter>([
  [
    'annotations',
    filter =>
      entriesFilter(
        textMap(record(filter, 'Annotations')),
        specsOf(filter.FsSlice ?? []),
      ),
  ],
  [
    'labels',
    filter =>
      entriesFilter(
        textMap(record(filter, 'Labels')),
        specsOf(filter.FsSlice ?? []),
      ),
  ],
  [
    'fieldspec',
    filter =>
      fieldFilter(
        specOf(record(filter, 'FieldSpec')),
        String(argumentsOf(record(filter, 'SetValue'))[0]),
        'CreateKind' in filter,
      ),
  ],
  ['iampolicygenerator', iamPolicyOf],
  ['imagetag', imageOf],
  ['namespace', namespaceOf],
  ['patchjson6902', filter => jsonPatchFilter(text(filter, 'Patch'))],
  [
    'patchstrategicmerge',
    filter => strategicMergeFilter(text(record(filter, 'Patch'), '$yaml')),
  ],
  [
    'prefix',
    filter =>
      affixFilter(specOf(record(filter, 'FieldSpec')), {
        prefix: text(filter, 'Prefix'),
      }),
  ],
  [
    'suffix',
    filter =>
      affixFilter(specOf(record(filter, 'FieldSpec')), {
        suffix: text(filter, 'Suffix'),
      }),
  ],
  ['refvar', variablesOf],
  [
    'nameref',
    filter => {
      const [call] = argumentsOf(record(filter, 'ReferralCandidates'));
      const [names, candidates] = argumentsOf(isRecord(call) ? call : {});
      const target = record(filter, 'ReferralTarget');
      return nameReferenceFilter(
        specOf(record(filter, 'NameFieldToUpdate')),
        {
          group: text(target, 'Group'),
          version: text(target, 'Version'),
          kind: text(target, 'Kind'),
        },
        {
          text: typeof candidates === 'string' ? candidates : '',
          originalNames: Array.isArray(names) ? names.map(String) : [],
        },
      );
    },
  ],
  [
    'valueadd',
    filter =>
      valueAddFilter(text(filter, 'Value'), {
        fieldPath: text(filter, 'FieldPath'),
        filePathPosition: Number(filter.FilePathPosition ?? 0),
      }),
  ],
  ['replacement', filter => replacementsFilter(text(filter, '$yaml'))],
  ['replicacount', replicasOf],
]);

function folderOf(testCase: JsonRecord): string {
  return text(testCase, 'file').split('/').at(-2) ?? '';
}

/** Documents with their fields in order, one to a line. */
function shown(documents: readonly unknown[]): string {
  return documents
    .map(document =>
      JSON.stringify(document, (_, value: unknown) =>
        typeof value === 'bigint' ? String(value) : value,
      ),
    )
    .join('\n');
}

function judgeDocuments(actual: string, expected: string): Verdict {
  return actual === expected
    ? undefined
    : `expected ${expected}, got ${actual}`.slice(0, 600);
}

/** Judges a single filter by the documents it gives; how they are printed is not compared, for a build prints them in its own way. */
export function judgeFilter(testCase: JsonRecord): Verdict {
  const make = filters.get(folderOf(testCase));
  if (!make) return `no engine for ${folderOf(testCase)}`;
  let documents: unknown[];
  try {
    documents = filterText(
      text(testCase, 'input'),
      make(record(testCase, 'filter')),
    );
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return expectsError(testCase)
      ? judgeError(testCase, message)
      : `failed: ${message}`;
  }
  if (expectsError(testCase)) return 'should have failed';
  return judgeDocuments(
    shown(documents),
    shown(readDocuments(text(testCase, 'expect'))),
  );
}

/** Judges a merge of two texts. */
export function judgeMerge(testCase: JsonRecord): Verdict {
  const direction = text(
    record(record(testCase, 'options'), 'ListIncreaseDirection'),
    '$go',
  );
  const merged = mergeTexts(text(testCase, 'dest'), text(testCase, 'source'), {
    direction: direction === 'MergeOptionsListAppend' ? 'append' : 'prepend',
    inferLists: testCase.infer === true,
  });
  // The expected text has lost the spaces that the others begin with.
  const [, indent] = /^\n*( *)/.exec(text(testCase, 'dest')) ?? [];
  return judgeDocuments(
    shown(merged === undefined || merged === null ? [] : [merged]),
    shown(readDocuments(`${indent}${text(testCase, 'expect')}`)),
  );
}
