import { X509Certificate } from 'node:crypto';
import type { KubernetesObject } from '../objects';
import { isCustomResourceDefinition } from './stages';

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const certificate =
  /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/g;

function isBundle(base64: string): boolean {
  const found = Buffer.from(base64, 'base64')
    .toString('latin1')
    .match(certificate);
  if (!found) return false;
  try {
    return found.every(pem => new X509Certificate(pem).subject !== undefined);
  } catch {
    return false;
  }
}

/** A copy of a record without one field, at a path of records; the record itself when the path does not exist. */
function without(
  value: Record<string, unknown>,
  [key, ...rest]: readonly string[],
): Record<string, unknown> {
  if (!Object.hasOwn(value, key)) return value;
  if (rest.length === 0) {
    return Object.fromEntries(Object.entries(value).filter(([k]) => k !== key));
  }
  const child = value[key];
  return isRecord(child) ? { ...value, [key]: without(child, rest) } : value;
}

/**
 * A CustomResourceDefinition without the CA bundle of its conversion webhook when that holds no certificate: API servers since 1.31
 * refuse it, and cert-manager fills it in later. Other objects come back as they are.
 */
export function withoutInvalidCaBundle<T extends KubernetesObject>(
  object: T,
): T {
  if (!isCustomResourceDefinition(object)) return object;
  const path = ['conversion', 'webhook', 'clientConfig', 'caBundle'];
  const spec = isRecord(object) && isRecord(object.spec) ? object.spec : {};
  const bundle = path.reduce<unknown>(
    (found, key) => (isRecord(found) ? found[key] : undefined),
    spec,
  );
  if (typeof bundle !== 'string' || bundle === '' || isBundle(bundle)) {
    return object;
  }
  return { ...object, spec: without(spec, path) };
}
