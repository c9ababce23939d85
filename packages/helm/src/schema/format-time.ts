import { quoteElement } from '@sluice/golang/time';

/** Quotes as package time does. */
function quote(text: string): string {
  return quoteElement(Buffer.from(text).toString('latin1'));
}

/** Seconds may be 60 where the minute is the last one of a day in UTC. */
function checkLeap(h: number, m: number, s: number): string | undefined {
  return s >= 60 && (h !== 23 || m !== 59) ? 'invalid leap second' : undefined;
}

function numbersOf(text: string): number[] | undefined {
  const parts = text.split(':');
  return parts.every(part => /^[-+]?[0-9]+$/.test(part))
    ? parts.map(Number)
    : undefined;
}

/** Why a text is no time of RFC 3339; undefined where it is one. */
export function checkTime(text: string): string | undefined {
  if (text.length < 9) return 'less than 9 characters long';
  if (text[2] !== ':' || text[5] !== ':') {
    return 'missing colon in correct place';
  }
  const clock = numbersOf(text.slice(0, 8));
  if (!clock) return 'invalid hour/min/sec';
  if (clock.some(part => part < 0)) return 'non-positive hour/min/sec';
  const [h, m, s] = clock;
  if (h > 23 || m > 59 || s > 60) return 'hour/min/sec out of range';
  let rest = text.slice(8);
  if (rest.startsWith('.')) {
    const digits = /^\.([0-9]*)/.exec(rest)?.[1] ?? '';
    if (digits === '') return 'no digits in second fraction';
    rest = rest.slice(digits.length + 1);
  }
  if (rest === 'z' || rest === 'Z') return checkLeap(h, m, s);
  return checkOffset(rest, h, m, s);
}

function checkOffset(
  text: string,
  h: number,
  m: number,
  s: number,
): string | undefined {
  if (text.length !== 6) return 'offset must be 6 characters long';
  if (!/^[-+]/.test(text)) return 'offset must begin with plus/minus';
  if (text[3] !== ':') return 'missing colon in offset in correct place';
  const offset = numbersOf(text.slice(1));
  if (!offset) return 'invalid hour/min in offset';
  if (offset.some(part => part < 0)) return 'non-positive hour/min in offset';
  const [zh, zm] = offset;
  if (zh > 23 || zm > 59) return 'hour/min in offset out of range';
  const sign = text.startsWith('+') ? -1 : 1;
  const minutes = h * 60 + m + sign * (zh * 60 + zm);
  const utc = minutes < 0 ? minutes + 24 * 60 : minutes;
  return checkLeap(Math.floor(utc / 60), utc % 60, s);
}

/** Why a text is no date; undefined where it is one. */
export function checkDate(text: string): string | undefined {
  const failed = (rest: string, expected: string) =>
    `parsing time ${quote(text)} as "2006-01-02": cannot parse ${quote(
      rest,
    )} as ${quote(expected)}`;
  const [, year, afterYear = ''] = /^([0-9]{4})?(.*)$/s.exec(text) ?? [];
  if (year === undefined) return failed(text, '2006');
  if (!afterYear.startsWith('-')) return failed(afterYear, '-');
  const month = /^-([0-9]{2})/.exec(afterYear)?.[1];
  if (month === undefined) return failed(afterYear.slice(1), '01');
  const outOfRange = (part: string) =>
    `parsing time ${quote(text)}: ${part} out of range`;
  if (Number(month) < 1 || Number(month) > 12) return outOfRange('month');
  const afterMonth = afterYear.slice(3);
  if (!afterMonth.startsWith('-')) return failed(afterMonth, '-');
  const day = /^-([0-9]{2})/.exec(afterMonth)?.[1];
  if (day === undefined) return failed(afterMonth.slice(1), '02');
  if (afterMonth.length > 3) {
    return `parsing time ${quote(text)}: extra text: ${quote(
      afterMonth.slice(3),
    )}`;
  }
  const days = new Date(Date.UTC(Number(year), Number(month), 0));
  days.setUTCFullYear(Number(year), Number(month), 0);
  return Number(day) < 1 || Number(day) > days.getUTCDate()
    ? outOfRange('day')
    : undefined;
}

/** Why a text is no date and time of RFC 3339; undefined where it is one. */
export function checkDateTime(text: string): string | undefined {
  if (text.length < 20) return 'less than 20 characters long';
  if (!/[tT]/.test(text[10])) return '11th character must be t or T';
  const date = checkDate(text.slice(0, 10));
  if (date !== undefined) return `invalid date element: ${date}`;
  const time = checkTime(text.slice(11));
  return time === undefined ? undefined : `invalid time element: ${time}`;
}

function checkUnits(text: string, all: string): string | undefined {
  let units = all;
  let rest = text;
  while (rest !== '') {
    const digits = /^[0-9]*/.exec(rest)?.[0] ?? '';
    if (digits === '') return 'missing number';
    const unit = rest[digits.length];
    if (unit === undefined) return 'missing unit';
    const at = units.indexOf(unit);
    if (at === -1) {
      return all.includes(unit)
        ? `unit '${unit}' out of order`
        : `invalid unit '${unit}'`;
    }
    units = units.slice(at + 1);
    rest = rest.slice(digits.length + 1);
  }
  return undefined;
}

/** Why a text is no duration of ISO 8601; undefined where it is one. */
export function checkDuration(text: string): string | undefined {
  if (!text.startsWith('P')) return 'must start with P';
  const rest = text.slice(1);
  if (rest === '') return 'nothing after P';
  if (rest.endsWith('W')) {
    if (rest === 'W') return 'no number in week';
    return /^[0-9]+W$/.test(rest) ? undefined : 'invalid week';
  }
  const [days, time, ...more] = rest.split('T');
  const reason = checkUnits(days, 'YMD');
  if (reason !== undefined || time === undefined) return reason;
  if (time === '') return 'no time elements';
  const clock = checkUnits(time, 'HMS');
  if (clock !== undefined || more.length === 0) return clock;
  return more[0] === '' ? 'no time elements' : 'more than one T';
}

function within(what: string, reason: string | undefined): string | undefined {
  return reason === undefined ? undefined : `invalid ${what}: ${reason}`;
}

/** Why a text is no period of time; undefined where it is one. */
export function checkPeriod(text: string): string | undefined {
  const slash = text.indexOf('/');
  if (slash === -1) return 'missing slash';
  const [start, end] = [text.slice(0, slash), text.slice(slash + 1)];
  if (start.startsWith('P')) {
    return (
      within('start duration', checkDuration(start)) ??
      within('end date-time', checkDateTime(end))
    );
  }
  return (
    within('start date-time', checkDateTime(start)) ??
    (end.startsWith('P')
      ? within('end duration', checkDuration(end))
      : within('end date-time', checkDateTime(end)))
  );
}
