import { quote } from '../fmt/quote';
import { YamlError } from './error';
import { type MappingNode, type YamlNode } from './node';
import { goSyntax } from './node-to-json';
import { type YamlProfile } from './resolve';

type Entry = MappingNode['entries'][number];

const MAX_REPORTED = 20;

function isNamedAsMerge(key: YamlNode): boolean {
  return key.kind === 'scalar' && key.value === '<<';
}

function isMerge(key: YamlNode, profile: YamlProfile): boolean {
  if (profile === 'yaml.v3') return key.tag === '!!merge';
  return (
    key.kind === 'scalar' &&
    isNamedAsMerge(key) &&
    (key.tag === '!!merge' ||
      key.tag === '!' ||
      (key.tag === '' && key.style === ''))
  );
}

function wantMap(node: YamlNode, profile: YamlProfile): YamlError {
  return new YamlError(
    `${
      profile === 'sigs' ? 'yaml: ' : ''
    }map merge requires map or sequence of maps as the value`,
    node.position,
  );
}

/** The mappings that a merge key names, the one that counts most first. */
function merged(value: YamlNode, profile: YamlProfile): MappingNode[] {
  if (value.kind === 'mapping') {
    return [value];
  }
  if (value.kind === 'scalar') {
    throw wantMap(value, profile);
  }
  return value.items.map(item => {
    if (item.kind !== 'mapping') {
      throw wantMap(item, profile);
    }
    return item;
  });
}

function keyText(key: YamlNode): string {
  return key.kind === 'scalar' ? key.value : '';
}

/** As kyaml: what the mapping says itself comes first and wins. What only looks like a merge key, `"<<"`, is lost. */
function mergeAfter(entries: Entry[], profile: YamlProfile): Entry[] {
  const merges = entries.filter(({ key }) => isMerge(key, profile));
  if (merges.length > 1) {
    throw new YamlError('duplicate merge key', merges[1].key.position);
  }
  const first = entries.find(({ key }) => isNamedAsMerge(key));
  const own = entries.filter(
    entry =>
      entry !== first &&
      !(isNamedAsMerge(entry.key) && isMerge(entry.key, profile)),
  );
  if (merges.length === 0) {
    return own;
  }
  const seen = new Set(own.map(({ key }) => keyText(key)));
  for (const mapping of merged(merges[0].value, profile)) {
    for (const entry of mapping.entries) {
      const text = keyText(entry.key);
      if (!seen.has(text)) {
        seen.add(text);
        own.push(entry);
      }
    }
  }
  return own;
}

/** As yaml.v2: a merge takes effect where it stands, and the last of equal keys wins. */
function mergeInPlace(entries: Entry[], profile: YamlProfile): Entry[] {
  return entries.flatMap(entry =>
    isMerge(entry.key, profile)
      ? merged(entry.value, profile)
          .reverse()
          .flatMap(mapping => mapping.entries)
      : [entry],
  );
}

function already(key: YamlNode, first: YamlNode): string {
  return `mapping key ${quote(keyText(key))} already defined at line ${
    first.position?.line
  }`;
}

function repeatedKey(problems: string[], place: YamlNode): YamlError {
  return new YamlError(
    `yaml: unmarshal errors:\n  ${problems.join('\n  ')}`,
    place.position,
  );
}

function describeRepeated(nodes: YamlNode[], profile: YamlProfile): string[] {
  const problems: string[] = [];
  nodes.forEach((first, i) => {
    for (const key of nodes.slice(i + 1, i + 1 + MAX_REPORTED)) {
      problems.push(
        `line ${key.position?.line}: ${
          profile === 'sigs'
            ? `key ${quote(keyText(key))} already set in map`
            : already(key, first)
        }`,
      );
    }
  });
  return problems;
}

function rejectDuplicates(entries: Entry[], profile: YamlProfile): void {
  const nodesOf = new Map<string, YamlNode[]>();
  const repeated = new Set<YamlNode[]>();
  for (const { key } of entries) {
    const text = keyText(key);
    const nodes = nodesOf.get(text);
    if (nodes === undefined) {
      nodesOf.set(text, [key]);
    } else {
      nodes.push(key);
      repeated.add(nodes);
    }
  }
  const [first] = repeated;
  if (first !== undefined) {
    const problems = [...repeated]
      .slice(0, MAX_REPORTED)
      .flatMap(nodes =>
        describeRepeated(nodes.slice(0, MAX_REPORTED), profile),
      );
    throw repeatedKey(problems, first[1]);
  }
}

function checkKeys(
  entries: Entry[],
  profile: YamlProfile,
  duplicateKeys: 'error' | 'last',
): void {
  for (const { key } of entries) {
    if (key.kind !== 'scalar') {
      throw new YamlError(
        `yaml: invalid map key: ${goSyntax(key, profile)}`,
        key.position,
      );
    }
    if (key.tag === '!!null' && key.value !== '' && profile === 'yaml.v3') {
      // kyaml writes such an entry twice when it resolves anchors, and go-yaml then refuses it.
      throw repeatedKey(
        [`line ${key.position?.line}: ${already(key, key)}`],
        key,
      );
    }
  }
  if (entries.length > 1 && duplicateKeys === 'error') {
    rejectDuplicates(entries, profile);
  }
}

/**
 * Applies the merge keys of a mapping that has been read.
 *
 * @returns what is wrong with its keys, if anything
 */
export function finishMapping(
  node: MappingNode,
  profile: YamlProfile,
  duplicateKeys: 'error' | 'last',
): { problem?: YamlError } {
  const { entries } = node;
  try {
    const merges = entries.some(
      ({ key }) => isNamedAsMerge(key) || isMerge(key, profile),
    );
    if (profile === 'yaml.v3') {
      // What kyaml has resolved is checked, not what was written.
      if (merges) node.entries = mergeAfter(entries, profile);
      checkKeys(node.entries, profile, duplicateKeys);
    } else {
      checkKeys(entries, profile, duplicateKeys);
      if (merges) node.entries = mergeInPlace(entries, profile);
    }
  } catch (error) {
    if (error instanceof YamlError) {
      return { problem: error };
    }
    throw error;
  }
  return {};
}
