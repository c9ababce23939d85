import { decodeYaml } from './decode';
import { YamlError } from './error';

/** The words are those of `kustomize build` 5.8.1 for the same bytes. */
describe('decodeYaml', () => {
  const utf16 = (text: string, big: boolean = false): Buffer => {
    const bytes = Buffer.from(`\ufeff${text}`, 'utf16le');
    return big ? bytes.swap16() : bytes;
  };

  it('reads UTF-8 and UTF-16 of either order', () => {
    const text = `a: é\u{1F600}\n${'x'.repeat(10_000)}`;
    expect(decodeYaml(Buffer.from(text))).toBe(text);
    expect(decodeYaml(utf16(text))).toBe(text);
    expect(decodeYaml(utf16(text, true))).toBe(text);
    expect(decodeYaml(Buffer.from([0xff, 0xfe]))).toBe('');
    expect(decodeYaml(Buffer.alloc(0))).toBe('');
  });

  it.each([
    [[0x61, 0xe9, 0x0a], 'incomplete UTF-8 octet sequence'],
    [[0xe9, 0x61, 0x62, 0x63], 'invalid trailing UTF-8 octet'],
    [[0x61, 0x80], 'invalid leading UTF-8 octet'],
    [[0xff, 0x61], 'invalid leading UTF-8 octet'],
    [[0xc0, 0x80], 'invalid length of a UTF-8 sequence'],
    [[0xed, 0xa0, 0x80], 'invalid Unicode character'],
    [[0xf4, 0x90, 0x80, 0x80], 'invalid Unicode character'],
    [[0xff, 0xfe, 0x61], 'incomplete UTF-16 character'],
    [[0xff, 0xfe, 0x00, 0xd8], 'incomplete UTF-16 surrogate pair'],
    [[0xff, 0xfe, 0x00, 0xd8, 0x61, 0x00], 'expected low surrogate area'],
    [[0xff, 0xfe, 0x00, 0xdc, 0x61, 0x00], 'unexpected low surrogate area'],
  ])('refuses %j', (bytes, message) => {
    expect(() => decodeYaml(Uint8Array.from(bytes))).toThrow(
      new YamlError(`yaml: ${message}`),
    );
  });
});
