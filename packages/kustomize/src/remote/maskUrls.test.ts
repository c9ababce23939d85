import { maskUrls } from './maskUrls';

describe('maskUrls', () => {
  it.each([
    ['see https://user:secret@host/a', 'see https://***@host/a'],
    ["'http://token@host/a'", "'http://***@host/a'"],
    ['https://u:p@ss@host', 'https://***@host'],
    ['lstat /x/https:/u:secret@host', 'lstat /x/https:/***@host'],
    ['ssh://git:secret@host/a', 'ssh://git:***@host/a'],
    ['ssh://git@host/a git@host:a', 'ssh://git@host/a git@host:a'],
    [
      'https://host/a?b=c@d https://host/@x',
      'https://host/a?b=c@d https://host/@x',
    ],
  ])('%s', (text, masked) => {
    expect(maskUrls(text)).toBe(masked);
  });

  it('takes time in proportion to the text', () => {
    const long = `https://${'a:'.repeat(200_000)}`;
    expect(maskUrls(long)).toBe(long);
    expect(maskUrls(`${long} @`)).toBe(`${long} @`);
    expect(maskUrls(`${'https://a'.repeat(20_000)} @`)).toContain('https');
  });
});
