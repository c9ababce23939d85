import { trimSpace } from '../manifest/space';

const SEPARATOR = '---';

/**
 * The documents of a stream as Kubernetes reads it: only space or a comment may follow a separator. Each is given before the next is
 * looked at; a separator that nothing stands in front of belongs to its document.
 *
 * @throws Error for a separator that something follows
 */
export function* yamlDocuments(content: string): Generator<string> {
  let document = '';
  const lines = content.split('\n');
  if (lines[lines.length - 1] === '') lines.pop();
  for (const raw of lines) {
    const line = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
    if (line.startsWith(SEPARATOR)) {
      const rest = trimSpace(line.slice(SEPARATOR.length));
      if (rest !== '' && !rest.startsWith('#')) {
        throw new Error(`invalid Yaml document separator: ${rest}`);
      }
      if (document !== '') {
        yield document;
        document = '';
        continue;
      }
    }
    document += `${line}\n`;
  }
  if (document !== '') yield document;
}
