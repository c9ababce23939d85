import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonObject, JsonValue } from '@sluice/golang/json';
import { builtinSchema } from '../schema/builtin';
import { withZeroFields } from '../schema/zeroFields';
import { PatchError } from './errors';
import { isJsonObject } from './json';
import { applyJsonPatch } from './jsonPatch';
import { applyMergePatch } from './mergePatch';
import { applyStrategicMergePatch } from './strategicMergePatch';

interface Case {
  type: 'strategic' | 'json' | 'merge';
  object: string;
  patch: JsonValue;
  result?: JsonObject;
  error?: string;
}

// What kubectl makes of these patches: scripts/record-patches.mjs
const recording: { objects: Record<string, JsonObject>; cases: Case[] } =
  JSON.parse(
    readFileSync(join(__dirname, '__fixtures__/kubectl.json'), 'utf8'),
  );

function schemaOf(object: JsonObject): JsonObject {
  return (
    builtinSchema(String(object.apiVersion), String(object.kind)) ?? {
      type: 'object',
    }
  );
}

function patched({ type, object, patch }: Case): JsonValue {
  const document = recording.objects[object];
  switch (type) {
    case 'json':
      return applyJsonPatch(document, patch);
    case 'merge':
      return applyMergePatch(document, patch);
    default:
      return applyStrategicMergePatch(
        document,
        isJsonObject(patch) ? patch : {},
        schemaOf(document),
      );
  }
}

/** Without null, empty text and fields that the type does not have: kubectl decodes the result into its Go type. */
function tidy(value: JsonValue): JsonValue {
  if (Array.isArray(value)) {
    return value.map(tidy);
  }
  return isJsonObject(value)
    ? Object.fromEntries(
        Object.entries(value).flatMap(([key, entry]) =>
          entry === null || entry === undefined || key === '$patch'
            ? []
            : [[key, tidy(entry)]],
        ),
      )
    : value;
}

function decoded(value: JsonValue, object: string): JsonValue {
  const { apiVersion, kind } = recording.objects[object];
  return isJsonObject(value)
    ? tidy(withZeroFields(value, String(apiVersion), String(kind)))
    : value;
}

/** Why a patch is refused, in kubectl's words; undefined when it is not. */
function refusal(test: Case): string | undefined {
  try {
    patched(test);
    return undefined;
  } catch (error) {
    if (!(error instanceof PatchError)) {
      throw error;
    }
    return error.message
      .trim()
      .replace(
        /^replace operation does not apply: doc is missing key: (.*)$/,
        'Object to be patched is missing field ($1)',
      );
  }
}

describe('patches as kubectl applies them', () => {
  const cases = recording.cases.map(test => ({
    test,
    type: test.type,
    object: test.object,
    text: JSON.stringify(test.patch),
  }));
  const accepted = cases.filter(({ test }) => test.error === undefined);
  const refused = cases.filter(({ test }) => test.error !== undefined);

  it.each(accepted)('$type patch of $object: $text', ({ test }) => {
    expect(decoded(patched(test), test.object)).toEqual(
      decoded(test.result ?? null, test.object),
    );
  });

  it.each(refused)('refused $type patch of $object: $text', ({ test }) => {
    expect(refusal(test)).toBe(test.error);
  });

  it.each(cases)('nothing changes $object or $type patch $text', ({ test }) => {
    const document = recording.objects[test.object];
    const before = JSON.stringify([document, test.patch]);
    refusal(test);
    expect(JSON.stringify([document, test.patch])).toBe(before);
  });
});
