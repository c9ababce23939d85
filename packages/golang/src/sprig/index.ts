import { stringType, type GoFunction } from '../value';
import { certificateFunctions } from './certificates';
import { cryptoFunctions } from './crypto';
import { dateFunctions } from './dates';
import { defaultFunctions, reflectionFunctions } from './defaults';
import { fn0, type FunctionTable } from './define';
import { dictFunctions } from './dicts';
import { encodingFunctions } from './encoding';
import { jsonFunctions } from './json';
import { listFunctions } from './lists';
import { numberFunctions } from './numbers';
import { surroundings, type SprigOptions } from './options';
import { pathFunctions } from './paths';
import { randomFunctions } from './random';
import { regexFunctions } from './regular-expressions';
import { stringFunctions } from './strings';
import { urlFunctions } from './urls';
import { versionFunctions } from './versions';
import { environmentFunctions } from './environment';

export { certificateType } from './certificates';
export { deepCopy, type DeepCopyable } from './deep-copy';
export { isEmpty } from './defaults';
export { decodeJson, type Decoded } from './json-decode';
export { encodeJson, type EncodeOptions } from './json-encode';
export { type SprigOptions } from './options';
export { GoVersion, versionType } from './versions';

/** The functions that need nothing from outside. */
const pure: FunctionTable = {
  hello: fn0(stringType, () => 'Hello!'),
  ...stringFunctions,
  ...numberFunctions,
  ...listFunctions,
  ...dictFunctions,
  ...defaultFunctions,
  ...reflectionFunctions,
  ...jsonFunctions,
  ...encodingFunctions,
  ...regexFunctions,
  ...versionFunctions,
  ...urlFunctions,
  ...pathFunctions,
};

/**
 * The functions of sprig 3.3.0 (`TxtFuncMap`) by name, with the parameter types of the Go functions. All of them are synchronous;
 * those that make keys and hashes take up to seconds, so templates that are not trusted are rendered in a worker thread.
 *
 * Where Go would use up its memory – `repeat`, `until`, `randAlpha` and their like with huge counts – they end in an error.
 *
 * @example
 * ```ts
 * const functions = sprigFunctions({ now: () => 0, timeZone: loadLocation('Europe/Berlin') });
 * functions.get('upper')?.call(['gitops']); // 'GITOPS'
 * ```
 */
export function sprigFunctions(
  options: SprigOptions = {},
): Map<string, GoFunction> {
  const around = surroundings(options);
  return new Map(
    Object.entries({
      ...pure,
      ...dateFunctions(around),
      ...randomFunctions(around),
      ...cryptoFunctions(around),
      ...certificateFunctions(around),
      ...(options.environment ? environmentFunctions(options.environment) : {}),
    }),
  );
}
