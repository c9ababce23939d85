import type { JsonValue } from '@sluice/golang/json';

/** Whether a body is protobuf in the envelope of Kubernetes. */
export function isProtobuf(body: Buffer): boolean {
  return body.subarray(0, 4).toString('latin1') === 'k8s\0';
}

/** The JSON of a protobuf body; undefined for kinds that this server cannot read that way. */
export function decodeProtobuf(_body: Buffer): JsonValue | undefined {
  return undefined;
}
