import { setEntry, type JsonObject, type JsonValue } from '@sluice/golang/json';
import {
  messageOf,
  type MessageFields,
  type ProtobufField,
} from './protobufKinds';
import { ProtobufReader } from './protobufReader';

const magic = 'k8s\0';

/** Whether a body is protobuf in the envelope of Kubernetes. */
export function isProtobuf(body: Buffer): boolean {
  return body.subarray(0, magic.length).toString('latin1') === magic;
}

/**
 * The JSON of a protobuf body. kubectl sends protobuf for some commands and does not try JSON after a refusal, so the kinds
 * of those commands are read. Undefined for other kinds, for fields that are not known here, and for bytes that are no message.
 */
export function decodeProtobuf(body: Buffer): JsonObject | undefined {
  try {
    const envelope = decode(body.subarray(magic.length), {
      1: ['typeMeta', { 1: 'apiVersion', 2: 'kind' }],
      2: ['raw', 'bytes'],
      3: 'contentEncoding',
      4: 'contentType',
    });
    // A message without fields has no bytes: such are the options of most deletions.
    const { typeMeta, raw = '' } = envelope;
    if (
      typeMeta === null ||
      typeof typeMeta !== 'object' ||
      Array.isArray(typeMeta)
    ) {
      return undefined;
    }
    const { apiVersion, kind } = typeMeta;
    if (typeof apiVersion !== 'string' || typeof kind !== 'string') {
      return undefined;
    }
    const fields = messageOf(kind);
    if (!fields || typeof raw !== 'string') {
      return undefined;
    }
    return { apiVersion, kind, ...decode(Buffer.from(raw, 'base64'), fields) };
  } catch (error) {
    if (error instanceof RangeError) {
      return undefined;
    }
    throw error;
  }
}

function decode(bytes: Buffer, fields: MessageFields): JsonObject {
  const reader = new ProtobufReader(bytes);
  const message: JsonObject = {};
  while (!reader.atEnd) {
    const { number, wireType } = reader.tag();
    const field = Object.hasOwn(fields, number) ? fields[number] : undefined;
    if (field === undefined) {
      if (reader.skip(wireType)) {
        throw new RangeError(`field ${number} is not known`);
      }
      continue;
    }
    readField(reader, wireType, field, message);
  }
  return message;
}

function readField(
  reader: ProtobufReader,
  wireType: number,
  field: ProtobufField,
  message: JsonObject,
): void {
  const [name, type, repeated] =
    typeof field === 'string' ? [field, 'string' as const] : field;
  if (type === 'int' || type === 'bool') {
    const value = reader.varint(wireType);
    setEntry(message, name, type === 'bool' ? value !== 0 : value);
    return;
  }
  const bytes = reader.bytes(wireType);
  if (repeated === 'map') {
    addToMap(message, name, bytes, type);
    return;
  }
  const value = read(bytes, type);
  if (repeated === 'list') {
    const list = message[name];
    const item = value ?? '';
    message[name] = Array.isArray(list) ? [...list, item] : [item];
  } else if (value !== undefined && !isEmpty(value)) {
    setEntry(message, name, value);
  }
}

function addToMap(
  message: JsonObject,
  name: string,
  bytes: Buffer,
  type: Exclude<ProtobufField, string>[1],
): void {
  const entry = new ProtobufReader(bytes);
  let key = '';
  let value: JsonValue = '';
  while (!entry.atEnd) {
    const { number, wireType } = entry.tag();
    const content = entry.bytes(wireType);
    if (number === 1) {
      key = content.toString('utf8');
    } else {
      value = read(content, type) ?? '';
    }
  }
  const present = message[name];
  const map: JsonObject =
    present !== null && typeof present === 'object' && !Array.isArray(present)
      ? present
      : {};
  setEntry(map, key, value);
  message[name] = map;
}

function read(
  bytes: Buffer,
  type: Exclude<ProtobufField, string>[1],
): JsonValue | undefined {
  switch (type) {
    case 'string':
      return bytes.toString('utf8');
    case 'bytes':
      return bytes.toString('base64');
    case 'time':
    case 'microTime':
      return timeOf(bytes, type === 'microTime');
    case 'int':
    case 'bool':
      throw new RangeError('a number where bytes were expected');
    default:
      return decode(bytes, type);
  }
}

function timeOf(bytes: Buffer, micro: boolean): string | undefined {
  const { seconds, nanos } = decode(bytes, {
    1: ['seconds', 'int'],
    2: ['nanos', 'int'],
  });
  // The zero time, which stands for none, is before the epoch.
  if (typeof seconds !== 'number' || seconds <= 0) {
    return undefined;
  }
  const text = new Date(seconds * 1000).toISOString().slice(0, 19);
  const fraction = typeof nanos === 'number' ? Math.floor(nanos / 1000) : 0;
  return micro ? `${text}.${String(fraction).padStart(6, '0')}Z` : `${text}Z`;
}

function isEmpty(value: JsonValue): boolean {
  if (value === '') {
    return true;
  }
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.keys(value).length === 0
  );
}
