import { createCipheriv, createDecipheriv } from 'node:crypto';
import { encodeBase64 as encodeBcryptBase64, hashSync } from 'bcryptjs';
import { toBinary } from '../bytes';
import { decodeBase64 } from '../encoding';
import { GoError, fromBytes, stringType, toBytes, utf8Length } from '../value';
import {
  fn1,
  fn2,
  fn5,
  string,
  uint32,
  type FunctionTable,
  type Param,
} from './define';
import { type Surroundings } from './options';
import { runtimeError } from './panics';
import { derivePassword } from './derived-password';

const BLOCK = 16;
/** What bcrypt takes of a password, in bytes. */
const MAX_PASSWORD = 72;

type Random = Surroundings['random'];

/** A hash with bcrypt, cost 10, by a random salt. */
function bcrypt(password: string, random: Random): string {
  if (utf8Length(password) > MAX_PASSWORD) {
    return 'failed to encrypt string with bcrypt: bcrypt: password length exceeds 72 bytes';
  }
  const salt = encodeBcryptBase64([...random(BLOCK)], BLOCK);
  return hashSync(password, `$2a$10$${salt}`);
}

function htpasswd(username: string, password: string, random: Random): string {
  return username.includes(':')
    ? `invalid username: ${username}`
    : `${username}:${bcrypt(password, random)}`;
}

/** The first 32 bytes of a password, filled up with zeros. */
function aesKey(password: string): Buffer {
  const key = Buffer.alloc(32);
  key.set(toBytes(password).subarray(0, 32));
  return key;
}

function encryptAes(password: string, text: string, random: Random): string {
  if (text === '') return '';
  const vector = random(BLOCK);
  const cipher = createCipheriv('aes-256-cbc', aesKey(password), vector);
  return Buffer.concat([
    vector,
    cipher.update(toBytes(text)),
    cipher.final(),
  ]).toString('base64');
}

/** Whatever the padding is, its last byte says how much is cut off. @throws GoError, as Go panics */
function decryptAes(password: string, encrypted: string): string {
  if (encrypted === '') return '';
  const bytes = decodeBase64(toBinary(encrypted));
  const { length } = bytes;
  if (length < BLOCK) {
    throw runtimeError(
      `slice bounds out of range [:${BLOCK}] with capacity ${capacityOf(
        encrypted,
      )}`,
    );
  }
  if (length % BLOCK !== 0) {
    throw new GoError('crypto/cipher: input not full blocks');
  }
  const decipher = createDecipheriv(
    'aes-256-cbc',
    aesKey(password),
    bytes.subarray(0, BLOCK),
  ).setAutoPadding(false);
  const decrypted = Buffer.concat([
    decipher.update(bytes.subarray(BLOCK)),
    decipher.final(),
  ]);
  if (decrypted.length === 0) {
    throw runtimeError('index out of range [-1]');
  }
  const end = decrypted.length - decrypted[decrypted.length - 1];
  if (end < 0) throw runtimeError(`slice bounds out of range [:${end}]`);
  return fromBytes(decrypted.subarray(0, end));
}

/** What Go makes room for before it decodes base64. */
function capacityOf(base64: string): number {
  return Math.floor(utf8Length(base64) / 4) * 3;
}

const two: [Param<string>, Param<string>] = [string, string];

/** Slow by intent: bcrypt and scrypt take tens of milliseconds each, synchronously. */
export function cryptoFunctions({ random }: Surroundings): FunctionTable {
  return {
    bcrypt: fn1(string, stringType, password => bcrypt(password, random)),
    htpasswd: fn2(two, stringType, (username, password) =>
      htpasswd(username, password, random),
    ),
    derivePassword: fn5(
      [uint32, string, string, string, string],
      stringType,
      (counter, kind, password, user, site) =>
        derivePassword({
          counter: Number(counter),
          kind,
          password,
          user,
          site,
        }),
    ),
    encryptAES: fn2(two, stringType, (password, text) =>
      encryptAes(password, text, random),
    ),
    decryptAES: fn2(two, stringType, decryptAes),
  };
}
