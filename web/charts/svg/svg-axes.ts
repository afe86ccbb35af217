import { type Division, limitsAround, linearTicks, logTicks, roundDivision, shareOf } from '../axes/ticks.ts';
import { clockTicks, durationTicks, logDurationTicks } from '../axes/time-ticks.ts';
import type { LinesScene, ValueAxis } from '../lines-scene.ts';

/** An axis of a picture: its ticks, and where along it a value lies, 0 to 1. */
export interface SvgAxis {
  ticks: { text: string; share: number }[];
  share(value: number): number;
}

const MOST_UP = 5;
const X_TICKS = { step: 7, relative: 6, time: 5, metric: 6 } as const;

export function valueAxis({ log, range, extent, unit }: ValueAxis): SvgAxis {
  const [low, high] = limitsAround(...(range ?? extent ?? [1, 2]));
  const free = range === null && !log;
  const division = free ? roundDivision(low, high, MOST_UP) : { min: low, max: high, ticks: [] };
  const ticks = free ? division.ticks : log ? logTicks(low, high, MOST_UP) : linearTicks(low, high, MOST_UP);
  return toAxis({ ...division, ticks }, log, unit);
}

export function xAxis({ kind, log, extent }: LinesScene['x']): SvgAxis {
  const [min, max] = limitsAround(...(extent ?? [0, 1]));
  const most = X_TICKS[kind];
  const ticks = () => {
    if (log) return kind === 'relative' ? logDurationTicks(min, max, most) : logTicks(min, max, most);
    if (kind === 'time') return clockTicks(min, max, most);
    return kind === 'relative' ? durationTicks(min, max, most) : linearTicks(min, max, most, kind === 'step');
  };
  return toAxis({ min, max, ticks: ticks() }, log, '');
}

function toAxis({ min, max, ticks }: Division, log: boolean, unit: string): SvgAxis {
  const share = log
    ? (value: number) =>
        value <= 0 ? Number.NEGATIVE_INFINITY : shareOf(Math.log10(value), Math.log10(min), Math.log10(max))
    : (value: number) => shareOf(value, min, max);
  const inside = ticks.filter(({ value }) => value >= min && value <= max);
  const texts = inside.map(({ label }) => (Array.isArray(label) ? label.join(' ') : label));
  const last = inside.length - 1;
  return {
    share,
    ticks: inside.map(({ value }, index) => ({
      text: index === last && unit !== '' ? `${texts[index]} ${unit}` : (texts[index] ?? ''),
      share: share(value),
    })),
  };
}
