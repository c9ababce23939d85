import { ApplyError, DryRunError } from './errors';

const secret = {
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 'db', namespace: 'team' },
  type: 'Opaque',
  data: { token: Buffer.from('correct horse').toString('base64') },
  stringData: 'battery staple',
};

describe('errors about objects', () => {
  it('quote nothing of what a Secret holds', () => {
    const cause = new Error(
      '.stringData: expected map, got &{battery staple}, correct horse',
    );
    expect(new DryRunError(cause, secret).message).toBe(
      'Secret/team/db dry-run failed: .stringData: expected map, got &{***}, ***',
    );
    expect(new ApplyError('apply failed', cause, secret).message).toBe(
      'Secret/team/db apply failed: .stringData: expected map, got &{***}, ***',
    );
  });

  it('quote what others hold', () => {
    const object = { ...secret, kind: 'ConfigMap' };
    expect(
      new DryRunError(new Error('got battery staple'), object).message,
    ).toBe('ConfigMap/team/db dry-run failed: got battery staple');
  });
});
