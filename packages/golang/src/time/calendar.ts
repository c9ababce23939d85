/** Days and dates of the Gregorian calendar, extended to all years, as Go's. */

export const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const;

export const WEEKDAYS = [
  'Sunday',
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
] as const;

export interface CalendarDate {
  year: number;
  /** From 1. */
  month: number;
  /** From 1. */
  day: number;
}

/** Days of 400 years. */
const ERA = 146_097;
/** From March 1 of the year 0 to January 1, 1970. */
const EPOCH = 719_468;

/** The date so many days after January 1, 1970. */
export function dateOfDays(days: number): CalendarDate {
  const shifted = days + EPOCH;
  const era = Math.floor(shifted / ERA);
  const dayOfEra = shifted - era * ERA;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const ofYear =
    dayOfEra -
    (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const fromMarch = Math.floor((5 * ofYear + 2) / 153);
  const month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: ofYear - Math.floor((153 * fromMarch + 2) / 5) + 1,
  };
}

/** Days from January 1, 1970; months and days may be beyond their ranges. */
export function daysOfDate({ year, month, day }: CalendarDate): number {
  const months = year * 12 + month - 1;
  const actualMonth = months - Math.floor(months / 12) * 12 + 1;
  const shiftedYear = Math.floor(months / 12) - (actualMonth <= 2 ? 1 : 0);
  const era = Math.floor(shiftedYear / 400);
  const yearOfEra = shiftedYear - era * 400;
  const fromMarch = actualMonth > 2 ? actualMonth - 3 : actualMonth + 9;
  const ofYear = Math.floor((153 * fromMarch + 2) / 5);
  return (
    era * ERA +
    yearOfEra * 365 +
    Math.floor(yearOfEra / 4) -
    Math.floor(yearOfEra / 100) +
    ofYear -
    EPOCH +
    day -
    1
  );
}

export function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

export function daysIn(month: number, year: number): number {
  if (month === 2) {
    return isLeap(year) ? 29 : 28;
  }
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

/** From 1. */
export function dayOfYear(date: CalendarDate): number {
  return daysOfDate(date) - daysOfDate({ ...date, month: 1, day: 1 }) + 1;
}

/** From 0, Sunday. */
export function weekdayOf(days: number): number {
  return (((days + 4) % 7) + 7) % 7;
}
