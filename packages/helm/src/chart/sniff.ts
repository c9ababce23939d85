/** Whether there is a byte that no text has. */
function isBinary(head: Uint8Array): boolean {
  return head.some(
    byte => byte < 0x20 && ![0x09, 0x0a, 0x0c, 0x0d, 0x1b].includes(byte),
  );
}

const SIGNATURES: readonly [string, string][] = [
  ['%PDF-', 'application/pdf'],
  ['PK\x03\x04', 'application/zip'],
  ['\x89PNG\r\n\x1a\n', 'image/png'],
  ['\xff\xd8\xff', 'image/jpeg'],
  ['GIF87a', 'image/gif'],
  ['GIF89a', 'image/gif'],
];

/** Go's `http.DetectContentType` for what is likely to be given in place of a chart; the rest is text or bytes. */
export function sniffContentType(head: Uint8Array): string {
  const text = Buffer.from(head).toString('latin1');
  const known = SIGNATURES.find(([signature]) => text.startsWith(signature));
  if (known) return known[1];
  if (/^\s*<\?xml/.test(text)) return 'text/xml; charset=utf-8';
  if (/^\s*<(?:!doctype html|html|head|body|script|p|!--)[ >]/i.test(text)) {
    return 'text/html; charset=utf-8';
  }
  // Go pads the buffer with zeros: a text shorter than it is none.
  if (isBinary(head) || head.length < 512) {
    return 'application/octet-stream';
  }
  return 'text/plain; charset=utf-8';
}
