import { type FluxVersion, raisedVersion } from '@sluice/api';

/** A version in a file that is to be replaced. */
export interface Upgrade {
  /** Counted from 1. */
  line: number;
  /** Where the version is in the text. */
  offset: number;
  kind: string;
  from: string;
  to: string;
}

/** What a file has to be changed, and what is odd in it. */
export interface Findings {
  upgrades: Upgrade[];
  warnings: { line: number; text: string }[];
}

/** A field with a plain or quoted value. */
interface Field {
  name: string;
  value: string;
  /** Where the value begins in the text, after a quote. */
  offset: number;
  /** Of the name, in its line; what is deeper is inside of the field before. */
  column: number;
  line: number;
}

/** `  - apiVersion: "group/version" # why` */
const fieldPattern =
  /^(?<lead>(?: *- +)* *)(?<open>["']?)(?<name>apiVersion|kind|group|version)\k<open> *:(?<gap>[ \t]+(?:[&!][^ \t]*[ \t]+)*)(?<quote>["']?)(?<value>[\w./-]+)\k<quote>[ \t]*,?[ \t]*(?:#.*)?$/;
const flowPattern =
  /(?<open>["']?)(?<name>apiVersion|kind|group|version)\k<open>(?<gap>[ \t]*:[ \t]*)(?<quote>["']?)(?<value>[\w./-]+)\k<quote>/y;

interface Line {
  text: string;
  offset: number;
}

function linesOf(text: string): Line[] {
  const lines: Line[] = [];
  let offset = 0;
  for (const raw of text.split('\n')) {
    lines.push({ text: raw.replace(/\r$/, ''), offset });
    offset += raw.length + 1;
  }
  return lines;
}

function fieldOf({ text, offset }: Line, line: number): Field | undefined {
  const match = fieldPattern.exec(text);
  if (!match?.groups) return undefined;
  const { lead, open, name, gap, quote, value } = match.groups;
  const colon = text.indexOf(':', lead.length + open.length * 2 + name.length);
  return {
    name,
    value,
    offset: offset + colon + 1 + gap.length + quote.length,
    column: lead.length,
    line,
  };
}

/** The fields of the mappings in braces that are within a line. */
function flowMappings({ text, offset }: Line, line: number): Field[][] {
  if (!text.includes('{')) return [];
  const done: Field[][] = [];
  const open: Field[][] = [];
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (char === '#' && /[\s]/.test(text[at - 1] ?? ' ')) break;
    if (char === '{') open.push([]);
    if (char === '}') {
      const closed = open.pop();
      if (closed) done.push(closed);
    }
    if (!/[{,\s]/.test(text[at - 1] ?? '')) continue;
    flowPattern.lastIndex = at;
    const groups = flowPattern.exec(text)?.groups;
    const mapping = open.at(-1);
    if (!groups || !mapping) continue;
    const { open: mark, name, gap, quote, value } = groups;
    const begin = at + mark.length * 2 + name.length + gap.length;
    mapping.push({
      name,
      value,
      offset: offset + begin + quote.length,
      column: at,
      line,
    });
    at = begin + quote.length * 2 + value.length - 1;
  }
  return done;
}

/** Groups the fields of block mappings by the mapping they are in. */
class BlockMappings {
  readonly done: Field[][] = [];
  #open: { column: number; fields: Field[] }[] = [];

  /** Ends the mappings that something in a column does not belong to. */
  closeDeeperThan(column: number): void {
    while ((this.#open.at(-1)?.column ?? -1) > column) this.#close();
  }

  closeAll(): void {
    while (this.#open.length > 0) this.#close();
  }

  /** A new element of a list ends the mapping of the one before it. */
  closeAt(column: number): void {
    while ((this.#open.at(-1)?.column ?? -1) >= column) this.#close();
  }

  add(field: Field): void {
    const current = this.#open.at(-1);
    if (current?.column === field.column) current.fields.push(field);
    else this.#open.push({ column: field.column, fields: [field] });
  }

  #close(): void {
    const closed = this.#open.pop();
    if (closed) this.done.push(closed.fields);
  }
}

function blockMappings(lines: readonly Line[]): Field[][] {
  const mappings = new BlockMappings();
  lines.forEach((line, index) => {
    const { text } = line;
    const content = text.trimStart();
    // Blank lines, comments and template directives are in no mapping.
    if (content === '' || content.startsWith('#') || content.startsWith('{{'))
      return;
    const dashes = /^ *(?:- +)*/.exec(text)?.[0] ?? '';
    const indent = text.length - content.length;
    // Also between the documents of a literal text.
    if (/^(?:---|\.\.\.)(?:\s|$)/.test(content)) {
      mappings.closeAt(indent);
      return;
    }
    if (content.startsWith('- ')) mappings.closeAt(indent + 1);
    mappings.closeDeeperThan(dashes.length);
    const field = fieldOf(line, index);
    if (field) mappings.add(field);
  });
  mappings.closeAll();
  return mappings.done;
}

/** What comments say, a line for each line; nothing where there is none, which ends a manifest. */
function commentedOut(lines: readonly Line[]): Line[] {
  return lines.map(({ text, offset }) => {
    const match = /^([ \t]*)#+/.exec(text);
    return {
      text: match
        ? ' '.repeat(match[0].length) + text.slice(match[0].length)
        : '---',
      offset,
    };
  });
}

/** Two `kind` fields in a mapping are not one's to choose from. */
function only(fields: readonly Field[], name: string): Field | undefined {
  const found = fields.filter(field => field.name === name);
  return found.length === 1 ? found[0] : undefined;
}

function findIn(
  fields: readonly Field[],
  fluxVersion: FluxVersion | undefined,
  { upgrades, warnings }: Findings,
): void {
  const kind = only(fields, 'kind')?.value;
  const field = only(fields, 'apiVersion') ?? only(fields, 'version');
  if (kind === undefined || !field) return;
  let group = only(fields, 'group')?.value ?? '';
  let from = field.value;
  let { offset } = field;
  if (field.name === 'apiVersion') {
    const parts = field.value.split('/');
    if (parts.length > 2) {
      warnings.push({
        line: field.line + 1,
        text: `unexpected GroupVersion string: ${field.value}`,
      });
      return;
    }
    if (parts.length < 2) return;
    [group, from] = parts;
    offset += group.length + 1;
  }
  const to = raisedVersion(group, from, kind, fluxVersion);
  if (to !== undefined) {
    upgrades.push({ line: field.line + 1, offset, kind, from, to });
  }
}

/**
 * Finds removed API versions of Flux's kinds: in manifests, in references (`apiVersion` beside `kind`), in targets (`version` beside
 * `group` and `kind`), and in manifests within literal texts such as patches; and in manifests that are commented out, as flux does. The text
 * need not be YAML: it is read by its lines, so that a Helm template will do.
 *
 * @param text - one character for each byte
 */
export function findUpgrades(
  text: string,
  fluxVersion?: FluxVersion,
): Findings {
  const findings: Findings = { upgrades: [], warnings: [] };
  if (!text.includes('toolkit.fluxcd.io')) return findings;
  const lines = linesOf(text);
  const mappings = [
    ...blockMappings(lines),
    ...blockMappings(commentedOut(lines)),
    ...lines.flatMap((line, index) => flowMappings(line, index)),
  ];
  for (const fields of mappings) findIn(fields, fluxVersion, findings);
  findings.upgrades.sort((a, b) => a.offset - b.offset);
  findings.warnings.sort((a, b) => a.line - b.line);
  return findings;
}

/** The text with the versions replaced, and nothing else changed. */
export function applyUpgrades(
  text: string,
  upgrades: readonly Upgrade[],
): string {
  let result = '';
  let at = 0;
  for (const { offset, from, to } of upgrades) {
    result += text.slice(at, offset) + to;
    at = offset + from.length;
  }
  return result + text.slice(at);
}
