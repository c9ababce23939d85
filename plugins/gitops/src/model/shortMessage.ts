import { locationOf } from '@sluice/plugin-gitops-common';

/** Characters of a message that are shown without a click. */
const most = 160;

function cut(text: string): string {
  return text.length <= most ? text : `${text.slice(0, most - 1).trimEnd()}…`;
}

/**
 * What of a message is shown without a click: all of a short one; of a long one that names a file its reason, the file, the line and
 * what is wrong there; else its beginning.
 */
export function shortMessage(message: string): string {
  if (message.length <= most) return message;
  const location = locationOf(message);
  if (!location) return cut(message);
  const reason = /^[A-Z]\w+: /.exec(message)?.[0] ?? '';
  const line = location.line === undefined ? '' : ` (line ${location.line})`;
  const [text] = message.trim().split(' in File: ');
  const wrong = text.split(/:\s+/).pop();
  return cut(`${reason}${location.file}${line}: ${wrong}`);
}
