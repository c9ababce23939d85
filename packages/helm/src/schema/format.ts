import { isIPv6 } from 'node:net';
import { quote } from '@sluice/golang/fmt';
import { Regexp, RegexpError } from '@sluice/golang/regexp';
import {
  checkDate,
  checkDateTime,
  checkDuration,
  checkPeriod,
  checkTime,
} from './format-time';

/** A format that texts can have. */
export interface Format {
  name: string;
  /** Why a text does not have it, undefined where it does. */
  check(text: string): string | undefined;
}

/** A character in single quotes, as `%q` prints a rune. */
function rune(character: string): string {
  const inner = quote(character).slice(1, -1).replace('\\"', '"');
  return `'${inner === "'" ? "\\'" : inner}'`;
}

function firstOutside(text: string, allowed: RegExp): string | undefined {
  for (const character of text) {
    if (!allowed.test(character)) return character;
  }
  return undefined;
}

function checkPointer(text: string): string | undefined {
  if (text === '') return undefined;
  if (!text.startsWith('/')) return 'not starting with /';
  return /~(?![01])/.test(text) ? '~ must be followed by 0 or 1' : undefined;
}

function checkRelativePointer(text: string): string | undefined {
  const digits = /^[0-9]*/.exec(text)?.[0] ?? '';
  if (digits === '') return 'must start with non-negative integer';
  if (digits.length > 1 && digits.startsWith('0')) return 'starts with zero';
  const rest = text.slice(digits.length);
  return rest === '#' ? undefined : checkPointer(rest);
}

function checkUuid(text: string): string | undefined {
  const lengths = [8, 4, 4, 4, 12];
  const groups = text.split('-');
  if (groups.length !== lengths.length) return 'must have 5 elements';
  for (const [index, group] of groups.entries()) {
    if (Buffer.byteLength(group) !== lengths[index]) {
      return `element ${index + 1} must be ${lengths[index]} characters long`;
    }
    const bad = firstOutside(group, /^[0-9a-fA-F]$/);
    if (bad !== undefined) return `non-hex character ${rune(bad)}`;
  }
  return undefined;
}

function checkIpv4(text: string): string | undefined {
  const groups = text.split('.');
  if (groups.length !== 4) return 'expected four decimals';
  for (const group of groups) {
    if (group.length > 1 && group.startsWith('0')) return 'leading zeros';
    if (!/^[-+]?[0-9]+$/.test(group)) {
      return `strconv.Atoi: parsing ${quote(group)}: invalid syntax`;
    }
    if (Number(group) < 0 || Number(group) > 255) {
      return 'decimal must be between 0 and 255';
    }
  }
  return undefined;
}

function checkIpv6(text: string): string | undefined {
  if (!text.includes(':')) return 'missing colon';
  if (text.includes('%')) return 'zone id is not a part of ipv6 address';
  return isIPv6(text)
    ? undefined
    : `ParseAddr(${quote(text)}): unable to parse IP`;
}

function checkHostname(text: string): string | undefined {
  const name = text.replace(/\.$/, '');
  if (Buffer.byteLength(name) > 253) return 'more than 253 characters long';
  for (const label of name.split('.')) {
    const length = Buffer.byteLength(label);
    if (length < 1 || length > 63) {
      return 'label must be 1 to 63 characters long';
    }
    if (label.startsWith('-')) return 'label starts with hyphen';
    if (label.endsWith('-')) return 'label ends with hyphen';
    const bad = firstOutside(label, /^[a-zA-Z0-9-]$/);
    if (bad !== undefined) return `invalid character ${rune(bad)}`;
  }
  return undefined;
}

