import { type ClusterEvent, eventLine } from './eventLine';

const sha = '4a31c0bf70494dd36e82b0210626eef7a88688d3';

function event(
  message: string,
  more: Partial<ClusterEvent> = {},
): ClusterEvent {
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: {
      annotations: {
        'kustomize.toolkit.fluxcd.io/revision': `main@sha1:${sha}`,
      },
    },
    involvedObject: {
      kind: 'Kustomization',
      namespace: 'flux-system',
      name: 'apps',
    },
    type: 'Normal',
    reason: 'Progressing',
    message,
    ...more,
  };
}

const line = (message: string, more?: Partial<ClusterEvent>) =>
  eventLine(event(message, more), new Map());

describe('eventLine', () => {
  it('names few changes and counts many', () => {
    expect(line('Deployment/shop/cart configured')).toBe(
      'apps: Deployment/shop/cart configured',
    );
    expect(
      line('A/a/a created\nB/b/b created\nC/c/c created\nD/d/d configured'),
    ).toBe('apps: 3 created, 1 configured');
  });

  it('tells drift from a new revision', () => {
    const applied = new Map<string, string>();
    const change = event('Deployment/shop/cart configured');
    expect(eventLine(change, applied)).toBe(
      'apps: Deployment/shop/cart configured',
    );
    eventLine(event('Reconciliation finished in 2s, next run in 1m'), applied);
    expect(eventLine(change, applied)).toBe(
      'apps: put back Deployment/shop/cart configured',
    );
  });

  it('says once that a revision is applied', () => {
    const applied = new Map<string, string>();
    const finished = event(
      'Reconciliation finished in 5.657247803s, next run in 10m0s',
    );
    expect(eventLine(finished, applied)).toBe(
      'apps: applied main@4a31c0bf in 5.7 s',
    );
    expect(eventLine(finished, applied)).toBeUndefined();
  });

  it('leaves out what goes without saying', () => {
    expect(
      line('Dependencies do not meet ready condition, retrying in 30s'),
    ).toBeUndefined();
    expect(line('Health check passed in 1.6s')).toBeUndefined();
    expect(
      line('Scaled up', { involvedObject: { kind: 'Deployment' } }),
    ).toBeUndefined();
  });

  it('says what is wrong in one line, without escape sequences', () => {
    const text = line(
      `kustomize build failed:\n  read /tmp/kustomization-123/apps/a.yaml: \u001b[31mbad\u0007 ${'x'.repeat(
        500,
      )}`,
      { type: 'Warning', reason: 'BuildFailed' },
    );
    expect(text).toContain(
      'apps: BuildFailed: kustomize build failed: read apps/a.yaml: ',
    );
    expect(text).not.toMatch(/\p{Cc}/u);
    expect(text).toMatch(/ … x+$/);
    expect(text?.length).toBeLessThanOrEqual(220);
  });

  it('names a new commit by its subject', () => {
    expect(
      line("stored artifact for commit 'Release 1.4.3'", {
        involvedObject: { kind: 'GitRepository', name: 'fleet' },
      }),
    ).toBe('fleet: new commit “Release 1.4.3”');
  });
});
