import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonObject, JsonValue } from '@sluice/golang/json';
import { builtinSchema } from '../schema/builtin';
import { withZeroFields } from '../schema/zeroFields';
import { PatchError } from './errors';
import { copyOfObject, isJsonObject } from './json';
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

describe('patches as kubectl applies them', () => {
  it.each(
    recording.cases.map(test => ({
      ...test,
      test,
      text: JSON.stringify(test.patch),
    })),
  )('$type patch of $object: $text', ({ test }) => {
    const document = recording.objects[test.object];
    const before = copyOfObject(document);
    const patchBefore = JSON.stringify(test.patch);
    if (test.error === undefined) {
      expect(decoded(patched(test), test.object)).toEqual(
        decoded(test.result ?? null, test.object),
      );
    } else {
      const { error } = test;
      let message: string | undefined;
      try {
        patched(test);
      } catch (thrown) {
        message =
          thrown instanceof PatchError ? thrown.message.trim() : undefined;
      }
      // kubectl words this one itself.
      expect(
        message?.replace(
          /^replace operation does not apply: doc is missing key: (.*)$/,
          'Object to be patched is missing field ($1)',
        ),
      ).toBe(error);
    }
    expect(document).toEqual(before);
    expect(JSON.stringify(test.patch)).toBe(patchBefore);
  });
});
