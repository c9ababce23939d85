import { Turn, runAtOnce, runInTurns } from './turn';

function* counting(to: number): Generator<number, number, number> {
  let sum = 0;
  for (let i = 1; i <= to; i += 1) sum += yield i;
  return sum;
}

/** Takes a millisecond. */
function slowly(i: number): number {
  const end = performance.now() + 1;
  let now = performance.now();
  while (now < end) now = performance.now();
  return i;
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
    expect(runAtOnce(counting(40), slowly)).toBe(820);
    expect(turns).toBe(0);
    expect(await runInTurns(counting(40), slowly)).toBe(820);
    done = true;
    expect(turns).toBeGreaterThan(2);
    expect(await runInTurns(counting(4), async i => i)).toBe(10);
  });

  it('hears where it asked what went wrong', async () => {
    function* failing(): Generator<number, string, number> {
      try {
        yield 1;
      } catch (error) {
        return String(error);
      }
      return '';
    }
    const refuse = () => {
      throw new Error('no');
    };
    expect(runAtOnce(failing(), refuse)).toBe('Error: no');
    expect(await runInTurns(failing(), refuse)).toBe('Error: no');
    await expect(runInTurns(counting(1), refuse)).rejects.toThrow('no');
  });

  it('goes on within its turn', () => {
    expect(new Turn().isOver).toBe(false);
  });
});
