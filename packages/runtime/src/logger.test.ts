import { createLogger, type LoggerOptions } from './logger';

const now = () => Date.UTC(2026, 0, 1);

function logged(
  options: LoggerOptions,
  use: (log: ReturnType<typeof createLogger>) => void,
): string[] {
  const lines: string[] = [];
  use(createLogger({ now, write: line => lines.push(line), ...options }));
  return lines;
}

describe('the logger', () => {
  it('prints a JSON object a line, with the fields of its parents', () => {
    const lines = logged({}, log => {
      const child = log.child({ controller: 'kustomization' });
      child.info('Starting workers', { count: 4 });
      child.debug('not shown');
    });
    expect(lines).toEqual([
      '{"level":"info","ts":"2026-01-01T00:00:00.000Z","msg":"Starting workers","controller":"kustomization","count":4}',
    ]);
  });

  it('prints lines for people', () => {
    const lines = logged({ format: 'console', level: 'debug' }, log =>
      log.warn('two\nlines', { name: 'a b', none: undefined, n: 1 }),
    );
    expect(lines).toEqual(['00:00:00.000 WARN  two\\nlines name="a b" n=1']);
  });

  it('prints errors with their causes', () => {
    const cause = new Error('connection refused');
    const error = new Error('fetch failed', { cause });
    const [line] = logged({}, log => log.error('no', { error }));
    expect(JSON.parse(line).error).toBe('fetch failed: connection refused');
  });

  it('shows no secret', () => {
    const secret = {
      kind: 'Secret',
      data: { k: 'c2VjcmV0' },
      stringData: { k: 'hush' },
    };
    const error = new Error('GET https://ada:hush@git.example/x: 401');
    const lines = logged({}, log => {
      log.info('cloning https://hush@git.example/repo', { secret });
      log.error('failed', {
        error,
        object: secret,
        password: 'hush',
        headers: { Authorization: 'Bearer hush.hush.hush' },
        text: 'sent Authorization: Bearer hush.hush.hush',
        deep: [{ accessToken: 'hush' }],
        key: '-----BEGIN RSA PRIVATE KEY-----\nhush\n-----END RSA PRIVATE KEY-----',
      });
      log.info('kept', { secretRef: { name: 'git-auth' }, namespace: 'apps' });
    });
    const text = lines.join('\n');
    expect(text).not.toContain('hush');
    expect(text).not.toContain('c2VjcmV0');
    expect(text).toContain('https://***@git.example/repo');
    expect(text).toContain('{"name":"git-auth"}');
  });

  it('survives what JSON cannot hold', () => {
    const loop: Record<string, unknown> = { big: 12345678901234567890n };
    loop.self = loop;
    const [line] = logged({}, log => log.info('loop', { loop }));
    expect(line).toContain('12345678901234567890');
  });
});
