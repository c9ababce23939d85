import { isUtf8 } from 'node:buffer';
import { YamlError, decodeYaml, isUtf16 } from '@sluice/golang/yaml';

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** The text of UTF-8 bytes; undefined when they are not UTF-8. */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  return isUtf8(bytes) ? decoder.decode(bytes) : undefined;
}

/** Where another document begins, or the first ends. */
const documentEnd = /(?<=\n)(?:---|\.\.\.)(?=[ \t\r\n]|$)/g;

/** The part of a text up to its second document. */
function firstDocument(text: string): string {
  documentEnd.lastIndex = 0;
  for (;;) {
    const match = documentEnd.exec(text);
    if (!match) return text;
    const before = text.slice(0, match.index);
    const isFirst = /^(?:[ \t]*(?:#.*|%.*)?\r?\n)*$/.test(before);
    if (!isFirst || match[0] === '...') return before;
  }
}

/**
 * The text of a YAML file. Of one in UTF-16 only the first document counts: upstream splits documents before it decodes them.
 *
 * @throws YamlError when it is no text
 */
export function decodeYamlFile(bytes: Uint8Array): string {
  const text = decodeYaml(bytes);
  return isUtf16(bytes) ? firstDocument(text) : text;
}

/** The text of a YAML file that is read as JSON. @throws YamlError when it is no text */
export function decodeJsonFile(bytes: Uint8Array): string {
  try {
    return decodeYamlFile(bytes);
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    throw new YamlError(`error converting YAML to JSON: ${error.message}`);
  }
}

/** Base64, broken into lines of 70 characters, each ended by a newline, when it is longer than that. */
export function encodeBase64(bytes: Uint8Array): string {
  const text = Buffer.from(
    bytes.buffer,
    bytes.byteOffset,
    bytes.byteLength,
  ).toString('base64');
  if (text.length < 70) return text;
  return text.replace(/.{1,70}/g, '$&\n');
}
