import { fromBinary, toBinary } from '../bytes';
import {
  UrlError,
  hostnameOf,
  parseUrl,
  urlText,
  userinfoText,
  type UrlParts,
} from '../url';
import {
  GoError,
  anyMapType,
  kindOf,
  stringType,
  textOf,
  type GoMap,
  type GoValue,
} from '../value';
import { dict, fn1, string, type FunctionTable } from './define';
import { nilDereference } from './panics';

/** @throws GoError with this before the message */
function parse(text: string, refusal: string): UrlParts {
  try {
    return parseUrl(text);
  } catch (error) {
    if (!(error instanceof UrlError)) throw error;
    throw new GoError(`${refusal}: ${error.message}`, { cause: error });
  }
}

function toDict(text: string): GoValue {
  const url = parse(text, 'unable to parse url');
  const parts: [string, string][] = [
    ['scheme', url.scheme],
    ['host', url.host],
    ['hostname', hostnameOf(url)],
    ['path', url.path],
    ['query', url.query],
    ['opaque', url.opaque],
    ['fragment', url.fragment],
    ['userinfo', url.user === undefined ? '' : userinfoText(url.user)],
  ];
  return new Map(
    parts.map(([key, value]): [string, string] => [key, fromBinary(value)]),
  );
}

/** The text under a key, as a binary string. @throws GoError for what is no text */
function textUnder(map: GoMap | null, key: string): string {
  const value = map?.get(key);
  if (value === undefined) return '';
  if (value === null) throw nilDereference();
  const text = textOf(value);
  if (text === undefined) {
    throw new GoError(
      `unable to parse ${key} key, must be of type string, but ${kindOf(
        value,
      )} found`,
    );
  }
  return toBinary(text);
}

function fromDict(map: GoMap | null): string {
  const parts: Partial<UrlParts> = {
    scheme: textUnder(map, 'scheme'),
    host: textUnder(map, 'host'),
    path: textUnder(map, 'path'),
    query: textUnder(map, 'query'),
    opaque: textUnder(map, 'opaque'),
    fragment: textUnder(map, 'fragment'),
  };
  const userinfo = fromBinary(textUnder(map, 'userinfo'));
  if (userinfo !== '') {
    const url = `proto://${userinfo}@host`;
    parts.user = parse(url, 'unable to parse userinfo in dict').user;
  }
  return urlText(parts);
}

export const urlFunctions: FunctionTable = {
  urlParse: fn1(string, anyMapType, toDict),
  urlJoin: fn1(dict, stringType, fromDict),
};