function checkLocalPart(local: string): string | undefined {
  if (Buffer.byteLength(local) > 64) {
    return 'local part more than 64 characters long';
  }
  if (local.length > 1 && local.startsWith('"')) {
    return /[\\"]/.test(local.slice(1, -1))
      ? 'backslash and quote are not allowed within quoted local part'
      : undefined;
  }
  if (local.startsWith('.')) return 'starts with dot';
  if (local.endsWith('.')) return 'ends with dot';
  if (local.includes('..')) return 'consecutive dots';
  const bad = firstOutside(local, /^[a-zA-Z0-9.!#$%&'*+\-/=?^_`{|}~]$/);
  return bad === undefined ? undefined : `invalid character ${rune(bad)}`;
}

function within(what: string, reason: string | undefined): string | undefined {
  return reason === undefined ? undefined : `invalid ${what}: ${reason}`;
}

function checkEmail(text: string): string | undefined {
  if (Buffer.byteLength(text) > 254) return 'more than 255 characters long';
  const at = text.lastIndexOf('@');
  if (at === -1) return 'missing @';
  const reason = checkLocalPart(text.slice(0, at));
  if (reason !== undefined) return reason;
  const domain = text.slice(at + 1);
  if (!domain.startsWith('[') || !domain.endsWith(']')) {
    return within('domain', checkHostname(domain));
  }
  const address = domain.slice(1, -1);
  return address.startsWith('IPv6:')
    ? within('ipv6 address', checkIpv6(address.slice('IPv6:'.length)))
    : within('ipv4 address', checkIpv4(address));
}

/** What Go's `url.Parse` says against a text. */
function checkUrl(text: string): string | undefined {
  const refused = (reason: string) => `parse ${quote(text)}: ${reason}`;
  if (/\p{Cc}/u.test(text.replace(/[\x80-\x9f]/g, ''))) {
    return refused('net/url: invalid control character in URL');
  }
  if (text.startsWith(':')) return refused('missing protocol scheme');
  const escape = /%(?![0-9a-fA-F]{2}).{0,2}/.exec(text.split('#')[0]);
  if (escape && !text.includes('?')) {
    return refused(`invalid URL escape ${quote(escape[0])}`);
  }
  const host = /^[A-Za-z][A-Za-z0-9+.-]*:\/\/(?:[^/?#]*@)?([^/?#]*)/.exec(
    text,
  )?.[1];
  if (host !== undefined && !host.startsWith('[')) {
    const bad = firstOutside(host, /^[^ "<>^`{|}\\]$/);
    if (bad !== undefined) {
      return refused(`invalid character ${quote(bad)} in host name`);
    }
    const port = /:([^:]*)$/.exec(host)?.[1];
    if (port !== undefined && !/^[0-9]*$/.test(port)) {
      return refused(`invalid port ${quote(`:${port}`)} after host`);
    }
  }
  const [first] = text.split(/[/?#]/, 1);
  if (first.includes(':') && !/^[A-Za-z][A-Za-z0-9+.-]*:/.test(first)) {
    return refused('first path segment in URL cannot contain colon');
  }
  return undefined;
}

function checkUri(text: string): string | undefined {
  return (
    checkUrl(text) ??
    (/^[A-Za-z][A-Za-z0-9+.-]*:/.test(text) ? undefined : 'relative url')
  );
}

function checkUriReference(text: string): string | undefined {
  return text.includes('\\') ? 'contains \\' : checkUrl(text);
}

function checkIdentifiers(text: string, kind: string): string | undefined {
  for (const identifier of text.split('.')) {
    if (identifier === '') return `${kind} identifier is empty`;
    const bad = firstOutside(identifier, /^[0-9a-zA-Z-]$/);
    if (bad !== undefined) {
      return `invalid character ${rune(bad)} in ${kind} identifier`;
    }
    if (kind === 'pre-release' && /^0[0-9]+$/.test(identifier)) {
      return 'pre-release numeric identifier starts with zero';
    }
  }
  return undefined;
}

function checkSemver(text: string): string | undefined {
  const [release, ...builds] = text.split('+');
  const build = builds.join('+');
  if (builds.length > 0) {
    if (build === '') return 'build is empty';
    const reason = checkIdentifiers(build, 'build');
    if (reason !== undefined) return reason;
  }
  const dash = release.indexOf('-');
  if (dash !== -1) {
    const reason = checkIdentifiers(release.slice(dash + 1), 'pre-release');
    if (reason !== undefined) return reason;
  }
  const numbers = (dash === -1 ? release : release.slice(0, dash)).split('.');
  if (numbers.length !== 3) {
    return 'versionCore must have 3 numbers separated by dot';
  }
  const names = ['major', 'minor', 'patch'];
  for (const [index, value] of numbers.entries()) {
    if (value === '') return `${names[index]} is empty`;
    if (/^0./.test(value)) return `${names[index]} starts with zero`;
    if (!/^[0-9]+$/.test(value)) return `${names[index]} contains non-digit`;
  }
  return undefined;
}

function checkRegex(text: string): string | undefined {
  try {
    return new Regexp(text) && undefined;
  } catch (error) {
    if (error instanceof RegexpError) return error.message;
    throw error;
  }
}

const checks: Record<string, Format['check']> = {
  regex: checkRegex,
  'json-pointer': checkPointer,
  'relative-json-pointer': checkRelativePointer,
  uuid: checkUuid,
  duration: checkDuration,
  period: checkPeriod,
  ipv4: checkIpv4,
  ipv6: checkIpv6,
  hostname: checkHostname,
  email: checkEmail,
  date: checkDate,
  time: checkTime,
  'date-time': checkDateTime,
  uri: checkUri,
  iri: checkUri,
  'uri-reference': checkUriReference,
  'iri-reference': checkUriReference,
  'uri-template': checkUrl,
  semver: checkSemver,
};

/** The format of a name; undefined where there is none, which then takes everything. */
export function formatOf(name: string): Format | undefined {
  return Object.hasOwn(checks, name)
    ? { name, check: checks[name] }
    : undefined;
}
