import { deliberateDifferences } from './deliberate';
import { judge } from './verdicts';

describe('verdicts', () => {
  const difference = { path: 'x', expected: 1, got: 2 };

  it('count what differs', () => {
    expect(judge('basic', [], 1).outcome).toBe('agrees');
    expect(judge('basic', [difference], 1).outcome).toBe('differs');
  });

  it('tell apart what is left for later', () => {
    expect(judge('git-include', [difference], 1).outcome).toBe('later');
    expect(judge('git-include', [], 1).outcome).toBe('later agrees');
    expect(judge('git-branch-missing', [difference], 1).outcome).toBe(
      'differs',
    );
  });

  it('accept exactly what differs on purpose', () => {
    const [{ differences, play, reason }] = deliberateDifferences;
    const listed = differences.map(({ got, path }) => ({
      path,
      got,
      expected: 'recorded',
    }));
    expect(judge(play, listed, 1)).toMatchObject({
      outcome: 'deliberate',
      reason,
    });
    expect(judge(play, listed.slice(1), 1).outcome).toBe('differs');
    expect(judge(play, [...listed, difference], 1).outcome).toBe('differs');
  });
});
