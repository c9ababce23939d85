/** What of the processes' output a visitor wants to read, a short line each. */

const longest = 220;

/** Advice for a deployment, which the demo is not: it listens on the loopback interface on purpose. */
const intended = [/backend\.baseUrl is set to a localhost URL/];

/** Failures of single objects are told by the cluster's events. */
const toldElsewhere = [/^Reconciler error$/];

/** The demo's source is looked at every few seconds, which Kubernetes' limit of events for one object is not made for. */
const harmless = [/^An event could not be written$/];

function cut(text) {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > longest ? `${line.slice(0, longest - 1)}…` : line;
}

function parse(text) {
  if (!text.startsWith('{')) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function words(level) {
  if (level === 'error') return 'ERROR ';
  return level === 'warn' ? 'warning: ' : '';
}

/** What the controllers say; JSON, too. */
function controllersLine(text) {
  const line = parse(text);
  if (!line) {
    // The beginning of a line that was cut in two is not worth showing.
    return text.startsWith('{') ? undefined : cut(text);
  }
  const { level, msg, error, name } = line;
  if (level !== 'warn' && level !== 'error') {
    return /^(Waiting: |Stopping)/.test(msg)
      ? cut(`controllers: ${msg}`)
      : undefined;
  }
  if (harmless.some(pattern => pattern.test(msg)) && /too many/.test(error)) {
    return undefined;
  }
  if (toldElsewhere.some(pattern => pattern.test(msg)) && name)
    return undefined;
  return cut(
    `${words(level)}controllers: ${msg}${name ? ` (${name})` : ''}${
      error ? `: ${error}` : ''
    }`,
  );
}

/** Who did what to which object, from an audit event; once, when it has been done or refused. */
function auditLine({ eventId, status, meta = {} }) {
  if (status !== 'succeeded' && status !== 'failed') return undefined;
  const verb = String(eventId).replace(/^object-/, '');
  if (verb === 'diff') return undefined;
  return cut(
    `${meta.user}: ${verb} ${meta.kind} ${meta.namespace}/${meta.name}${
      status === 'failed' ? ' (refused or failed)' : ''
    }`,
  );
}

/** A line of the portal's backend (JSON, as Backstage writes it in production); undefined for what goes without saying. */
export function portalLine(text) {
  const line = parse(text);
  if (!line) {
    return /error/i.test(text) && !text.startsWith('{') ? cut(text) : undefined;
  }
  const { level, message = '', plugin, cluster, service } = line;
  if (intended.some(pattern => pattern.test(message))) return undefined;
  if (line.isAuditEvent) {
    return plugin === 'gitops' ? auditLine(line) : undefined;
  }
  if (plugin === 'gitops' && cluster && level === 'info') {
    return controllersLine(message);
  }
  if (level === 'warn' || level === 'error') {
    return cut(
      `${words(level)}${plugin ?? service ?? 'backstage'}: ${message}`,
    );
  }
  return plugin === 'gitops' && !/signing key/.test(message)
    ? cut(message)
    : undefined;
}

/** A line of the API server: only what is wrong. */
export function clusterLine(text) {
  return /^(API server: |\/)/.test(text) ? undefined : cut(text);
}
