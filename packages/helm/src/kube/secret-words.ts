import type { UnstructuredObject } from '@sluice/kubernetes';
import { ApiStatusError } from '@sluice/kubernetes/client';

const mask = '***';
/** Shorter values are ordinary words: without them no message could be read, and they are no secrets. */
const shortest = 6;

/** The texts and numbers in a value, however deep. */
function* leavesOf(value: unknown): Generator<string> {
  if (typeof value === 'object' && value !== null) {
    for (const inner of Object.values(value)) yield* leavesOf(inner);
  } else if (value !== null && value !== undefined) {
    yield String(value);
  }
}

function valuesOf({ data, stringData }: UnstructuredObject): string[] {
  const encoded = [...leavesOf(data)];
  const decoded = encoded.map(text => Buffer.from(text, 'base64').toString());
  return [...encoded, ...decoded, ...leavesOf(stringData)]
    .flatMap(value => [value, JSON.stringify(value).slice(1, -1)])
    .filter(value => value.length >= shortest)
    .sort((a, b) => b.length - a.length);
}

/**
 * What a server says of an object, without the values that it holds where it is a Secret: servers quote what they refuse, and what Helm
 * makes of that is written into the release, shown and logged.
 */
export function withoutSecretValues(
  object: UnstructuredObject,
  error: unknown,
): unknown {
  const isSecret = object.kind === 'Secret' && object.apiVersion === 'v1';
  if (!isSecret || !(error instanceof ApiStatusError)) return error;
  const values = valuesOf(object);
  const masked = (text: string) =>
    values.reduce(
      (words, value) => words.replaceAll(value, mask),
      // A value of the wrong type, in whichever way Go prints it.
      text.replace(/\b(expected [a-z]+, got )&.*/s, `$1${mask}`),
    );
  const { code, reason, details, message } = error;
  return new ApiStatusError({
    kind: 'Status',
    code,
    reason,
    message: masked(message),
    details: details && {
      ...details,
      causes: details.causes?.map(cause => ({
        ...cause,
        ...(cause.message !== undefined && { message: masked(cause.message) }),
      })),
    },
  });
}
