import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import {
  ControlPlane,
  judgePath,
  judgesAvailable,
  startControlPlane,
} from './controlPlane.mjs';

// They take minutes to build, which `npm test` does not ask for; where they are required, a missing one fails the start.
const describeWithJudges =
  judgesAvailable().available || process.env.SLUICE_JUDGES_REQUIRED
    ? describe
    : describe.skip;

interface AuditEvent {
  kind: string;
  stage: string;
  verb: string;
  objectRef?: { name?: string };
}

/** The whole lines of an audit log; the last one may still be written. */
function auditEvents(path: string): AuditEvent[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .slice(0, -1)
    .map(line => JSON.parse(line));
}

describeWithJudges('startControlPlane', () => {
  let plane: ControlPlane;

  beforeAll(async () => {
    plane = await startControlPlane({ auditLog: true });
  }, 120_000);

  afterAll(() => plane.stop());

  async function kubectl(kubeconfig: string, ...args: string[]) {
    const { stdout } = await promisify(execFile)(judgePath('kubectl'), [
      `--kubeconfig=${kubeconfig}`,
      ...args,
    ]);
    return stdout.trim();
  }

  it('serves the pinned version to an administrator', async () => {
    const version = JSON.parse(
      await kubectl(plane.kubeconfig, 'version', '--output=json'),
    );
    expect(version.serverVersion.gitVersion).toBe('v1.36.2');
    expect(version.clientVersion.gitVersion).toBe('v1.36.2');
  });

  it('gives other users what RBAC gives them, and nothing else', async () => {
    const tenant = plane.kubeconfigFor('jane', ['team-a']);
    await expect(kubectl(tenant, 'get', 'configmaps')).rejects.toThrow(
      'User "jane" cannot list resource "configmaps"',
    );

    await kubectl(
      plane.kubeconfig,
      'create',
      'rolebinding',
      'team-a',
      '--clusterrole=view',
      '--group=team-a',
    );
    await expect(
      kubectl(tenant, 'get', 'configmaps', '--output=name'),
    ).resolves.toContain('configmap/kube-root-ca.crt');
  });

  it('runs the controllers', async () => {
    await kubectl(
      plane.kubeconfig,
      'create',
      'deployment',
      'web',
      '--image=example.test/web',
    );
    await expect(
      kubectl(
        plane.kubeconfig,
        'wait',
        'deployment/web',
        '--for=jsonpath={.status.replicas}=1',
        '--timeout=30s',
      ),
    ).resolves.toContain('condition met');
  }, 60_000);

  it('writes an audit log', async () => {
    await kubectl(plane.kubeconfig, 'create', 'configmap', 'audited');
    let creation: AuditEvent | undefined;
    // Kubernetes writes of a request once it has been answered.
    while (!creation) {
      await setTimeout(20);
      creation = auditEvents(plane.auditLogPath ?? '').find(
        event => event.verb === 'create' && event.objectRef?.name === 'audited',
      );
    }
    expect(creation).toMatchObject({
      kind: 'Event',
      stage: 'ResponseComplete',
    });
  }, 30_000);

  it('keeps its state when the API server is killed and comes back', async () => {
    await kubectl(plane.kubeconfig, 'create', 'namespace', 'kept');
    await plane.killApiServer();
    await expect(
      kubectl(plane.kubeconfig, 'get', 'namespaces'),
    ).rejects.toThrow('refused');

    await plane.restartApiServer();
    await expect(
      kubectl(plane.kubeconfig, 'get', 'namespace', 'kept', '--output=name'),
    ).resolves.toBe('namespace/kept');
  }, 120_000);

  it('leaves nothing behind', async () => {
    const directory = dirname(plane.logsDir);
    expect(existsSync(directory)).toBe(true);
    await plane.stop();
    expect(existsSync(directory)).toBe(false);
    await expect(fetch(plane.url)).rejects.toThrow('fetch failed');
  });
});
