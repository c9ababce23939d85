import { Turn, runAtOnce, runInTurns } from './turn';

function* counting(to: number): Generator<void, number> {
  let sum = 0;
  for (let i = 1; i <= to; i += 1) {
    const end = performance.now() + 1;
    while (performance.now() < end) sum += 0;
    sum += i;
    yield;
  }
  return sum;
}

describe('work in turns', () => {
  it('comes to the same, and lets others have theirs', async () => {
    let turns = 0;
    let done = false;
    const look = () => {
      turns += 1;
      if (!done) setImmediate(look);
    };
    setImmediate(look);
    expect(runAtOnce(counting(40))).toBe(820);
    expect(turns).toBe(0);
    expect(await runInTurns(counting(40))).toBe(820);
    done = true;
    expect(turns).toBeGreaterThan(2);
  });

  it('fails with what went wrong', async () => {
    const failing = (function* fail(): Generator<void, number> {
      yield;
      throw new Error('no');
    })();
    await expect(runInTurns(failing)).rejects.toThrow('no');
  });

  it('goes on within its turn', () => {
    expect(new Turn().isOver).toBe(false);
  });
});
