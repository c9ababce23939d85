const second = 1000;

/** A span of time as kubectl prints it: `45s`, `2m30s`, `5h`, `3d4h`, `2y30d`. Milliseconds. */
export function humanDuration(span: number): string {
  const seconds = Math.trunc(span / second);
  if (seconds < -1) {
    return '<invalid>';
  }
  if (seconds < 0) {
    return '0s';
  }
  const pair = (
    whole: number,
    wholeUnit: string,
    rest: number,
    restUnit: string,
  ) =>
    rest === 0
      ? `${whole}${wholeUnit}`
      : `${whole}${wholeUnit}${rest}${restUnit}`;
  if (seconds < 60 * 2) {
    return `${seconds}s`;
  }
  const minutes = Math.trunc(seconds / 60);
  if (minutes < 10) {
    return pair(minutes, 'm', seconds % 60, 's');
  }
  if (minutes < 60 * 3) {
    return `${minutes}m`;
  }
  const hours = Math.trunc(minutes / 60);
  if (hours < 8) {
    return pair(hours, 'h', minutes % 60, 'm');
  }
  if (hours < 48) {
    return `${hours}h`;
  }
  const days = Math.trunc(hours / 24);
  if (hours < 24 * 8) {
    return pair(days, 'd', hours % 24, 'h');
  }
  if (hours < 24 * 365 * 2) {
    return `${days}d`;
  }
  const years = Math.trunc(days / 365);
  return hours < 24 * 365 * 8 ? pair(years, 'y', days % 365, 'd') : `${years}y`;
}

/** The time since a timestamp, as a column shows it. */
export function humanAge(timestamp: unknown, now: number): string {
  const time = typeof timestamp === 'string' ? Date.parse(timestamp) : NaN;
  return Number.isNaN(time) ? '<unknown>' : humanDuration(now - time);
}
