const units: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

/**
 * How long ago something was, in words: "now" below five seconds, then rounded down to the largest unit. Both times in milliseconds
 * since the epoch; a time in the future (a clock that is off) counts as now.
 */
export function relativeTime(at: number, now: number, locale: string): string {
  const format = new Intl.RelativeTimeFormat(locale, {
    numeric: 'auto',
    style: 'narrow',
  });
  const seconds = Math.max(0, Math.floor((now - at) / 1000));
  if (seconds < 5) {
    return format.format(0, 'second');
  }
  const [unit, size] = units.find(([, length]) => seconds >= length) ?? [
    'second',
    1,
  ];
  return format.format(-Math.floor(seconds / size), unit);
}
