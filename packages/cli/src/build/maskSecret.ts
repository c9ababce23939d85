import type { JsonObject, JsonValue } from '@sluice/golang/json';

const mask = '**SOPS**';
const maskBase64 = Buffer.from(mask).toString('base64');
const dockerConfigType = 'kubernetes.io/dockerconfigjson';
const dockerConfigMask = JSON.stringify({ mask });

/** Go's offset of the first byte that is not base64; undefined when the text can be decoded. Line breaks do not count. */
export function corruptBase64At(text: string): number | undefined {
  const isBreak = (char: string): boolean => char === '\n' || char === '\r';
  let at = 0;
  while (at < text.length) {
    let count = 0;
    let last = at;
    while (count < 4) {
      if (at >= text.length) return count === 0 ? undefined : at - count;
      const char = text[at++];
      if (isBreak(char)) continue;
      last = at - 1;
      if (/[A-Za-z0-9+/]/.test(char)) {
        count++;
        continue;
      }
      if (char !== '=' || count < 2) return last;
      if (count === 2) {
        while (at < text.length && isBreak(text[at])) at++;
        if (at >= text.length) return text.length;
        if (text[at] !== '=') return at;
        at++;
      }
      while (at < text.length && isBreak(text[at])) at++;
      return at < text.length ? at : undefined;
    }
  }
  return undefined;
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textOf(value: JsonValue | undefined): string {
  if (typeof value === 'string') return value;
  return value === undefined || value === null || typeof value === 'object'
    ? ''
    : String(value);
}

function mapValues(
  object: JsonObject,
  change: (text: string) => string,
): JsonObject {
  return Object.fromEntries(
    Object.entries(object).map(([key, value]) => [key, change(textOf(value))]),
  );
}

function hidesSops(text: string): boolean {
  return text.includes('sops') && text.includes('ENC[');
}

function maskData(name: string, value: string): string {
  const offset = corruptBase64At(value);
  if (offset !== undefined) {
    throw new Error(
      `failed to mask secret ${name} sops data: illegal base64 data at input byte ${offset}`,
    );
  }
  return hidesSops(Buffer.from(value, 'base64').toString('latin1'))
    ? maskBase64
    : value;
}

/**
 * A Secret without what SOPS encrypted, as flux prints it: values of an encrypted Secret, and encrypted files in a Secret's
 * values, are masked. Any other object stays as it is.
 *
 * @throws Error when data is not base64
 */
export function maskSecret(object: JsonObject): JsonObject {
  if (object.kind !== 'Secret') return object;
  const { sops, data, stringData, ...rest } = object;
  const name = isObject(object.metadata) ? textOf(object.metadata.name) : '';
  const encrypted = isObject(sops) && textOf(sops.mac).startsWith('ENC[');
  const isDockerConfig = object.type === dockerConfigType;
  const result: JsonObject = { ...rest };
  if (sops !== undefined && !encrypted) result.sops = sops;
  if (isObject(data) && Object.keys(data).length > 0) {
    const whole = isDockerConfig
      ? Buffer.from(dockerConfigMask).toString('base64')
      : maskBase64;
    result.data = mapValues(data, value =>
      encrypted ? whole : maskData(name, value),
    );
  }
  if (isObject(stringData) && Object.keys(stringData).length > 0) {
    const whole = isDockerConfig ? dockerConfigMask : mask;
    result.stringData = mapValues(stringData, value => {
      if (encrypted) return whole;
      // Flux puts the encoded mask here, too.
      return hidesSops(value) ? maskBase64 : value;
    });
  } else if (stringData !== undefined) result.stringData = stringData;
  return result;
}
