import { ConfigReader } from '@backstage/config';
import { assertLoopback } from './loopback';

describe('assertLoopback', () => {
  it.each([
    { host: '127.0.0.1', port: 7007 },
    { host: 'localhost' },
    '127.0.0.1:7007',
  ])('accepts %j', listen => {
    expect(() =>
      assertLoopback(new ConfigReader({ backend: { listen } })),
    ).not.toThrow();
  });

  it.each([{ port: 7007 }, { host: '0.0.0.0' }, ':7007', '0.0.0.0:7007'])(
    'refuses %j',
    listen => {
      expect(() =>
        assertLoopback(new ConfigReader({ backend: { listen } })),
      ).toThrow(/only starts when backend.listen.host is 127.0.0.1/);
    },
  );

  it('refuses when nothing is configured', () => {
    expect(() => assertLoopback(new ConfigReader({}))).toThrow(/not set/);
  });
});
