import {
  blockedByNeighbour,
  cluster,
  delivery,
  failedBuild,
  suspended,
} from '../__fixtures__/deliveries';
import { laneSummary } from './laneSummary';

const lane = (...deliveries: ReturnType<typeof delivery>[]) => ({
  name: 'production',
  title: 'Production',
  deliveries,
});

describe('laneSummary', () => {
  it('shows what needs attention first', () => {
    const summary = laneSummary(
      lane(delivery(), suspended, failedBuild, blockedByNeighbour),
      [cluster()],
    );
    expect(summary.state).toBe('Failed');
    expect(summary.delivery).toBe(failedBuild);
    expect(summary.others).toBe(3);
  });

  it('says that nothing is delivered when every cluster answers', () => {
    expect(laneSummary(lane(), [cluster()])).toEqual({
      state: 'NotDelivered',
      others: 0,
      maybeIn: [],
    });
  });

  it('does not claim to know an empty lane while a cluster is away', () => {
    expect(
      laneSummary(lane(), [
        cluster(),
        cluster({ name: 'edge', title: 'Edge', connection: 'unreachable' }),
      ]),
    ).toMatchObject({ state: 'Unknown', maybeIn: ['Edge'] });
  });
});
