import { parseLabelSelector } from './labelSelector';

describe('parseLabelSelector', () => {
  const labels = new Map([
    ['app', 'web'],
    ['tier', 'front'],
    ['size', '5'],
    ['empty', ''],
  ]);

  it.each([
    ['', true],
    ['app', true],
    ['!app', false],
    ['none', false],
    ['!none', true],
    ['app=web', true],
    ['app == web , tier=front', true],
    ['app!=web', false],
    ['none!=x', true],
    ['app in (api, web)', true],
    ['app notin (api,web)', false],
    ['none notin (x)', true],
    ['empty in (,x)', true],
    ['empty=', true],
    ['size>4,size<6', true],
    ['app>1', false],
  ])('%s', (text, expected) => {
    expect(parseLabelSelector(text)(labels)).toBe(expected);
  });

  it.each(['app in web', 'app=web,', '(', 'app in (a', 'size>x', 'a b'])(
    'refuses %s',
    text => {
      expect(() => parseLabelSelector(text)).toThrow(
        'unable to parse requirement',
      );
    },
  );
});
