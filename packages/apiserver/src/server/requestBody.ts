import { parseSigsYaml, YamlError } from '@sluice/golang/yaml';
import { setEntry, type JsonValue } from '@sluice/golang/json';
import type { IncomingMessage } from 'node:http';
import { gunzip } from 'node:zlib';
import {
  badRequest,
  requestTooLarge,
  unsupportedMediaType,
} from './apiFailure';
import type { FieldValidation } from '../registry/writeContext';
import { duplicateFields } from './duplicateKeys';
import { decodeProtobuf, isProtobuf } from './protobuf';

/** As the real server: etcd takes 1.5 MiB per object, requests may be twice that. */
export const bodyLimit = 3 * 1024 * 1024;

const json = 'application/json';
const yaml = 'application/yaml';
const protobuf = 'application/vnd.kubernetes.protobuf';
const accepted = [json, yaml, protobuf];

/** A body with what its syntax already gives strict validation to complain about. */
export interface DecodedBody {
  value: JsonValue;
  problems: string[];
}

/** Reads a whole body within the limit. */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const stated = Number(request.headers['content-length'] ?? 0);
  if (stated > bodyLimit) {
    throw requestTooLarge(bodyLimit);
  }
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const part: Buffer = Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk);
    size += part.length;
    if (size > bodyLimit) {
      throw requestTooLarge(bodyLimit);
    }
    chunks.push(part);
  }
  const body = chunks.length === 1 ? chunks[0] : Buffer.concat(chunks);
  return request.headers['content-encoding'] === 'gzip'
    ? await unzipped(body)
    : body;
}

function unzipped(body: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    gunzip(body, { maxOutputLength: bodyLimit }, (error, result) => {
      if (error) {
        reject(badRequest('the body is not valid gzip, or too large'));
      } else {
        resolve(result);
      }
    });
  });
}

/** The media type of a request, in lower case and without parameters. */
export function mediaTypeOf(request: IncomingMessage): string {
  const header = request.headers['content-type'] ?? '';
  return header.split(';')[0].trim().toLowerCase();
}

/** Decodes an object of a known kind. Throws ApiFailure. */
export function decodeBody(
  body: Buffer,
  mediaType: string,
  kind: string,
): DecodedBody {
  switch (mediaType || json) {
    case json:
      return decodeJson(body, kind);
    case yaml:
      return decodeYaml(body);
    case protobuf: {
      const value = isProtobuf(body) ? decodeProtobuf(body) : undefined;
      if (value === undefined) {
        throw unsupportedMediaType([json, yaml]);
      }
      return { value, problems: [] };
    }
    default:
      throw unsupportedMediaType(accepted);
  }
}

function decodeJson(body: Buffer, kind: string): DecodedBody {
  const text = body.toString('utf8');
  let value: JsonValue;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const shown = text === '' ? '<empty>' : text.slice(0, 100);
    throw badRequest(
      `the object provided is unrecognized (must be of type ${kind}): couldn't get version/kind; json parse error: ${goSyntaxError(
        text,
        error,
      )} (${shown})`,
    );
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw badRequest(
      `the object provided is unrecognized (must be of type ${kind}): couldn't get version/kind; json parse error: json: cannot unmarshal ${goTypeOf(
        value,
      )} into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" } (${body
        .subarray(0, 100)
        .toString('hex')})`,
    );
  }
  return { value, problems: duplicateFields(text) };
}

/** What a JSON value is in the words of Go's decoder. */
export function goTypeOf(value: JsonValue): string {
  if (Array.isArray(value)) {
    return 'array';
  }
  return typeof value === 'boolean' ? 'bool' : typeof value;
}

function goSyntaxError(text: string, error: unknown): string {
  if (text.trim() === '') {
    return 'unexpected end of JSON input';
  }
  const message = error instanceof Error ? error.message : '';
  if (/end of JSON input|Unterminated|Expected .* at position/.test(message)) {
    const position = /position (\d+)/.exec(message);
    if (!position || Number(position[1]) >= text.length) {
      return 'unexpected end of JSON input';
    }
  }
  const trailing =
    /Unexpected non-whitespace character after JSON at position (\d+)/.exec(
      message,
    );
  if (trailing) {
    return `invalid character '${
      text[Number(trailing[1])]
    }' after top-level value`;
  }
  const unexpected = /Unexpected token '?(.)'?/.exec(message);
  return unexpected
    ? `invalid character '${unexpected[1]}' looking for beginning of value`
    : 'invalid JSON';
}

function decodeYaml(body: Buffer): DecodedBody {
  const text = body.toString('utf8');
  const problem = repeatedKey(text);
  return { value: parsedYaml(text), problems: problem ? [problem] : [] };
}

function parsedYaml(text: string): JsonValue {
  try {
    return withoutBigInts(parseSigsYaml(text));
  } catch (error) {
    if (error instanceof YamlError) {
      throw badRequest(`error decoding YAML: ${error.message}`);
    }
    throw error;
  }
}

/** Go's complaint about a key that is stated twice. */
function repeatedKey(text: string): string | undefined {
  try {
    parseSigsYaml(text, { duplicateKeys: 'error' });
    return undefined;
  } catch (error) {
    return error instanceof YamlError ? error.message : undefined;
  }
}

/** Numbers that JSON text holds, but the rest of the server has no use for. */
function withoutBigInts(value: JsonValue): JsonValue {
  if (typeof value === 'bigint') {
    return Number(value);
  }
  if (Array.isArray(value)) {
    return value.map(withoutBigInts);
  }
  if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) {
      if (typeof item === 'bigint' || typeof item === 'object') {
        setEntry(value, key, withoutBigInts(item));
      }
    }
  }
  return value;
}

/**
 * Decodes the body of a server-side apply: YAML, which JSON is too. A repeated key is refused when validation is strict and a
 * warning otherwise.
 */
export function decodeApplyBody(
  body: Buffer,
  validation: FieldValidation,
  warnings: string[],
): JsonValue {
  const text = body.toString('utf8');
  let value: JsonValue | undefined;
  if (text.trimStart().startsWith('{')) {
    try {
      value = JSON.parse(text);
    } catch {
      // Flow style YAML starts with a brace, too.
      value = undefined;
    }
    if (value !== undefined && duplicateFields(text).length === 0) {
      return value;
    }
  }
  const parsed = parsedYaml(text);
  const problem = validation === 'Ignore' ? undefined : repeatedKey(text);
  if (problem && validation === 'Strict') {
    throw badRequest(`error strict decoding YAML: ${problem}`);
  }
  if (problem) {
    const lines = problem.split('\n').map(line => line.trim());
    warnings.push(...lines.filter(line => /^line \d+: /.test(line)));
  }
  return parsed;
}

/** Decodes a JSON patch (`isList`) or a merge patch. */
export function decodePatch(body: Buffer, isList: boolean): DecodedBody {
  const text = body.toString('utf8');
  let value: JsonValue;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw badRequest(`error decoding patch: ${goSyntaxError(text, error)}`);
  }
  if (isList !== Array.isArray(value) || typeof value !== 'object') {
    const wanted = isList
      ? '[]handlers.jsonPatchOp'
      : 'map[string]interface {}';
    throw badRequest(
      `error decoding patch: json: cannot unmarshal ${goTypeOf(
        value,
      )} into Go value of type ${wanted}`,
    );
  }
  return { value, problems: isList ? [] : duplicateFields(text) };
}
