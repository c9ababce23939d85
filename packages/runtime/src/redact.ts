const mask = '***';
/** Keys of fields that hold secrets themselves; `secretRef`, `secretName` and the like only name one. */
const secretKey =
  /^(authorization|cookie|data|stringdata|.*(password|passwd|passphrase|token|apikey|api_key|api-key|privatekey|private_key|credential|credentials|secret))$/i;
const userinfo = /\b([a-z][a-z0-9+.-]*:\/\/)[^\s/?#"'@]*@/gi;
const bearer = /\b(bearer|basic)\s+[A-Za-z0-9+/=._~-]{8,}/gi;
const pemKey =
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(-----END [A-Z ]*PRIVATE KEY-----|$)/g;
/** Levels of nested fields that are printed. */
const deepest = 6;

/** Masks what a text must not show: userinfo of URLs, bearer and basic credentials, private keys. */
export function redactText(text: string): string {
  return text
    .replace(userinfo, `$1${mask}@`)
    .replace(bearer, `$1 ${mask}`)
    .replace(pemKey, mask);
}

function redactError(error: Error): string {
  const parts = [error.message || error.name];
  let cause = error.cause;
  for (let level = 0; cause instanceof Error && level < deepest; level += 1) {
    parts.push(cause.message);
    cause = cause.cause;
  }
  return redactText(parts.join(': '));
}

/** A copy of a value that may be printed: texts masked, fields with telling names hidden, errors as texts. */
export function redact(value: unknown, level: number = 0): unknown {
  if (typeof value === 'string') {
    return redactText(value);
  }
  if (value instanceof Error) {
    return redactError(value);
  }
  if (typeof value === 'bigint') {
    return value.toString();
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  if (level >= deepest) {
    return '…';
  }
  if (Array.isArray(value)) {
    return value.map(item => redact(item, level + 1));
  }
  return redactFields(value, level);
}

/** The same for the fields of an object. */
export function redactFields(
  fields: object,
  level: number = 0,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([key, item]) => [
      key,
      secretKey.test(key) && item !== undefined && item !== null
        ? mask
        : redact(item, level + 1),
    ]),
  );
}
