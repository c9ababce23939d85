import { formatTime } from '@sluice/golang/time';
import { type GoTime } from '@sluice/golang/value';

/** The zones of dates and times that have no offset, by which BurntSushi/toml tells them apart. */
export const localZoneNames = {
  date: 'date-local',
  time: 'time-local',
  datetime: 'datetime-local',
} as const;

const layouts = new Map<string, string>([
  [localZoneNames.date, '2006-01-02'],
  [localZoneNames.time, '15:04:05.999999999'],
  [localZoneNames.datetime, '2006-01-02T15:04:05.999999999'],
]);

/** A time as TOML has it. */
export function tomlTime(time: GoTime): string {
  return formatTime(
    layouts.get(formatTime('MST', time)) ??
      '2006-01-02T15:04:05.999999999Z07:00',
    time,
  );
}
