import { parseSigsYaml, YamlError } from '@sluice/golang/yaml';
import type { JsonValue } from '@sluice/golang/json';
import type { IncomingMessage } from 'node:http';
import { gunzip } from 'node:zlib';
import {
  badRequest,
  requestTooLarge,
  unsupportedMediaType,
} from './apiFailure';
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
  try {
    return { value: JSON.parse(text), problems: duplicateFields(text) };
  } catch (error) {
    const shown = text === '' ? '<empty>' : text.slice(0, 100);
    throw badRequest(
      `the object provided is unrecognized (must be of type ${kind}): couldn't get version/kind; json parse error: ${goSyntaxError(
        text,
        error,
      )} (${shown})`,
    );
  }
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
  const unexpected = /Unexpected token '?(.)'?/.exec(message);
  return unexpected
    ? `invalid character '${unexpected[1]}' looking for beginning of value`
    : 'invalid JSON';
}

function decodeYaml(body: Buffer): DecodedBody {
  const text = body.toString('utf8');
  const problems: string[] = [];
  try {
    parseSigsYaml(text, { duplicateKeys: 'error' });
  } catch (error) {
    problems.push(...yamlDuplicates(error));
  }
  try {
    return { value: parseSigsYaml(text), problems };
  } catch (error) {
    if (error instanceof YamlError) {
      throw badRequest(`error decoding YAML: ${error.message}`);
    }
    throw error;
  }
}

function yamlDuplicates(error: unknown): string[] {
  const message = error instanceof Error ? error.message : '';
  const keys = [...message.matchAll(/key "([^"]+)" already (?:set|defined)/g)];
  return keys.map(([, key]) => `duplicate field ${JSON.stringify(key)}`);
}

/** Decodes the body of a server-side apply: YAML, which JSON is too. */
export function decodeApplyBody(body: Buffer): DecodedBody {
  const text = body.toString('utf8').trimStart();
  if (text.startsWith('{')) {
    try {
      return { value: JSON.parse(text), problems: duplicateFields(text) };
    } catch {
      return decodeYaml(body);
    }
  }
  return decodeYaml(body);
}

/** Decodes a JSON patch or merge patch. */
export function decodePatch(body: Buffer): JsonValue {
  const text = body.toString('utf8');
  try {
    return JSON.parse(text);
  } catch (error) {
    throw badRequest(goSyntaxError(text, error));
  }
}
