import { situations } from './__fixtures__/situations';
import { explain } from './explain';

describe('explain', () => {
  it('has at least thirty recorded situations, each named once', () => {
    expect(situations.length).toBeGreaterThanOrEqual(30);
    const names = situations.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });

  it.each(situations.map(item => [item.name, item] as const))(
    '%s',
    (_, { situation, expected }) => {
      const before = JSON.stringify(situation);
      const explanation = explain(situation);
      expect(explanation.situation).toBe(expected);
      expect(explanation.sentence).toMatch(/^[\p{Lu}$\w].*\.$/su);
      expect(explanation.sentence).not.toMatch(/undefined|\n|\/tmp\//);
      expect(explanation.sentence.length).toBeLessThan(400);
      expect(JSON.stringify(situation)).toBe(before);
    },
  );

  it('names a next step for every error', () => {
    const helpless = situations
      .map(({ situation }) => explain(situation))
      .filter(({ severity, nextStep }) => severity === 'error' && !nextStep);
    expect(helpless).toEqual([]);
  });

  it('prints the sentences', () => {
    expect(
      situations.map(
        ({ name, situation }) => `${name}: ${explain(situation).sentence}`,
      ),
    ).toMatchSnapshot();
  });
});
