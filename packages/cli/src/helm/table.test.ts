import { tableText } from './table';

describe('tables', () => {
  it('have columns as wide as what is in them', () => {
    expect(
      tableText([
        ['NAME', 'X'],
        ['ab', 'long'],
      ]),
    ).toBe('NAME\tX   \nab  \tlong');
  });

  it('cut off what is too long', () => {
    expect(tableText([['abcdefghijkl', 'b']], 8)).toBe('abcde...\tb');
  });

  it('count characters that are wide', () => {
    expect(tableText([['鯨'], ['abc']])).toBe('鯨 \nabc');
  });
});
