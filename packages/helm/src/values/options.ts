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

function readValues(path: string, readFile: (path: string) => string): GoMap {
  const content = readFile(path);
  try {
    return loadValues(content);
  } catch (error) {
    throw new GoError(`failed to parse ${path}: ${messageOf(error)}`, {
      cause: error,
    });
  }
}

function setLines(
  flag: string,
  lines: readonly string[],
  into: GoMap,
  set: (line: string, into: GoMap) => void,
): void {
  for (const line of lines) {
    try {
      set(line, into);
    } catch (error) {
      throw new GoError(`failed parsing ${flag} data: ${messageOf(error)}`, {
        cause: error,
      });
    }
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
    base = mergeMaps(base, readValues(path, readFile));
  }
  for (const line of options.jsonValues ?? []) base = setJson(base, line);
  const setAll = (
    flag: string,
    lines: readonly string[] | undefined,
    set: (line: string, into: GoMap) => void,
  ) => setLines(flag, lines ?? [], base, set);
  setAll('--set', options.values, parseSet);
  setAll('--set-string', options.stringValues, parseSetString);
  setAll('--set-file', options.fileValues, (line, into) =>
    parseSetFile(line, readFile, into),
  );
  setAll('--set-literal', options.literalValues, parseSetLiteral);
  return base;
}
