/** Sixteen digits where a JSON number may begin; texts of the same look only cost the slower reading. */
const longNumber = /[:,[\s]-?\d{16}/;
const integer = /^-?\d+$/;

interface ReviverContext {
  /** The text that a primitive value was read from. */
  source?: string;
}

interface RawJson {
  rawJSON(text: string): unknown;
}

function hasRawJson(json: object): json is RawJson {
  return 'rawJSON' in json && typeof json.rawJSON === 'function';
}

function writeDigits(_key: string, value: unknown) {
  if (typeof value !== 'bigint') {
    return value;
  }
  const json: object = JSON;
  if (!hasRawJson(json)) {
    throw new Error('this version of Node cannot write integers beyond 2^53');
  }
  return json.rawJSON(value.toString());
}

function keepDigits(_key: string, value: unknown, context?: ReviverContext) {
  if (
    typeof value === 'number' &&
    !Number.isSafeInteger(value) &&
    context?.source !== undefined &&
    integer.test(context.source)
  ) {
    return BigInt(context.source);
  }
  return value;
}

/**
 * Reads what an API server sent. Integers beyond 2^53 become bigint, so that what was read can be written back unchanged; texts
 * without such long numbers take the fast way.
 *
 * @throws SyntaxError when it is not JSON
 */
export function parseWireJson(text: string): unknown {
  return longNumber.test(text)
    ? JSON.parse(text, keepDigits)
    : JSON.parse(text);
}

/** The other way round; a bigint becomes a number with all its digits. */
export function formatWireJson(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch (error) {
    if (!(error instanceof TypeError)) {
      throw error;
    }
    return JSON.stringify(value, writeDigits);
  }
}
