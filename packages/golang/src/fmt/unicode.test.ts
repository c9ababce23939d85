import { isLetterOrDigit, isPrintable, quote } from '.';

describe('characters as Go 1.26 knows them', () => {
  it.each([
    ['a', true, true],
    ['é', true, true],
    ['٣', true, true],
    ['½', true, false],
    [' ', true, false],
    ['\u00a0', false, false],
    ['\u200b', false, false],
    ['\ue000', false, false],
    // Assigned by Unicode 15.0 and 15.1.
    ['\u{1fae8}', true, false],
    ['\u{2ebf0}', false, false],
    // By Unicode 16.0.
    ['\u{1fae9}', false, false],
    ['\u1c89', false, false],
  ])('%j', (character, printable, letterOrDigit) => {
    expect(isPrintable(character)).toBe(printable);
    expect(isLetterOrDigit(character)).toBe(letterOrDigit);
  });

  it('quotes what is newer', () => {
    expect(quote('\u{1fae9}\u1c89')).toBe('"\\U0001fae9\\u1c89"');
  });
});
