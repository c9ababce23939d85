import { KustomizeCluster, conditions } from './__testUtils__/kustomizeCluster';

jest.setTimeout(60_000);

function job(command: string, annotations = ''): string {
  return `apiVersion: batch/v1
kind: Job
metadata:
  name: j
${annotations}spec:
  template:
    spec:
      restartPolicy: Never
      containers:
      - name: main
        image: busybox
        command: [echo, ${command}]
`;
}

describe('objects that cannot be changed', () => {
  let cluster: KustomizeCluster;
  beforeAll(async () => {
    cluster = await KustomizeCluster.start();
  });
  afterAll(() => cluster.stop());

  it('are an error', async () => {
    const team = await cluster.team();
    await team.push({ 'j.yaml': job('one') });
    await team.apply('app');
    await team.untilReady('app', 'True');
    const revision = await team.push({ 'j.yaml': job('two') });
    const object = await team.untilReady('app', 'False', revision);
    expect(conditions(object)[1]).toMatch(
      /^Ready=False ReconciliationFailed: Job\/.*\/j dry-run failed \(Invalid\): Job\.batch "j" is invalid: spec\.template: .*field is immutable\n$/s,
    );
    expect(object.status?.history?.map(h => h.lastReconciledStatus)).toEqual([
      'ReconciliationFailed',
      'ReconciliationSucceeded',
    ]);
  });

  it.each([
    ['by the spec', { force: true }, ''],
    [
      'by their annotation',
      {},
      '  annotations: {kustomize.toolkit.fluxcd.io/force: Enabled}\n',
    ],
  ])('are made anew when forced %s', async (_, spec, annotations) => {
    const team = await cluster.team();
    await team.push({ 'j.yaml': job('one', annotations) });
    await team.apply('app', spec);
    await team.untilReady('app', 'True');
    const ref = {
      apiVersion: 'batch/v1',
      kind: 'Job',
      name: 'j',
      namespace: team.namespace,
    };
    const before = await team.find(ref);
    const revision = await team.push({ 'j.yaml': job('two', annotations) });
    await team.until('app', o => o.status?.lastAppliedRevision === revision);
    const after = await team.find(ref);
    expect(after?.metadata.uid).not.toBe(before?.metadata.uid);
    expect(await team.events('app')).toContain(
      `Normal Progressing Job/${team.namespace}/j created`,
    );
  });
});
