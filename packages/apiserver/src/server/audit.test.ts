import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { configMap, TestApiServer } from '../testing/testApiServer';

describe('the audit log', () => {
  it('says who did what, and not what was in it', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'sluice-audit-'));
    const auditLogPath = join(directory, 'audit.log');
    const api = await TestApiServer.start({ auditLogPath });
    try {
      await api.call('POST', '/api/v1/namespaces/default/secrets', {
        body: { metadata: { name: 's' }, stringData: { password: 'hunter2' } },
      });
      await api.call(
        'PATCH',
        '/apis/apps/v1/namespaces/default/deployments/web/scale',
        {
          headers: { 'Impersonate-User': 'jane', 'Impersonate-Group': 'devs' },
          contentType: 'application/merge-patch+json',
          body: configMap('x'),
        },
      );
      await api.stop();
      const text = readFileSync(auditLogPath, 'utf8');
      expect(text).not.toContain('hunter2');
      const entries = text
        .trim()
        .split('\n')
        .map(line => JSON.parse(line));
      expect(entries).toEqual([
        expect.objectContaining({
          apiVersion: 'audit.k8s.io/v1',
          stage: 'ResponseComplete',
          verb: 'create',
          user: expect.objectContaining({
            username: 'admin',
            groups: ['system:masters', 'system:authenticated'],
          }),
          objectRef: {
            resource: 'secrets',
            namespace: 'default',
            apiVersion: 'v1',
          },
          responseStatus: { metadata: {}, code: 201 },
          userAgent: 'tester/1.0',
        }),
        expect.objectContaining({
          verb: 'patch',
          impersonatedUser: {
            username: 'jane',
            groups: ['devs', 'system:authenticated'],
          },
          objectRef: {
            resource: 'deployments',
            namespace: 'default',
            name: 'web',
            apiGroup: 'apps',
            apiVersion: 'v1',
            subresource: 'scale',
          },
          responseStatus: { metadata: {}, code: 403 },
        }),
      ]);
    } finally {
      rmSync(directory, { recursive: true });
    }
  });
});
