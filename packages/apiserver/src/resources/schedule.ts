/** A cron schedule (five fields, or a name such as `@hourly`), as robfig/cron reads it. Times are UTC. */
export interface Schedule {
  /** The first time after `after` (both milliseconds since 1970), or undefined within five years. */
  next(after: number): number | undefined;
}

const named: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
};
const months = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');
const days = 'sun mon tue wed thu fri sat'.split(' ');
const ranges = [
  { first: 0, last: 59, names: [] },
  { first: 0, last: 23, names: [] },
  { first: 1, last: 31, names: [] },
  { first: 1, last: 12, names: months },
  { first: 0, last: 6, names: days },
] as const;
const minute = 60_000;
const dayMilliseconds = 24 * 60 * minute;

class ScheduleError extends Error {}

interface Field {
  values: ReadonlySet<number>;
  star: boolean;
}

function parseNumber(text: string, range: (typeof ranges)[number]): number {
  const name = [...range.names].indexOf(text.toLowerCase());
  if (name >= 0) {
    return name + (range.first === 1 ? 1 : 0);
  }
  if (!/^\d+$/.test(text)) {
    throw new ScheduleError(
      `failed to parse int from ${text}: strconv.Atoi: parsing ${JSON.stringify(
        text,
      )}: invalid syntax`,
    );
  }
  return Number(text);
}

function parseField(text: string, range: (typeof ranges)[number]): Field {
  const values = new Set<number>();
  let star = false;
  for (const part of text.split(',')) {
    const [span, stepText, ...rest] = part.split('/');
    if (rest.length > 0) {
      throw new ScheduleError(`too many slashes: ${part}`);
    }
    const bounds = span.split('-');
    if (bounds.length > 2) {
      throw new ScheduleError(`too many hyphens: ${part}`);
    }
    const any = span === '*' || span === '?';
    const start = any ? range.first : parseNumber(bounds[0], range);
    const onlyStart = bounds.length === 1 && !any && stepText === undefined;
    let end: number = range.last;
    if (bounds.length === 2) {
      end = parseNumber(bounds[1], range);
    } else if (onlyStart) {
      end = start;
    }
    const step =
      stepText === undefined
        ? 1
        : parseNumber(stepText, { ...range, names: [] });
    star ||= any && stepText === undefined;
    if (start < range.first) {
      throw new ScheduleError(
        `beginning of range (${start}) below minimum (${range.first}): ${part}`,
      );
    }
    if (end > range.last) {
      throw new ScheduleError(
        `end of range (${end}) above maximum (${range.last}): ${part}`,
      );
    }
    if (start > end) {
      throw new ScheduleError(
        `beginning of range (${start}) beyond end of range (${end}): ${part}`,
      );
    }
    if (step === 0) {
      throw new ScheduleError(
        `step of range should be a positive number: ${part}`,
      );
    }
    for (let value = start; value <= end; value += step) {
      values.add(value);
    }
  }
  return { values, star };
}

function compile(text: string): Schedule {
  if (text.startsWith('@every ')) {
    const match = /^@every (?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/.exec(text);
    if (!match) {
      throw new ScheduleError(`failed to parse duration ${text}`);
    }
    const [, hours = '0', minutes = '0', seconds = '0'] = match;
    const every = Math.max(
      1000,
      (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000,
    );
    return { next: after => Math.floor(after / 1000) * 1000 + every };
  }
  if (text.startsWith('@') && !Object.hasOwn(named, text)) {
    throw new ScheduleError(`unrecognized descriptor: ${text}`);
  }
  const parts = (named[text] ?? text).trim().split(/\s+/);
  if (parts.length !== 5) {
    throw new ScheduleError(
      `expected exactly 5 fields, found ${parts.length}: [${parts.join(' ')}]`,
    );
  }
  const [minutes, hours, dayOfMonth, month, dayOfWeek] = parts.map(
    (part, index) => parseField(part, ranges[index]),
  );
  const dayMatches = (date: Date) => {
    const inMonth = dayOfMonth.values.has(date.getUTCDate());
    const inWeek = dayOfWeek.values.has(date.getUTCDay());
    return dayOfMonth.star || dayOfWeek.star
      ? inMonth && inWeek
      : inMonth || inWeek;
  };
  return {
    next(after) {
      const start = (Math.floor(after / minute) + 1) * minute;
      const firstDay = Math.floor(start / dayMilliseconds) * dayMilliseconds;
      for (let day = 0; day < 5 * 366; day += 1) {
        const midnight = firstDay + day * dayMilliseconds;
        const date = new Date(midnight);
        if (!month.values.has(date.getUTCMonth() + 1) || !dayMatches(date)) {
          continue;
        }
        for (let hour = 0; hour < 24; hour += 1) {
          if (!hours.values.has(hour)) {
            continue;
          }
          for (let at = 0; at < 60; at += 1) {
            const time = midnight + (hour * 60 + at) * minute;
            if (minutes.values.has(at) && time >= start) {
              return time;
            }
          }
        }
      }
      return undefined;
    },
  };
}

/** What is wrong with a schedule, or undefined. */
export function scheduleProblem(text: string): string | undefined {
  try {
    compile(text);
    return undefined;
  } catch (error) {
    if (error instanceof ScheduleError) {
      return error.message;
    }
    throw error;
  }
}

/** Reads a schedule; undefined when it is wrong. */
export function parseSchedule(text: string): Schedule | undefined {
  return scheduleProblem(text) === undefined ? compile(text) : undefined;
}
