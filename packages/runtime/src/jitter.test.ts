import { jitter } from './jitter';

describe('jitter', () => {
  it('spreads an interval by its percentage', () => {
    expect(jitter(1_000, 5, () => 0)).toBe(950);
    expect(jitter(1_000, 5, () => 0.5)).toBe(1_000);
    expect(jitter(1_000, 5, () => 1)).toBe(1_050);
  });

  it('can be off', () => {
    expect(jitter(1_000, 0, () => 0)).toBe(1_000);
    expect(jitter(1_000, 100, () => 0)).toBe(1_000);
  });
});
