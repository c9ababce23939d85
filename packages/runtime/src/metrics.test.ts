import { startRuntimeServer } from './httpServer';
import { Metrics } from './metrics';
import { MetricsRegistry } from './metricsRegistry';

describe('metrics', () => {
  it('are printed in the text format of Prometheus', () => {
    const registry = new MetricsRegistry();
    const counter = registry.counter('b_total', 'A "counter"\nof things');
    counter.inc({ path: 'a\\b"c\n', code: '200' });
    counter.inc({ code: '200', path: 'a\\b"c\n' }, 2);
    const gauge = registry.gauge('a_now', 'A gauge');
    registry.onCollect(() => gauge.set(1.5));
    const histogram = registry.histogram('c_seconds', 'A histogram', [0.1, 1]);
    [0.05, 0.1, 0.5, 7].forEach(value => histogram.observe(value));
    registry.counter('unused_total', 'Never used');
    expect(registry.expose()).toBe(
      [
        '# HELP a_now A gauge',
        '# TYPE a_now gauge',
        'a_now 1.5',
        '# HELP b_total A "counter"\\nof things',
        '# TYPE b_total counter',
        'b_total{code="200",path="a\\\\b\\"c\\n"} 3',
        '# HELP c_seconds A histogram',
        '# TYPE c_seconds histogram',
        'c_seconds_bucket{le="0.1"} 2',
        'c_seconds_bucket{le="1"} 3',
        'c_seconds_bucket{le="+Inf"} 4',
        'c_seconds_sum 7.65',
        'c_seconds_count 4',
        '',
      ].join('\n'),
    );
    expect(() => registry.gauge('a_now', '')).toThrow('already');
  });

  it('have the names and buckets of Flux', () => {
    const metrics = new Metrics();
    const app = { kind: 'Kustomization', namespace: 'ns', name: 'app' };
    metrics.observeReconcile(app, 0.5);
    metrics.onRequest({
      code: '200',
      method: 'GET',
      host: 'h',
      path: '/',
      duration: 1,
    });
    const text = metrics.registry.expose();
    const bounds = [
      ...text.matchAll(
        /gotk_reconcile_duration_seconds_bucket\{.*le="(.*)"\}/g,
      ),
    ].map(match => match[1]);
    expect(bounds).toHaveLength(11);
    expect(bounds.slice(0, 10).map(Number)[0]).toBe(0.01);
    expect(bounds.slice(0, 10).map(Number)[9]).toBeCloseTo(1800);
    expect(text).toContain(
      'rest_client_requests_total{code="200",host="h",method="GET"} 1',
    );
    expect(text).toContain('process_cpu_seconds_total');
    metrics.forgetObject(app);
    expect(metrics.registry.expose()).not.toContain('name="app"');
  });

  it('are served beside the health checks', async () => {
    const metrics = new Metrics();
    let problem: string | undefined = 'no leader yet';
    const server = await startRuntimeServer({
      registry: metrics.registry,
      port: 0,
      readyz: { manager: () => problem },
    });
    const get = async (path: string) => {
      const answer = await fetch(`http://127.0.0.1:${server.port}${path}`);
      return [answer.status, await answer.text()];
    };
    expect(await get('/healthz')).toEqual([200, 'ok']);
    expect(await get('/readyz')).toEqual([
      500,
      '[-]manager failed: no leader yet\n',
    ]);
    problem = undefined;
    expect(await get('/readyz')).toEqual([200, 'ok']);
    expect((await get('/metrics'))[1]).toContain('process_open_fds');
    expect((await get('/debug'))[0]).toBe(404);
    await expect(
      startRuntimeServer({ registry: metrics.registry, port: server.port }),
    ).rejects.toThrow('EADDRINUSE');
    await server.close();
  });
});
