import { sprigFunctions } from '@sluice/golang/sprig';
import { TemplateSet } from '@sluice/golang/template';

/** A release's time in its parts: those of the clock where it was, and how far that is from UTC. */
interface Moment {
  /** `2026-01-31`. */
  date: string;
  /** `23:59:59`. */
  clock: string;
  /** `.5`, without zeros at the end; '' for none. */
  fraction: string;
  /** `+0200`; `Z` for UTC. */
  offset: string;
}

const pattern =
  /^(\d{4,}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

function momentOf(time: string): Moment | undefined {
  const match = pattern.exec(time);
  if (!match) return undefined;
  const [, date, clock, fraction = '', offset] = match;
  return {
    date,
    clock,
    fraction: fraction.replace(/\.?0+$/, ''),
    offset: offset.replace(':', ''),
  };
}

const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const months = [
  'Jan',
  'Feb',
  'Mar',
  'Apr',
  'May',
  'Jun',
  'Jul',
  'Aug',
  'Sep',
  'Oct',
  'Nov',
  'Dec',
];

/** `Sat Nov 21 22:00:00 2026`; Go's first moment where the time is not known. */
export function shortTime(time: string | undefined): string {
  const moment = momentOf(time ?? '');
  if (!moment) return 'Mon Jan  1 00:00:00 0001';
  const { date, clock } = moment;
  const day = days[new Date(`${date}T00:00:00Z`).getUTCDay()];
  const [year, month, dayOfMonth] = date.split('-').map(Number);
  return `${day} ${months[month - 1]} ${String(dayOfMonth).padStart(
    2,
  )} ${clock} ${String(year).padStart(4, '0')}`;
}

/** `2026-11-21 22:00:00.123 +0000 UTC`; `-` where the time is not known. */
export function longTime(time: string | undefined): string {
  const moment = momentOf(time ?? '');
  if (!moment) return '-';
  const { date, clock, fraction, offset } = moment;
  const zone = offset === 'Z' ? '+0000 UTC' : `${offset} ${offset}`;
  return `${date} ${clock}${fraction} ${zone}`;
}

/** A time in a layout of Go's; `-` where the time is not known. */
export function timeInLayout(time: string | undefined, layout: string): string {
  if (!momentOf(time ?? '')) return '-';
  const functions = sprigFunctions();
  const set = new TemplateSet();
  const text =
    '{{ dateInZone .layout (toDate "2006-01-02T15:04:05.999999999Z07:00" .time) "UTC" }}';
  return set.execute(
    set.parse('time', text, { functions }),
    new Map([
      ['layout', layout],
      ['time', time ?? ''],
    ]),
    { functions },
  );
}
