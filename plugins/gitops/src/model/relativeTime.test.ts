import { relativeTime } from './relativeTime';

describe('relativeTime', () => {
  it.each([
    [0, /^now$/],
    [4_999, /^now$/],
    [12_000, /^12 ?s/],
    [119_000, /^1 ?m/],
    [7_200_000, /^2 ?h/],
    [-60_000, /^now$/],
  ])('%d ms ago', (age, text) => {
    expect(relativeTime(1_000_000_000 - age, 1_000_000_000, 'en')).toMatch(
      text,
    );
  });
});
