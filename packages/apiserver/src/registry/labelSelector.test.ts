import { parseLabelSelector } from './labelSelector';

const labels = { app: 'web', tier: 'front', empty: '', size: '12' };

describe('parseLabelSelector', () => {
  it.each([
    ['', true],
    ['app', true],
    ['!app', false],
    ['app=web', true],
    ['app = web , tier==front', true],
    ['app!=web', false],
    ['other!=web', true],
    ['empty=', true],
    ['app in (web, api)', true],
    ['app in ()', false],
    ['empty in (,x)', true],
    ['app notin (web)', false],
    ['other notin (web)', true],
    ['size>10,size<20', true],
    ['size>12', false],
    ['example.com/team=a', false],
    ['constructor', false],
  ])('%s → %s', (selector, expected) => {
    expect(parseLabelSelector(selector)(labels)).toBe(expected);
  });

  it.each([
    ['a===b', "unable to parse requirement: found '=', expected: identifier"],
    ['a,,b', "found ',', expected: identifier after ','"],
    ['a in (b', "unable to parse requirement: found '', expected: ',' or ')'"],
    ['a in b', "unable to parse requirement: found 'b' expected: '('"],
    ['=b', "unable to parse requirement: found '=', expected: identifier"],
    ['__proto__', 'name part must consist of alphanumeric characters'],
  ])('refuses %s', (selector, message) => {
    expect(() => parseLabelSelector(selector)).toThrow(message);
  });
});
