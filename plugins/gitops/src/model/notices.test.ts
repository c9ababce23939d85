import {
  cluster,
  deliveries,
  delivery,
  stoppedControllers,
  unreachable,
  waitingControllers,
} from '../__fixtures__/deliveries';
import { notices } from './notices';

describe('notices', () => {
  it('says nothing when all is well', () => {
    expect(notices(deliveries([delivery()]))).toEqual([]);
  });

  it('names a cluster that does not answer', () => {
    expect(notices(unreachable)).toMatchObject([
      {
        kind: 'unreachable',
        title: 'Production',
        message: 'connect ECONNREFUSED 10.0.0.1:6443',
      },
    ]);
  });

  it('says that nobody delivers, or who does in our place', () => {
    expect(notices(stoppedControllers)).toMatchObject([{ kind: 'stopped' }]);
    expect(notices(waitingControllers)).toMatchObject([
      { kind: 'waiting', holder: 'kustomize-controller-5d8f_1b2c' },
    ]);
  });

  it('leaves out the controllers of clusters that deliver nothing here', () => {
    const elsewhere = cluster({
      name: 'edge',
      controllers: { state: 'stopped', since: '2026-11-21T09:00:00Z' },
    });
    expect(
      notices(deliveries([delivery()], { clusters: [cluster(), elsewhere] })),
    ).toEqual([]);
  });

  it('names a cluster that is away even when nothing is known to be there', () => {
    expect(
      notices(
        deliveries([delivery()], {
          clusters: [
            cluster(),
            cluster({ name: 'edge', connection: 'forbidden' }),
          ],
        }),
      ),
    ).toMatchObject([{ kind: 'forbidden', cluster: 'edge' }]);
  });
});
