import {
  DurationError,
  formatDuration,
  formatDurationNanoseconds,
  formatDurationRounded,
  parseDuration,
  parseDurationNanoseconds,
  parseJsonDuration,
  roundDuration,
  truncateDuration,
} from '.';

describe('parseDuration', () => {
  it.each([
    ['0', 0],
    ['1h30m', 5_400_000],
    ['720h', 2_592_000_000],
    ['1.5h', 5_400_000],
    ['250ms', 250],
    ['-1m', -60_000],
    ['+5s', 5000],
    ['.5s', 500],
    ['1.s', 1000],
    ['1us', 0.001],
    ['1\u00b5s', 0.001],
    ['1\u03bcs', 0.001],
    ['1h1h', 7_200_000],
  ])('reads %j', (text, milliseconds) => {
    expect(parseDuration(text)).toBe(milliseconds);
  });

  it.each([
    ['', 'time: invalid duration ""'],
    ['-', 'time: invalid duration "-"'],
    ['abc', 'time: invalid duration "abc"'],
    ['.s', 'time: invalid duration ".s"'],
    ['5', 'time: missing unit in duration "5"'],
    ['1d', 'time: unknown unit "d" in duration "1d"'],
    ['1h 5m', 'time: unknown unit "h " in duration "1h 5m"'],
    ['1\u00e9', 'time: unknown unit "\\xc3\\xa9" in duration "1\\xc3\\xa9"'],
    ['1\udcff', 'time: unknown unit "\\xff" in duration "1\\xff"'],
    ['9223372036854775808ns', 'time: invalid duration "9223372036854775808ns"'],
    ['3000000h', 'time: invalid duration "3000000h"'],
  ])('refuses %j in Go’s words', (text, message) => {
    expect(() => parseDuration(text)).toThrow(new DurationError(message));
  });

  it('reaches the limits of int64', () => {
    expect(parseDurationNanoseconds('9223372036854775807ns')).toBe(
      9223372036854775807n,
    );
    expect(parseDurationNanoseconds('-9223372036854775808ns')).toBe(
      -9223372036854775808n,
    );
    expect(parseDurationNanoseconds('0.100000000000000000000h')).toBe(
      360000000000n,
    );
  });
});

describe('parseJsonDuration', () => {
  it('takes strings and null', () => {
    expect(parseJsonDuration('5m')).toBe(300_000);
    expect(parseJsonDuration(null)).toBe(0);
    expect(() => parseJsonDuration(5)).toThrow(
      'json: cannot unmarshal number into Go value of type string',
    );
  });
});

describe('formatDuration', () => {
  it.each([
    [0, '0s'],
    [0.000001, '1ns'],
    [0.0015, '1.5µs'],
    [750, '750ms'],
    [1.25, '1.25ms'],
    [1500, '1.5s'],
    [30_000, '30s'],
    [60_000, '1m0s'],
    [3_600_000, '1h0m0s'],
    [5_400_500, '1h30m0.5s'],
    [-90_000, '-1m30s'],
    [2_592_000_000, '720h0m0s'],
  ])('prints %p ms', (milliseconds, text) => {
    expect(formatDuration(milliseconds)).toBe(text);
  });

  it('prints the smallest duration', () => {
    expect(formatDurationNanoseconds(-(1n << 63n))).toBe(
      '-2562047h47m16.854775808s',
    );
  });

  it('rounds and truncates as Go', () => {
    expect(roundDuration(1500, 1000)).toBe(2000);
    expect(roundDuration(-1500, 1000)).toBe(-2000);
    expect(roundDuration(1499, 1000)).toBe(1000);
    expect(truncateDuration(1999, 1000)).toBe(1000);
    expect(truncateDuration(-1999, 1000)).toBe(-1000);
    expect(roundDuration(5, 0)).toBe(5);
    expect(formatDurationRounded(61_600)).toBe('1m2s');
  });
});
