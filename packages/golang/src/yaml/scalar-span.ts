import { type ScalarNode } from './node';

/** Where something is in a text: UTF-16 units, from and to. */
export interface Span {
  begin: number;
  end: number;
}

const breaks = /\r\n|[\n\r\x85\u2028\u2029]/g;

/** Where each line begins. */
export function lineStarts(text: string): number[] {
  const starts = [text.charCodeAt(0) === 0xfeff ? 1 : 0];
  for (const match of text.matchAll(breaks)) {
    starts.push(match.index + match[0].length);
  }
  return starts;
}

/** Behind an anchor and a tag, and what separates them from the value. */
function skipProperties(text: string, from: number): number {
  const property =
    /(?:[&!][^\s,[\]{}]*(?:[ \t]|\r?\n|#[^\n]*(?=\n)|(?=[,[\]{}])|$)+)+/y;
  property.lastIndex = from;
  const match = property.exec(text);
  const end = match ? match.index + match[0].length : from;
  const space = /[ \t\r\n]*/y;
  space.lastIndex = end;
  return end + (space.exec(text)?.[0].length ?? 0);
}

function quotedEnd(text: string, begin: number, pattern: RegExp): number {
  pattern.lastIndex = begin;
  const match = pattern.exec(text);
  return match ? begin + match[0].length : begin;
}

/** A plain scalar has no escapes: what is folded in its value is some white space in the text. */
function plainEnd(text: string, begin: number, value: string): number {
  let at = begin;
  for (let i = 0; i < value.length; i++) {
    if (/\s/.test(value[i]) && /\s/.test(text[at] ?? '')) {
      while (/\s/.test(value[i + 1] ?? '')) i++;
      while (/\s/.test(text[at] ?? '')) at++;
    } else {
      at++;
    }
  }
  return at;
}

/** A block scalar: its header, and the lines that are indented as its first one or empty. */
function blockEnd(text: string, begin: number): number {
  const header = text.indexOf('\n', begin);
  if (header < 0) return text.length;
  let indent = -1;
  let end = header;
  for (let at = header + 1; at < text.length; ) {
    const next = text.indexOf('\n', at);
    const stop = next < 0 ? text.length : next;
    const line = text.slice(at, stop).replace(/\r$/, '');
    const depth = line.length - line.trimStart().length;
    if (line.trim() !== '') {
      if (indent < 0) indent = depth;
      if (depth < indent || (indent === 0 && at > header + 1)) break;
      end = at + line.length;
    }
    at = stop + 1;
  }
  return end;
}

/** Where a scalar's text is, without its anchor and tag; `from` is where the node begins. */
export function scalarSpan(text: string, node: ScalarNode, from: number): Span {
  const { layout, style, value } = node;
  const hasProperties = layout?.tagged || layout?.anchor !== undefined;
  const begin = hasProperties ? skipProperties(text, from) : from;
  switch (style) {
    case 'single':
      return { begin, end: quotedEnd(text, begin, /'(?:[^']|'')*'/y) };
    case 'double':
      return { begin, end: quotedEnd(text, begin, /"(?:[^"\\]|\\[^])*"/y) };
    case 'literal':
    case 'folded':
      return { begin, end: blockEnd(text, begin) };
    default:
      return { begin, end: plainEnd(text, begin, value) };
  }
}
