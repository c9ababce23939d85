import { duplicateFields } from './duplicateKeys';

describe('duplicateFields', () => {
  it.each<[string, string[]]>([
    ['{}', []],
    ['{"a":1,"b":{"a":1}}', []],
    ['{"a":1,"a":2}', ['duplicate field "a"']],
    [
      '{ "x" : { "y" : [ { "z":1 , "z" : "," } ] } }',
      ['duplicate field "x.y[0].z"'],
    ],
    [
      '{"a":"\\"}","b":[1,2.5e3,true,null,"]"],"b":{}}',
      ['duplicate field "b"'],
    ],
    ['{"a":1,"\\u0061":2}', ['duplicate field "a"']],
    ['[[],{},"",{"k":[],"k":[]}]', ['duplicate field "[3].k"']],
    ['{"__proto__":1,"constructor":2}', []],
  ])('reads %s', (text, expected) => {
    expect(duplicateFields(text)).toEqual(expected);
  });

  it('reports a bounded number', () => {
    const text = `{${Array.from({ length: 500 }, () => '"a":1').join()}}`;
    expect(duplicateFields(text).length).toBeLessThanOrEqual(20);
  });
});
