import { raisedVersion } from './raisedVersion';

describe('raisedVersion', () => {
  it.each([
    ['source.toolkit.fluxcd.io', 'v1beta2', 'GitRepository', 'v1'],
    ['source.toolkit.fluxcd.io', 'v1beta1', 'OCIRepository', 'v1'],
    ['kustomize.toolkit.fluxcd.io', 'v1beta2', 'Kustomization', 'v1'],
    ['helm.toolkit.fluxcd.io', 'v2beta1', 'HelmRelease', 'v2'],
    ['notification.toolkit.fluxcd.io', 'v1beta2', 'Receiver', 'v1'],
    ['notification.toolkit.fluxcd.io', 'v1beta2', 'Alert', 'v1beta3'],
    ['notification.toolkit.fluxcd.io', 'v1beta3', 'Provider', undefined],
    ['image.toolkit.fluxcd.io', 'v1beta2', 'ImagePolicy', 'v1'],
    ['kustomize.toolkit.fluxcd.io', 'v1', 'Kustomization', undefined],
    ['kustomize.config.k8s.io', 'v1beta1', 'Kustomization', undefined],
    ['source.toolkit.fluxcd.io', 'v1beta2', 'constructor', undefined],
  ])('%s/%s %s becomes %s', (group, version, kind, raised) => {
    expect(raisedVersion(group, version, kind)).toBe(raised);
  });

  it('raises to what an older Flux has', () => {
    const raise = (version: string) =>
      raisedVersion('image.toolkit.fluxcd.io', version, 'ImagePolicy', '2.6');
    expect(raise('v1beta1')).toBe('v1beta2');
    expect(raise('v1beta2')).toBeUndefined();
  });
});
