import { delivery, pending, suspended } from '../__fixtures__/deliveries';
import { actionViews } from './actionView';

describe('actionViews', () => {
  it('offers reconcile first, with the reasons of the server for the rest', () => {
    const [reconcile, suspend, diff] = actionViews(delivery());
    expect(reconcile).toEqual({
      verb: 'reconcile',
      enabled: true,
      waiting: false,
      confirm: 'affected',
    });
    expect(suspend).toMatchObject({
      verb: 'suspend',
      enabled: false,
      confirm: 'always',
      reason: expect.stringContaining('Only platform'),
    });
    expect(diff).toMatchObject({
      verb: 'diff',
      enabled: true,
      confirm: 'never',
    });
  });

  it('offers to resume what is suspended', () => {
    expect(actionViews(suspended).map(({ verb }) => verb)).toEqual([
      'resume',
      'reconcile',
      'diff',
    ]);
  });

  it('asks nothing when nobody else is affected, except before a suspension', () => {
    const views = actionViews(
      delivery({
        shared: [],
        actions: { ...delivery().actions, suspend: { allowed: true } },
      }),
    );
    expect(views.map(({ confirm }) => confirm)).toEqual([
      'never',
      'always',
      'never',
    ]);
  });

  it('waits for a reconcile that was requested', () => {
    expect(actionViews(pending)[0]).toMatchObject({
      waiting: true,
      enabled: false,
    });
  });

  it('offers nothing on what is not confirmed', () => {
    expect(actionViews(delivery({ confirmed: false }))).toEqual([]);
  });
});
