import {
  isDigit,
  isLetter,
  isLower,
  isSpace,
  lowerOf,
  mapRunes,
  titleOf,
  toLower,
  toUpper,
  trimSpace,
  upperOf,
} from '.';

// As unicode.ToUpper, ToLower and ToTitle of Go 1.26 map them.
it.each([
  ['ß', 'ß', 'ß', 'ß'],
  ['ŉ', 'ŉ', 'ŉ', 'ŉ'],
  ['İ', 'İ', 'i', 'İ'],
  ['ı', 'I', 'ı', 'I'],
  ['ǆ', 'Ǆ', 'ǆ', 'ǅ'],
  ['ǅ', 'Ǆ', 'ǆ', 'ǅ'],
  ['ᾀ', 'ᾈ', 'ᾀ', 'ᾈ'],
  ['ᾳ', 'ᾼ', 'ᾳ', 'ᾼ'],
  ['ა', 'Ა', 'ა', 'ა'],
  ['ς', 'Σ', 'ς', 'Σ'],
  ['𐐨', '𐐀', '𐐨', '𐐀'],
  ['ﬁ', 'ﬁ', 'ﬁ', 'ﬁ'],
])('maps %s', (character, upper, lower, title) => {
  expect(upperOf(character)).toBe(upper);
  expect(lowerOf(character)).toBe(lower);
  expect(titleOf(character)).toBe(title);
});

it('knows no characters that are newer than the tables of Go', () => {
  expect(upperOf('ƛ')).toBe('ƛ'); // U+A7DC since Unicode 16
  expect(lowerOf('\ua7cb')).toBe('\ua7cb');
  expect(isLetter('\ua7cb')).toBe(false);
  expect(isLower('\u0295')).toBe(true);
});

it('maps texts character by character', () => {
  expect(toUpper('straße ŉ')).toBe('STRAßE ŉ');
  expect(toLower('ΑΣ ΣΑΣ')).toBe('ασ σασ');
  expect(toUpper('a\udcffé')).toBe('A\ufffdÉ');
  expect(mapRunes('a😀\udc80', each => `[${each}]`)).toBe('[a][😀][\ufffd]');
});

it('knows the spaces of Go', () => {
  expect(trimSpace('\t\n\v\f\r \u0085\u00a0\u2003x\u3000\u2028 ')).toBe('x');
  expect(trimSpace('\ufeffx\u200b')).toBe('\ufeffx\u200b');
  expect(trimSpace(' \n ')).toBe('');
  expect(isSpace('\u0085')).toBe(true);
  expect(isSpace('\ufeff')).toBe(false);
  expect(isDigit('٣')).toBe(true);
  expect(isDigit('½')).toBe(false);
});
