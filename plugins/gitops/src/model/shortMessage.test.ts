import { shortMessage } from './shortMessage';

describe('shortMessage', () => {
  it('leaves short messages as they are', () => {
    expect(shortMessage('Applied revision main@4c4397b3')).toBe(
      'Applied revision main@4c4397b3',
    );
  });

  it('names reason, file, line and what is wrong of a long one', () => {
    const message =
      "BuildFailed: kustomize build failed: accumulating resources: accumulation err='accumulating resources from 'payments': read /tmp/kustomization-646/apps/overlays/production/payments: is a directory': recursed accumulation of path '/tmp/kustomization-646/apps/overlays/production/payments': accumulating resources from '../../../base/payment-service': MalformedYAMLError: yaml: line 34: did not find expected ',' or ']' in File: deployment.yaml";
    const text = shortMessage(message);
    expect(text).toMatch(
      /^BuildFailed: .*deployment\.yaml \(line 34\): did not find expected ',' or '\]'$/,
    );
    expect(text.length).toBeLessThanOrEqual(160);
  });

  it('begins with the beginning of what names no file', () => {
    const text = shortMessage(
      `HealthCheckFailed: ${'Deployment/a/b, '.repeat(30)}`,
    );
    expect(text).toMatch(/^HealthCheckFailed: Deployment\/a\/b,.*…$/);
    expect(text).toHaveLength(160);
  });
});
