const units: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  '\u00b5s': 1e-3,
  '\u03bcs': 1e-3,
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
};

/** Milliseconds of a duration as Go writes it, for example `1h30m`. Throws when it is none. */
export function parseDuration(text: string): number {
  const parts = text.replace(/^[+-]/, '');
  if (parts === '0') return 0;
  if (
    !/^(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|\u00b5s|\u03bcs|ms|s|m|h))+$/.test(parts)
  ) {
    throw new Error(`time: invalid duration ${JSON.stringify(text)}`);
  }
  let sum = 0;
  for (const [, number, unit] of parts.matchAll(
    /([\d.]+)([a-z\u00b5\u03bc]+)/g,
  )) {
    sum += Number(number) * units[unit];
  }
  return text.startsWith('-') ? -sum : sum;
}

function decimal(value: number, digits: number): string {
  return value.toFixed(digits).replace(/\.?0+$/, '');
}

/** Milliseconds as Go's `time.Duration` prints them: `1h0m0s`, `1.5s`, `12ms`, `250\u00b5s`. */
export function formatDuration(ms: number): string {
  if (ms < 0) return `-${formatDuration(-ms)}`;
  const nanoseconds = Math.round(ms * 1e6);
  if (nanoseconds === 0) return '0s';
  if (nanoseconds < 1e3) return `${nanoseconds}ns`;
  if (nanoseconds < 1e6) return `${decimal(nanoseconds / 1e3, 3)}\u00b5s`;
  if (nanoseconds < 1e9) return `${decimal(nanoseconds / 1e6, 6)}ms`;
  const hours = Math.floor(nanoseconds / 3.6e12);
  const minutes = Math.floor((nanoseconds % 3.6e12) / 6e10);
  const seconds = decimal((nanoseconds % 6e10) / 1e9, 9);
  if (hours > 0) return `${hours}h${minutes}m${seconds}s`;
  return minutes > 0 ? `${minutes}m${seconds}s` : `${seconds}s`;
}
