import { YamlError } from './error';
import { goSyntax } from './go-syntax';
import { type MappingNode, type YamlNode } from './node';
import { type YamlProfile } from './resolve';

type Entry = MappingNode['entries'][number];

const MAX_REPORTED = 20;

function isMerge(key: YamlNode, profile: YamlProfile): boolean {
  if (key.kind !== 'scalar' || key.value !== '<<') {
    return false;
  }
  return profile === 'sigs'
    ? key.tag === '!!merge' ||
        key.tag === '!' ||
        (key.tag === '' && key.style === '')
    : key.tag === '!!merge';
}

function wantMap(node: YamlNode): YamlError {
  return new YamlError(
    'yaml: map merge requires map or sequence of maps as the value',
    node.position,
  );
}

/** The mappings that a merge key names, the one that counts most first. */
function merged(value: YamlNode): MappingNode[] {
  if (value.kind === 'mapping') {
    return [value];
  }
  if (value.kind === 'scalar') {
    throw wantMap(value);
  }
  return value.items.map(item => {
    if (item.kind !== 'mapping') {
      throw wantMap(item);
    }
    return item;
  });
}

function keyText(key: YamlNode): string {
  return key.kind === 'scalar' ? key.value : '';
}

/** As kyaml: what the mapping says itself comes first and wins. */
function mergeAfter(entries: Entry[], profile: YamlProfile): Entry[] {
  const merges = entries.filter(({ key }) => isMerge(key, profile));
  if (merges.length > 1) {
    throw new YamlError('duplicate merge key', merges[1].key.position);
  }
  const own = entries.filter(({ key }) => !isMerge(key, profile));
  const seen = new Set(own.map(({ key }) => keyText(key)));
  for (const mapping of merged(merges[0].value)) {
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
      ? merged(entry.value)
          .reverse()
          .flatMap(mapping => mapping.entries)
      : [entry],
  );
}

function rejectDuplicates(entries: Entry[]): void {
  const lines = new Map<string, YamlNode[]>();
  let repeated = false;
  for (const { key } of entries) {
    const id = `${key.kind} ${keyText(key)}`;
    const nodes = lines.get(id);
    if (nodes === undefined) {
      lines.set(id, [key]);
    } else {
      nodes.push(key);
      repeated = true;
    }
  }
  if (!repeated) {
    return;
  }
  const problems: string[] = [];
  let place: YamlNode | undefined;
  for (const nodes of lines.values()) {
    for (
      let i = 0;
      i < nodes.length && problems.length < MAX_REPORTED;
      i += 1
    ) {
      for (
        let j = i + 1;
        j < nodes.length && problems.length < MAX_REPORTED;
        j += 1
      ) {
        place ??= nodes[j];
        problems.push(
          `line ${nodes[j].position?.line}: mapping key ${goSyntax(
            keyText(nodes[j]),
          )} already defined at line ${nodes[i].position?.line}`,
        );
      }
    }
  }
  throw new YamlError(
    `yaml: unmarshal errors:\n  ${problems.join('\n  ')}`,
    place?.position,
  );
}

/**
 * Checks the keys of a mapping that has been read and applies its merge keys.
 *
 * @throws YamlError
 */
export function finishMapping(
  node: MappingNode,
  profile: YamlProfile,
  duplicateKeys: 'error' | 'last',
): MappingNode {
  const { entries } = node;
  let merges = false;
  for (const { key } of entries) {
    if (key.kind !== 'scalar') {
      throw new YamlError(
        `yaml: invalid map key: ${goSyntax(key, profile)}`,
        key.position,
      );
    }
    if (key.value === '<<' && isMerge(key, profile)) {
      merges = true;
    }
  }
  if (entries.length > 1 && duplicateKeys === 'error') {
    rejectDuplicates(entries);
  }
  if (merges) {
    node.entries =
      profile === 'sigs'
        ? mergeInPlace(entries, profile)
        : mergeAfter(entries, profile);
  }
  return node;
}
