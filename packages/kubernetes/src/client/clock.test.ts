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
});
