import { TestApiServer } from '../testing/testApiServer';
import { decodeProtobuf, isProtobuf } from './protobuf';

function varint(value: number): number[] {
  return value < 128
    ? [value]
    : [(value % 128) + 128, ...varint(Math.floor(value / 128))];
}
const field = (number: number, content: Buffer | string) => {
  const bytes = Buffer.from(content);
  return Buffer.concat([
    Buffer.from([number * 8 + 2, ...varint(bytes.length)]),
    bytes,
  ]);
};
const numeric = (number: number, value: number) =>
  Buffer.from([number * 8, ...varint(value)]);
const envelope = (apiVersion: string, kind: string, raw: Buffer) =>
  Buffer.concat([
    Buffer.from('k8s\0'),
    field(1, Buffer.concat([field(1, apiVersion), field(2, kind)])),
    field(2, raw),
    field(3, ''),
    field(4, ''),
  ]);

const labels = (key: string, value: string) =>
  field(11, Buffer.concat([field(1, key), field(2, value)]));
const metadata = (name: string) =>
  field(1, Buffer.concat([field(1, name), field(8, ''), labels('a', 'b')]));

describe('protobuf bodies', () => {
  it('reads a ConfigMap', () => {
    const body = envelope(
      'v1',
      'ConfigMap',
      Buffer.concat([
        metadata('x'),
        field(2, Buffer.concat([field(1, 'k'), field(2, 'v')])),
        field(
          3,
          Buffer.concat([field(1, 'bin'), field(2, Buffer.from([0, 255]))]),
        ),
        numeric(4, 1),
      ]),
    );
    expect(isProtobuf(body)).toBe(true);
    expect(decodeProtobuf(body)).toEqual({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'x', labels: { a: 'b' } },
      data: { k: 'v' },
      binaryData: { bin: 'AP8=' },
      immutable: true,
    });
  });

  it('reads times, numbers and nested messages', () => {
    const time = (seconds: number, nanos: number) =>
      Buffer.concat([
        numeric(1, seconds),
        ...(nanos ? [numeric(2, nanos)] : []),
      ]);
    const spec = Buffer.concat([
      field(1, 'me'),
      numeric(2, 15),
      field(3, time(1_800_000_000, 123_456_000)),
      numeric(5, 0),
    ]);
    expect(
      decodeProtobuf(
        envelope(
          'coordination.k8s.io/v1',
          'Lease',
          Buffer.concat([metadata('l'), field(2, spec)]),
        ),
      ),
    ).toMatchObject({
      spec: {
        holderIdentity: 'me',
        leaseDurationSeconds: 15,
        acquireTime: '2027-01-15T08:00:00.123456Z',
        leaseTransitions: 0,
      },
    });
  });

  it('passes over unknown fields only when they say nothing', () => {
    const pod = (extra: Buffer) =>
      envelope('v1', 'ConfigMap', Buffer.concat([metadata('x'), extra]));
    expect(decodeProtobuf(pod(field(15, numeric(1, 0))))).toBeDefined();
    expect(decodeProtobuf(pod(field(15, numeric(1, 7))))).toBeUndefined();
  });

  it.each([
    ['an unknown kind', envelope('v1', 'Node', metadata('x'))],
    [
      'a message that is cut off',
      envelope('v1', 'ConfigMap', Buffer.from([10, 200, 1, 2])),
    ],
    [
      'an endless number',
      envelope(
        'v1',
        'ConfigMap',
        Buffer.from(Array.from({ length: 20 }, () => 255)),
      ),
    ],
    ['nothing', Buffer.from('k8s\0')],
  ])('does not read %s', (_, body) => {
    expect(decodeProtobuf(body)).toBeUndefined();
  });

  it('reads a message without fields', () => {
    const withoutRaw = envelope('v1', 'DeleteOptions', Buffer.alloc(0));
    const raw = withoutRaw.indexOf(Buffer.from([0x12, 0x00]));
    const omitted = Buffer.concat([
      withoutRaw.subarray(0, raw),
      withoutRaw.subarray(raw + 2),
    ]);
    const options = { apiVersion: 'v1', kind: 'DeleteOptions' };
    expect(decodeProtobuf(withoutRaw)).toEqual(options);
    expect(decodeProtobuf(omitted)).toEqual(options);
  });

  it('is a 415 for kinds that are not read', async () => {
    const api = await TestApiServer.start();
    try {
      const contentType = 'application/vnd.kubernetes.protobuf';
      const created = await api.call(
        'POST',
        '/api/v1/namespaces/default/configmaps',
        {
          contentType,
          body: envelope('v1', 'ConfigMap', metadata('x')),
        },
      );
      expect(created.status).toBe(201);
      const refused = await api.call('POST', '/api/v1/nodes', {
        contentType,
        body: envelope('v1', 'Node', metadata('x')),
      });
      expect(refused.status).toBe(415);
    } finally {
      await api.stop();
    }
  });
});
