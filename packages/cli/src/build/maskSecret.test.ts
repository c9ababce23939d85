import { corruptBase64At, maskSecret } from './maskSecret';

const encoded = (text: string): string => Buffer.from(text).toString('base64');
const secret = (fields: object) => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 'token' },
  ...fields,
});

describe('maskSecret', () => {
  it('masks every value of an encrypted Secret, and shows nothing of its keys', () => {
    const sops = { mac: 'ENC[AES256_GCM,data:x]' };
    expect(
      maskSecret(
        secret({ data: { a: 'ENC[x]' }, stringData: { b: 'c' }, sops }),
      ),
    ).toEqual(
      secret({
        data: { a: encoded('**SOPS**') },
        stringData: { b: '**SOPS**' },
      }),
    );
    expect(
      maskSecret(
        secret({
          type: 'kubernetes.io/dockerconfigjson',
          data: { '.dockerconfigjson': 'ENC[x]' },
          sops,
        }),
      ),
    ).toMatchObject({
      data: { '.dockerconfigjson': encoded('{"mask":"**SOPS**"}') },
    });
  });

  it('masks encrypted files and keeps other values', () => {
    const file = '{"data":"ENC[x]","sops":{}}';
    const plain = { data: { b: encoded('b') }, stringData: { d: 'd' } };
    expect(
      maskSecret(
        secret({
          data: { a: encoded(file), ...plain.data },
          stringData: { c: file, ...plain.stringData },
        }),
      ),
    ).toEqual(
      secret({
        data: { a: encoded('**SOPS**'), ...plain.data },
        stringData: { c: encoded('**SOPS**'), ...plain.stringData },
      }),
    );
  });

  it('leaves other kinds alone and says where data is not base64', () => {
    const map = { kind: 'ConfigMap', data: { a: '%' } };
    expect(maskSecret(map)).toBe(map);
    expect(() => maskSecret(secret({ data: { a: 'YQ%' } }))).toThrow(
      'failed to mask secret token sops data: illegal base64 data at input byte 2',
    );
  });

  // As Go's encoding/base64 answers.
  it.each([
    ['', undefined],
    ['YWJj', undefined],
    ['YW\nJj\n', undefined],
    ['YQ==\n', undefined],
    ['YWI=', undefined],
    ['YQ', 0],
    ['YWJjY', 4],
    ['YQ=', 3],
    ['YQ=x', 3],
    ['Y===', 1],
    ['YQ==YQ==', 4],
    ['**SOPS**', 0],
  ])('finds the first corrupt byte of %j', (text, at) => {
    expect(corruptBase64At(text)).toBe(at);
  });
});
