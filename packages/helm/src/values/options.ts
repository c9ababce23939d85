import { parseJson } from '@sluice/golang/json';
import { GoError, type GoMap } from '@sluice/golang/value';
import { messageOf } from '../chart/error';
import { goMapOf, loadValues, mergeMaps } from '../chart/load-values';
import {
  parseSet,
  parseSetFile,
  parseSetJson,
  parseSetLiteral,
  parseSetString,
} from '../strvals';

/** Where values come from; each list in its order, the lists in the order given here. */
export interface ValuesOptions {
  /** Paths of `--values`. */
  valueFiles?: readonly string[];
  /** `--set-json`. */
  jsonValues?: readonly string[];
  /** `--set`. */
  values?: readonly string[];
  /** `--set-string`. */
  stringValues?: readonly string[];
  /** `--set-file`. */
  fileValues?: readonly string[];
  /** `--set-literal`. */
  literalValues?: readonly string[];
}

function failing(prefix: string, run: () => void): void {
  try {
    run();
  } catch (error) {
    throw new GoError(`${prefix}: ${messageOf(error)}`, { cause: error });
  }
}

function setJson(base: GoMap, text: string): GoMap {
  const trimmed = text.trim();
  if (trimmed.startsWith('{')) {
    try {
      const value = parseJson(trimmed);
      return typeof value === 'object' &&
        value !== null &&
        !Array.isArray(value)
        ? mergeMaps(base, goMapOf(value))
        : base;
    } catch (error) {
      throw new GoError(`failed parsing --set-json data JSON: ${text}`, {
        cause: error,
      });
    }
  }
  try {
    parseSetJson(text, base);
    return base;
  } catch (error) {
    throw new GoError(`failed parsing --set-json data ${text}`, {
      cause: error,
    });
  }
}

/**
 * The values of a user, from files and from lines as `helm install` takes them.
 *
 * @throws GoError with Helm's message
 */
export function mergeUserValues(
  options: ValuesOptions,
  readFile: (path: string) => string,
): GoMap {
  let base: GoMap = new Map();
  for (const path of options.valueFiles ?? []) {
    const content = readFile(path);
    failing(`failed to parse ${path}`, () => {
      base = mergeMaps(base, loadValues(content));
    });
  }
  for (const line of options.jsonValues ?? []) base = setJson(base, line);
  for (const line of options.values ?? []) {
    failing('failed parsing --set data', () => parseSet(line, base));
  }
  for (const line of options.stringValues ?? []) {
    failing('failed parsing --set-string data', () =>
      parseSetString(line, base),
    );
  }
  for (const line of options.fileValues ?? []) {
    failing('failed parsing --set-file data', () =>
      parseSetFile(line, readFile, base),
    );
  }
  for (const line of options.literalValues ?? []) {
    failing('failed parsing --set-literal data', () =>
      parseSetLiteral(line, base),
    );
  }
  return base;
}
