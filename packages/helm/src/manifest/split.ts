import { isBlank, trimLeft } from './space';

/** What `\s` means to Go's regular expressions. */
function isAsciiSpace(code: number): boolean {
  return (
    code === 0x20 ||
    code === 0x09 ||
    code === 0x0a ||
    code === 0x0c ||
    code === 0x0d
  );
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (at < text.length && isAsciiSpace(text.charCodeAt(at))) at += 1;
  return at;
}

/**
 * The documents of a stream, none of them blank. A `---` at the begin of a line separates whatever follows on it:
 * `---apiVersion: v1`, which templates with a trim marker too many make, is a separator and a line.
 */
export function splitManifests(stream: string): string[] {
  const text = trimLeft(stream);
  const documents: string[] = [];
  const add = (document: string) => {
    if (!isBlank(document)) documents.push(trimLeft(document));
  };
  let from = text.startsWith('---') ? skipSpace(text, 3) : 0;
  for (
    let at = text.indexOf('\n---', from);
    at !== -1;
    at = text.indexOf('\n---', from)
  ) {
    let to = at;
    while (to > from && isAsciiSpace(text.charCodeAt(to - 1))) to -= 1;
    add(text.slice(from, to));
    from = skipSpace(text, at + 4);
  }
  add(text.slice(from));
  return documents;
}
