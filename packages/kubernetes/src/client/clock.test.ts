import { systemClock } from './clock';

describe('the system clock', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('counts delays that Node cannot', () => {
    const fired = jest.fn();
    const days = 24 * 60 * 60 * 1000;
    systemClock.after(60 * days, fired);
    jest.advanceTimersByTime(60 * days - 1);
    expect(fired).not.toHaveBeenCalled();
    jest.advanceTimersByTime(1);
    expect(fired).toHaveBeenCalledTimes(1);
  });

  it('forgets what was cancelled, also after its first leg', () => {
    const fired = jest.fn();
    const days = 24 * 60 * 60 * 1000;
    const cancel = systemClock.after(30 * days, fired);
    jest.advanceTimersByTime(26 * days);
    cancel();
    jest.advanceTimersByTime(10 * days);
    expect(fired).not.toHaveBeenCalled();
    expect(jest.getTimerCount()).toBe(0);
  });

  it('follows the time of day when that is set', () => {
    const before = systemClock.now();
    expect(Math.abs(before - Date.now())).toBeLessThanOrEqual(1);
    jest.setSystemTime(Date.now() + 3_600_000);
    expect(Math.abs(systemClock.now() - Date.now())).toBeLessThanOrEqual(1);
    expect(systemClock.now() - before).toBeGreaterThan(3_599_000);
  });
});

describe('the system clock, not faked', () => {
  it('tells times within a millisecond apart', () => {
    const times = new Set<number>();
    const end = performance.now() + 5;
    while (performance.now() < end) times.add(systemClock.now());
    expect(times.size).toBeGreaterThan(10);
  });
});
