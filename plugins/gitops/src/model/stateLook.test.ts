import { LaneState, stateLook } from './stateLook';

const states: LaneState[] = [
  'Ready',
  'Progressing',
  'Waiting',
  'Suspended',
  'Failed',
  'Retrying',
  'Unknown',
  'NotDelivered',
];

describe('stateLook', () => {
  it('gives every word a shape of its own', () => {
    expect(new Set(states.map(state => stateLook(state).shape)).size).toBe(
      states.length,
    );
  });

  it('gives the five main words five colours', () => {
    expect(states.slice(0, 5).map(state => stateLook(state).tone)).toEqual([
      'success',
      'info',
      'warning',
      'neutral',
      'danger',
    ]);
  });
});
