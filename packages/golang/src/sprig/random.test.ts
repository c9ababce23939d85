import { compareSync } from 'bcryptjs';
import { goInt, integerOf, utc, type GoValue } from '../value';
import { sprigFunctions } from '.';

let next = 0;
/** Bytes that count upwards. */
const counting = (size: number) =>
  Uint8Array.from({ length: size }, () => (next++ * 37) % 256);

const functions = sprigFunctions({ random: counting, timeZone: utc });

function call(name: string, ...args: GoValue[]): GoValue {
  const found = functions.get(name);
  if (!found) throw new Error(`no function ${name}`);
  return found.call(args);
}

beforeEach(() => {
  next = 0;
});

it.each([
  ['randAlphaNum', /^[A-Za-z0-9]{200}$/],
  ['randAlpha', /^[A-Za-z]{200}$/],
  ['randNumeric', /^[0-9]{200}$/],
  ['randAscii', /^[ -~]{200}$/],
])('%s has so many characters of its set', (name, pattern) => {
  expect(call(name, goInt(200))).toMatch(pattern);
  expect(call(name, goInt(0))).toBe('');
  expect(call(name, goInt(-1))).toBe('');
  expect(() => call(name, goInt(2n ** 40n))).toThrow('longer than the limit');
});

it('uses every character about as often', () => {
  const random = sprigFunctions().get('randNumeric');
  const text = String(random?.call([goInt(20_000)]));
  for (const digit of '0123456789') {
    const count = text.split(digit).length - 1;
    expect(count).toBeGreaterThan(1_700);
    expect(count).toBeLessThan(2_300);
  }
});

it('takes randomness only from what it is given', () => {
  const first = call('uuidv4');
  next = 0;
  expect(call('uuidv4')).toBe(first);
  expect(first).toMatch(
    /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
  );
});

it('draws whole numbers from a range', () => {
  const drawn = Array.from({ length: 200 }, () =>
    call('randInt', goInt(-2), goInt(3)),
  );
  const numbers = drawn.map(value => Number(integerOf(value)?.value));
  expect([...new Set(numbers)].sort((a, b) => a - b)).toEqual([
    -2, -1, 0, 1, 2,
  ]);
  expect(() => call('randInt', goInt(3), goInt(3))).toThrow(
    'invalid argument to Intn',
  );
});

it('shuffles characters, not bytes', () => {
  const shuffled = String(call('shuffle', 'aé日😀'));
  expect([...shuffled].sort()).toEqual([...'aé日😀'].sort());
});

it('gives random bytes in base64', () => {
  expect(call('randBytes', goInt(4))).toBe(
    Buffer.from([0, 37, 74, 111]).toString('base64'),
  );
  expect(() => call('randBytes', goInt(-1))).toThrow(
    'runtime error: makeslice: len out of range',
  );
});

it('hashes passwords', () => {
  const hash = String(call('bcrypt', 'pass'));
  expect(hash).toMatch(/^\$2a\$10\$[./A-Za-z0-9]{53}$/);
  expect(compareSync('pass', hash)).toBe(true);
  expect(call('bcrypt', 'é'.repeat(37))).toBe(
    'failed to encrypt string with bcrypt: bcrypt: password length exceeds 72 bytes',
  );
  const [user, ...rest] = String(call('htpasswd', 'me', 'pass')).split(':');
  expect(user).toBe('me');
  expect(compareSync('pass', rest.join(':'))).toBe(true);
  expect(call('htpasswd', 'm:e', 'pass')).toBe('invalid username: m:e');
});

it('encrypts what it decrypts', () => {
  for (const text of ['a', 'sixteen bytes...', 'é日\udcff', 'x'.repeat(100)]) {
    const encrypted = call('encryptAES', 'key', text);
    expect(encrypted).not.toBe(call('encryptAES', 'key', text));
    expect(call('decryptAES', 'key', encrypted)).toBe(text);
  }
  expect(call('encryptAES', 'key', '')).toBe('');
});

it('resolves hosts only by what it is given', () => {
  expect(call('getHostByName', 'localhost')).toBe('');
  const resolving = sprigFunctions({ resolveHost: name => `<${name}>` });
  expect(resolving.get('getHostByName')?.call(['h'])).toBe('<h>');
});
