import { assertAllowedOrigin } from './artifact';
import { fieldChanges } from './fieldDiff';

const object = (fields: object, metadata: object = {}) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', ...metadata },
  ...fields,
});

describe('fieldChanges', () => {
  it('names the field with both values, and items of lists by their key', () => {
    const containers = (image: string) => ({
      spec: { template: { spec: { containers: [{ name: 'main', image }] } } },
    });
    expect(
      fieldChanges(object(containers('a:1')), object(containers('a:2'))),
    ).toEqual([
      {
        path: 'spec.template.spec.containers[name=main].image',
        live: 'a:1',
        desired: 'a:2',
      },
    ]);
  });

  it('leaves out what the server owns', () => {
    expect(
      fieldChanges(
        object({ status: { replicas: 1 } }, { resourceVersion: '1', uid: 'a' }),
        object({ status: {} }, { resourceVersion: '2', uid: 'b' }),
      ),
    ).toEqual([]);
  });

  it('never shows what is in a Secret', () => {
    const secret = (data: object) => ({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: {
        name: 's',
        annotations: { 'last-applied': JSON.stringify(data) },
      },
      data,
    });
    const changes = fieldChanges(
      secret({ password: 'aHVudGVyMg==' }),
      secret({ password: 'Y29ycmVjdA==', token: 'eA==' }),
    );
    expect(changes.length).toBeGreaterThan(0);
    expect(JSON.stringify(changes)).not.toMatch(/aHVudGVyMg|Y29ycmVjdA|eA==/);
  });

  it('takes __proto__ as data', () => {
    const before = JSON.parse(
      '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"},"data":{"__proto__":"x"}}',
    );
    const after = JSON.parse(
      '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"},"data":{"__proto__":"y"}}',
    );
    expect(fieldChanges(before, after)).toEqual([
      { path: 'data.__proto__', live: 'x', desired: 'y' },
    ]);
  });
});

describe('assertAllowedOrigin', () => {
  const options = {
    allowedOrigins: ['http://source-controller.flux-system.svc'],
    allowLoopback: false,
  };

  it.each([
    'http://127.0.0.1:9090/x',
    'http://169.254.169.254/latest/meta-data',
    'file:///etc/passwd',
    'http://source-controller.flux-system.svc.evil.example/x',
    'http://user@evil.example/#http://source-controller.flux-system.svc',
    'not a url',
  ])('refuses %s', url => {
    expect(() => assertAllowedOrigin(url, options)).toThrow(
      /allowedOrigins does not list/,
    );
  });

  it('takes what is listed, and the loopback where the controllers are hosted', () => {
    expect(
      assertAllowedOrigin('http://source-controller.flux-system.svc/a', options)
        .pathname,
    ).toBe('/a');
    expect(() =>
      assertAllowedOrigin('http://127.0.0.1:1/a', {
        ...options,
        allowLoopback: true,
      }),
    ).not.toThrow();
  });
});
