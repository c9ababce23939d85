import { ManualClock, StubApiServer } from '../testing';
import { createClient } from './createClient';
import { LeaseLock } from './leaseLock';

const lease = {
  group: 'coordination.k8s.io',
  version: 'v1',
  kind: 'Lease',
  plural: 'leases',
};
const ref = {
  apiVersion: 'coordination.k8s.io/v1',
  kind: 'Lease',
  namespace: 'flux-system',
  name: 'source-controller-leader-election',
};

describe('a lease', () => {
  const server = new StubApiServer([lease]);
  const clock = new ManualClock(Date.UTC(2026, 0, 1, 12, 0, 0, 5));
  let client: ReturnType<typeof createClient>;
  const lock = (identity: string) =>
    new LeaseLock({
      client,
      clock,
      identity,
      namespace: ref.namespace,
      name: ref.name,
    });
  const specOf = async () =>
    (await client.get<typeof ref & { metadata: {}; spec: object }>(ref)).spec;

  beforeAll(() => server.start());
  afterAll(() => server.stop());
  beforeEach(() => {
    server.intercept = () => undefined;
    client = createClient({
      connection: {
        server: server.url,
        credentials: async () => ({ headers: {} }),
      },
    });
  });
  afterEach(async () => {
    await client.delete(ref);
    await client.close();
  });

  it('is created as client-go creates it', async () => {
    expect(await lock('us').acquireOrRenew()).toEqual({
      held: true,
      holder: 'us',
      expiresAt: 0,
      transitions: 0,
    });
    expect(await specOf()).toEqual({
      holderIdentity: 'us',
      leaseDurationSeconds: 35,
      acquireTime: '2026-01-01T12:00:00.005000Z',
      renewTime: '2026-01-01T12:00:00.005000Z',
      leaseTransitions: 0,
    });
  });

  it('belongs to one until that one is silent for its whole duration', async () => {
    const us = lock('us');
    const them = lock('them');
    await them.acquireOrRenew();
    expect(await us.acquireOrRenew()).toEqual({
      held: false,
      holder: 'them',
      expiresAt: clock.now() + 35_000,
      transitions: 0,
    });
    clock.advance(34_000);
    expect((await them.acquireOrRenew()).held).toBe(true);
    clock.advance(2_000);
    // Seen to be renewed: the wait begins anew, whatever the clocks of others say.
    expect((await us.acquireOrRenew()).held).toBe(false);
    clock.advance(35_001);
    expect(await us.acquireOrRenew()).toEqual({
      held: true,
      holder: 'us',
      expiresAt: 0,
      transitions: 1,
    });
    expect((await them.acquireOrRenew()).held).toBe(false);
  });

  it('is renewed with a single request', async () => {
    const us = lock('us');
    await us.acquireOrRenew();
    server.requests.length = 0;
    clock.advance(5_000);
    expect((await us.acquireOrRenew()).held).toBe(true);
    expect(server.requests.map(({ method }) => method)).toEqual(['PUT']);
    expect(await specOf()).toMatchObject({ leaseTransitions: 0 });
  });

  it('is made again when somebody deletes it', async () => {
    const us = lock('us');
    await us.acquireOrRenew();
    await client.delete(ref);
    expect((await us.acquireOrRenew()).held).toBe(true);
    expect(await specOf()).toMatchObject({ holderIdentity: 'us' });
    await client.delete(ref);
    await us.release();
    expect((await us.observe()).holder).toBe('');
  });

  it('is free at once when it is given back', async () => {
    const us = lock('us');
    const them = lock('them');
    await us.acquireOrRenew();
    await them.acquireOrRenew();
    await them.release();
    expect((await us.observe()).holder).toBe('us');
    await us.release();
    expect((await them.observe()).holder).toBe('');
    expect(await them.acquireOrRenew()).toMatchObject({
      held: true,
      transitions: 1,
    });
  });

  it('is not ours when somebody was faster', async () => {
    const us = lock('us');
    const them = lock('them');
    let raced = false;
    server.intercept = ({ method }) => {
      if (method === 'POST' && !raced) {
        raced = true;
        return {
          status: 409,
          body: { kind: 'Status', code: 409, reason: 'AlreadyExists' },
        };
      }
      return undefined;
    };
    expect((await us.acquireOrRenew()).held).toBe(false);
    await them.acquireOrRenew();
    expect((await us.acquireOrRenew()).holder).toBe('them');
  });
});
