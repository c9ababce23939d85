import { isIP } from 'node:net';
import { isCidr } from '../resources/addresses';

type FormatCheck = (text: string) => boolean;

const date = /^\d{4}-\d{2}-\d{2}$/;
const dateTime =
  /^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2})?$/;
const goDuration =
  /^[-+]?(\d+(\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h)((\d+(\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h))*$/;
const wordDuration =
  /^\s*(\d+)\s*(ns|nanos?|us|µs|micros?|ms|millis?|s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?|w|weeks?)\s*$/i;
const hostname =
  /^(?:[a-zA-Z0-9\p{S}\p{L}](?:-?[a-zA-Z0-9\p{S}\p{L}]{0,62})?|(?:[a-zA-Z0-9\p{S}\p{L}](?:[a-zA-Z0-9\p{S}\p{L}-]{0,61}[a-zA-Z0-9\p{S}\p{L}])?\.)+[a-zA-Z\p{L}]{2,63})$/u;
const uuid = (version: string) =>
  new RegExp(
    `^[0-9a-f]{8}-?[0-9a-f]{4}-?${version}[0-9a-f]{3}-?[0-9a-f]{4}-?[0-9a-f]{12}$`,
    'i',
  );
const base64 =
  /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

function isUri(text: string): boolean {
  return (
    /^([a-zA-Z][-a-zA-Z0-9+.]*:.+|\/.*)$/.test(text) && !/[\s<>]/.test(text)
  );
}

/** The formats that the real server checks; all others hold for any text. */
const checks: Readonly<Record<string, FormatCheck>> = {
  date: text => date.test(text) && !Number.isNaN(Date.parse(text)),
  'date-time': text =>
    dateTime.test(text) && !Number.isNaN(Date.parse(text.replace(' ', 'T'))),
  datetime: text => dateTime.test(text),
  duration: text =>
    text === '0' || goDuration.test(text) || wordDuration.test(text),
  uri: isUri,
  email: text => /^[^\s@<>]+@[^\s@<>]+$/.test(text),
  ipv4: text => isIP(text) === 4,
  ipv6: text => isIP(text) === 6,
  cidr: isCidr,
  mac: text => /^([0-9a-f]{2}[:-]){5}[0-9a-f]{2}$/i.test(text),
  hostname: text => text.length <= 255 && hostname.test(text),
  byte: text => base64.test(text),
  uuid: text => uuid('[0-9a-f]').test(text),
  uuid3: text => uuid('3').test(text),
  uuid4: text => uuid('4').test(text),
  uuid5: text => uuid('5').test(text),
  bsonobjectid: text => /^[0-9a-f]{24}$/i.test(text),
  isbn10: text => /^(\d{9}[\dX])$/.test(text.replace(/[\s-]/g, '')),
  isbn13: text => /^\d{13}$/.test(text.replace(/[\s-]/g, '')),
  creditcard: text => /^\d{12,19}$/.test(text.replace(/[\s-]/g, '')),
  ssn: text => /^\d{3}[- ]?\d{2}[- ]?\d{4}$/.test(text),
  hexcolor: text => /^#?([0-9a-f]{3}|[0-9a-f]{6})$/i.test(text),
  rgbcolor: text => /^rgb\(\s*\d+\s*,\s*\d+\s*,\s*\d+\s*\)$/.test(text),
};

/** Whether a text has a format; unknown formats are not checked. */
export function hasFormat(text: string, format: string): boolean {
  return Object.hasOwn(checks, format) ? checks[format](text) : true;
}
