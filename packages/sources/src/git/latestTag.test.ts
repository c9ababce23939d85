import { highestTags } from './latestTag';

describe('highestTags', () => {
  const tags = ['v1.0.0', '1.2.3', 'v1.10.0', 'v2.0.0-rc.1', 'latest', 'v3'];

  it.each([
    ['>=1.0.0', ['v1.10.0']],
    ['~1.2', ['1.2.3']],
    ['<1.2', ['v1.0.0']],
    ['>=2.0.0-0', ['v2.0.0-rc.1']],
    ['*', ['v1.10.0']],
  ])('finds the highest version within %s', (range, expected) => {
    expect(highestTags(tags, range)).toEqual(expected);
  });

  it('gives all tags of the same version', () => {
    expect(highestTags(['v1.0.0', '1.0.0+a', 'v1.0.0+b'], '1.x')).toEqual([
      'v1.0.0',
      '1.0.0+a',
      'v1.0.0+b',
    ]);
  });

  it('says when nothing is within it, and when it is malformed', () => {
    expect(() => highestTags(tags, '>=4')).toThrow(
      'no match found for semver: >=4',
    );
    expect(() => highestTags(tags, 'x.y.z!')).toThrow(/^semver parse error: /);
  });
});
