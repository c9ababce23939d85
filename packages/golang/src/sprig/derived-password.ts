import { createHmac, scryptSync } from 'node:crypto';
import { toBytes } from '../value';

/** What the characters of a template stand for; the order decides what a seed gives. */
const characters = new Map<string, string>([
  ['V', 'AEIOU'],
  ['C', 'BCDFGHJKLMNPQRSTVWXYZ'],
  ['v', 'aeiou'],
  ['c', 'bcdfghjklmnpqrstvwxyz'],
  ['A', 'AEIOUBCDFGHJKLMNPQRSTVWXYZ'],
  ['a', 'AEIOUaeiouBCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz'],
  ['n', '0123456789'],
  ['o', "@&%?,=[]_:-+*$#!'^~;()/."],
  [
    'x',
    'AEIOUaeiouBCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz0123456789!@#$%^&*()',
  ],
]);

/** The templates of the Master Password algorithm. */
const templates = new Map<string, readonly string[]>([
  ['maximum', ['anoxxxxxxxxxxxxxxxxx', 'axxxxxxxxxxxxxxxxxno']],
  [
    'long',
    (
      'CvcvnoCvcvCvcv CvcvCvcvnoCvcv CvcvCvcvCvcvno CvccnoCvcvCvcv CvccCvcvnoCvcv CvccCvcvCvcvno CvcvnoCvccCvcv ' +
      'CvcvCvccnoCvcv CvcvCvccCvcvno CvcvnoCvcvCvcc CvcvCvcvnoCvcc CvcvCvcvCvccno CvccnoCvccCvcv CvccCvccnoCvcv ' +
      'CvccCvccCvcvno CvcvnoCvccCvcc CvcvCvccnoCvcc CvcvCvccCvccno CvccnoCvcvCvcc CvccCvcvnoCvcc CvccCvcvCvccno'
    ).split(' '),
  ],
  ['medium', ['CvcnoCvc', 'CvcCvcno']],
  ['short', ['Cvcn']],
  ['basic', ['aaanaaan', 'aannaaan', 'aaannaaa']],
  ['pin', ['nnnn']],
]);

const NAMESPACE = 'com.lyndir.masterpassword';
/** Of scrypt, as the algorithm fixes it. */
const cost = { N: 32_768, r: 8, p: 2, maxmem: 128 * 1024 * 1024 };

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function prefixed(text: string): Buffer {
  const bytes = toBytes(text);
  return Buffer.concat([Buffer.from(NAMESPACE), uint32(bytes.length), bytes]);
}

export interface PasswordRequest {
  /** A uint32 that is raised for another password. */
  counter: number;
  /** `maximum`, `long`, `medium`, `short`, `basic` or `pin`. */
  kind: string;
  /** The master password. */
  password: string;
  user: string;
  site: string;
}

/** The password of a site by the Master Password algorithm; a text that says so for a kind that there is not. */
export function derivePassword(request: PasswordRequest): string {
  const candidates = templates.get(request.kind);
  if (candidates === undefined) {
    return `cannot find password template ${request.kind}`;
  }
  const key = scryptSync(
    toBytes(request.password),
    prefixed(request.user),
    64,
    cost,
  );
  const seed = createHmac('sha256', key)
    .update(prefixed(request.site))
    .update(uint32(request.counter))
    .digest();
  const template = candidates[seed[0] % candidates.length];
  return [...template]
    .map((kind, i) => {
      const set = characters.get(kind) ?? '';
      return set[seed[i + 1] % set.length];
    })
    .join('');
}
