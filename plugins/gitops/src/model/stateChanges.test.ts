import { deliveries, delivery, failedBuild } from '../__fixtures__/deliveries';
import { stateChanges } from './stateChanges';

describe('stateChanges', () => {
  it('tells what has another state, and nothing else', () => {
    const ready = deliveries([delivery()]);
    expect(stateChanges(ready, deliveries([delivery()]))).toEqual([]);
    expect(stateChanges(ready, deliveries([failedBuild]))).toEqual([
      {
        environment: 'Production',
        state: 'Failed',
        sentence: failedBuild.explanation.sentence,
      },
    ]);
  });
});
