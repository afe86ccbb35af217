import { formatDurationExactly } from '../../core/format.ts';
import { linearTicks, type Tick } from './ticks.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const MONTH = 30 * DAY;
/** Milliseconds that divide the next larger unit. */
const BELOW_HOUR = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 15, 30].map((count) => count * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((count) => count * MINUTE),
];
const BELOW_DAY = [1, 2, 3, 6, 12].map((count) => count * HOUR);
const DAYS = [1, 2, 5, 10, 20, 50, 100, 200, 500].map((count) => count * DAY);
const MONTHS = [1, 3, 6];
/** The furthest time from 1970 that a `Date` can name. */
const LAST_DATE = 8.64e15;

/** Round durations, in milliseconds: 1h, 2h; 1d, 2d. */
export function durationTicks(min: number, max: number, most: number): Tick[] {
  const least = max / most - min / most;
  const step = [...BELOW_HOUR, ...BELOW_DAY, ...DAYS].find((each) => each >= least);
  if (step === undefined) {
    const label = (days: number) => formatDurationExactly(days * DAY);
    return linearTicks(min / DAY, max / DAY, most)
      .map(({ value }) => ({ value: value * DAY, label: label(value) }))
      .filter(({ value }) => value >= min && value <= max);
  }
  const first = Math.ceil(min / step);
  const values = Array.from({ length: most + 1 }, (_, index) => (first + index) * step);
  return values
    .filter((value) => value >= min && value <= max)
    .map((value) => ({ value, label: formatDurationExactly(value) }));
}

/** From the shortest to the longest, about equal factors apart. */
const TENFOLD = [1, 10, 100, SECOND, 10 * SECOND, MINUTE, 10 * MINUTE, HOUR, 10 * HOUR, DAY, 10 * DAY, 100 * DAY];

/** Round durations on a logarithmic axis, in milliseconds: 10ms, 100ms, 1s, 10s, 1m; closer ones where these are few. */
export function logDurationTicks(min: number, max: number, most: number): Tick[] {
  const within = (values: readonly number[]) => values.filter((value) => value >= min && value <= max);
  const [few, many] = [within(TENFOLD), within([...BELOW_HOUR, ...BELOW_DAY, ...DAYS])];
  const shown = few.length >= 3 || many.length < 2 ? few : many;
  if (shown.length === 0) return durationTicks(min, max, most);
  const every = Math.max(1, Math.ceil(shown.length / (most + 1)));
  return shown
    .filter((_, index) => index % every === 0)
    .map((value) => ({ value, label: formatDurationExactly(value) }));
}

/** Round times of the reader's clock and calendar; the first, and each on another day than the one before, has its date. */
export function clockTicks(min: number, max: number, most: number): Tick[] {
  if (Math.abs(min) > LAST_DATE || Math.abs(max) > LAST_DATE) return linearTicks(min, max, most);
  const least = max / most - min / most;
  const { values, unit } = clockValues(min, max, least, most);
  const shown = values.filter((value) => value >= min && value <= max).slice(0, most + 1);
  return shown.map((value, index) => ({ value, label: clockLabel(value, shown[index - 1], unit) }));
}

type Unit = 'millisecond' | 'second' | 'minute' | 'day' | 'month' | 'year';

function clockValues(min: number, max: number, least: number, most: number): { values: number[]; unit: Unit } {
  const from = new Date(min);
  const [year, month, day] = [from.getFullYear(), from.getMonth(), from.getDate()];
  const many = Array.from({ length: most + 3 }, (_, index) => index);

  const fine = BELOW_HOUR.find((each) => each >= least);
  if (fine !== undefined) {
    // Whole minutes of zones are whole minutes of UTC, but not their hours: count from the reader's hour.
    const hour = new Date(year, month, day, from.getHours()).getTime();
    const first = Math.floor((min - hour) / fine);
    const unit = fine < SECOND ? 'millisecond' : fine < MINUTE ? 'second' : 'minute';
    return { values: many.map((index) => hour + (first + index) * fine), unit };
  }
  const hours = BELOW_DAY.find((each) => each >= least);
  if (hours !== undefined) {
    const every = hours / HOUR;
    const first = Math.floor(from.getHours() / every);
    return {
      values: many.map((index) => new Date(year, month, day, (first + index) * every).getTime()),
      unit: 'minute',
    };
  }
  const days = DAYS.slice(0, 4).find((each) => each >= least);
  if (days !== undefined)
    return { values: many.map((index) => new Date(year, month, day + (index * days) / DAY).getTime()), unit: 'day' };
  const months = MONTHS.find((each) => each * MONTH >= least);
  if (months !== undefined) {
    const first = Math.floor(month / months);
    return { values: many.map((index) => startOf(year, (first + index) * months)), unit: 'month' };
  }
  const years = linearTicks(year, new Date(max).getFullYear() + 1, most, true);
  return { values: years.map(({ value }) => startOf(value, 0)), unit: 'year' };
}

/** Local midnight of the first of a month; years before 100 are those years, not of the 20th century. */
function startOf(year: number, month: number): number {
  const date = new Date(2000, 0, 1);
  date.setFullYear(year, month, 1);
  return date.getTime();
}

function clockLabel(value: number, before: number | undefined, unit: Unit): string | string[] {
  const date = new Date(value);
  const isFirst = before === undefined;
  const previous = new Date(before ?? value);
  const otherYear = isFirst || previous.getFullYear() !== date.getFullYear();
  const year = String(date.getFullYear());
  const day = date.toLocaleDateString('en-GB', { day: 'numeric', month: 'short' });
  if (unit === 'year') return year;
  if (unit === 'month') return withSecondLine(date.toLocaleDateString('en-GB', { month: 'short' }), otherYear && year);
  if (unit === 'day') return withSecondLine(day, otherYear && year);
  const otherDay = isFirst || previous.toDateString() !== date.toDateString();
  return withSecondLine(timeOfDay(date, unit), otherDay && (otherYear ? `${day} ${year}` : day));
}

function timeOfDay(date: Date, unit: Unit): string {
  const two = (part: number) => String(part).padStart(2, '0');
  const minutes = `${two(date.getHours())}:${two(date.getMinutes())}`;
  if (unit === 'minute') return minutes;
  const seconds = `${minutes}:${two(date.getSeconds())}`;
  return unit === 'second' ? seconds : `${seconds}.${String(date.getMilliseconds()).padStart(3, '0')}`;
}

function withSecondLine(first: string, second: string | false): string | string[] {
  return second ? [first, second] : first;
}
