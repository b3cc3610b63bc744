/** Days of the user's own time zone, written as fields for dates hold them: `2026-11-23`. */
import { shortDate } from '../item-labels.ts';

/** @param time milliseconds since 1970 */
export function dayOf(time: number): string {
  const date = new Date(time);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${String(date.getFullYear()).padStart(4, '0')}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** When a day begins; undefined where the text is no day. */
export function startOf(day: string): number | undefined {
  return timeOf(day, 0);
}

/** When a day has ended. */
export function endOf(day: string): number | undefined {
  return timeOf(day, 1);
}

/** The last day that ends at a time. */
export function dayBefore(time: number): string {
  return dayOf(time - 1);
}

export function dayText(day: string): string {
  return shortDate.format(startOf(day));
}

function timeOf(day: string, later: number): number | undefined {
  const [year, month, date] = day.split('-').map(Number);
  if (year === undefined || month === undefined || date === undefined) return undefined;
  // Days are not all of 24 hours.
  const time = new Date(year, month - 1, date + later).getTime();
  return Number.isNaN(time) ? undefined : time;
}
