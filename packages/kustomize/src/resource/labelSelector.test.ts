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

  it.each([
    ['app in web', "unable to parse requirement: found 'web' expected: '('"],
    ['app=web,', "found '', expected: identifier after ','"],
    ['(', "found '(', expected: !, identifier, or 'end of string'"],
    [
      'app in (a',
      "unable to parse requirement: found '', expected: ',' or ')'",
    ],
    [
      'size>x',
      "unable to parse requirement: for 'Gt', 'Lt' operators, the value must be an integer",
    ],
    [
      'a b',
      "unable to parse requirement: found 'b', expected: '=', '!=', '==', 'in', notin'",
    ],
    ['a=b=c', "found '=', expected: ',' or 'end of string'"],
    [
      'a=-x',
      `unable to parse requirement: invalid label value: "-x": at key: "a": a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')`,
    ],
  ])('refuses %s', (text, message) => {
    expect(() => parseLabelSelector(text)).toThrow(message);
  });
});
