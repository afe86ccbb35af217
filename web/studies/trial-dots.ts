import type { Objective } from '../../shared/studies/study.ts';
import type { Trial } from '../../shared/studies/trial.ts';
import { limitsAround, linearTicks, logTicks, shareOf, type Tick } from '../charts/axes/ticks.ts';

/** A trial as a mark over its number. */
export interface Dot {
  trial: Trial;
  x: number;
  /** Null where it has no value. */
  y: number | null;
}

export interface DotsPlace {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

export interface Dots {
  dots: Dot[];
  /** The best value so far, as a path of stairs; empty before the first. */
  stairs: string;
  xTicks: { x: number; label: string }[];
  yTicks: { y: number; label: string }[];
  isLog: boolean;
}

/** Values that span this ratio, all above 0, are set on a logarithmic axis. */
const LOG_SPAN = 30;

/** Where the trials of a study are drawn; `live` has the values so far of those that run. */
export function placeDots(
  trials: readonly Trial[],
  { direction }: Objective,
  live: ReadonlyMap<number, number>,
  place: DotsPlace,
): Dots {
  const shownValue = (trial: Trial) => trial.value ?? live.get(trial.number) ?? null;
  const values = trials.flatMap((trial) => shownValue(trial) ?? []);
  const [low, high] = limitsAround(Math.min(...values, Infinity), Math.max(...values, -Infinity));
  const isLog = low > 0 && high / low >= LOG_SPAN;
  const scaled = (value: number) => (isLog ? Math.log(value) : value);
  const yOf = (value: number) =>
    place.bottom - shareOf(scaled(value), scaled(low), scaled(high)) * (place.bottom - place.top);
  const most = Math.max(2, trials.at(-1)?.number ?? 1);
  const xOf = (number: number) => place.left + ((number - 0.5) / most) * (place.right - place.left);
  const dots = trials.map((trial) => {
    const value = shownValue(trial);
    return { trial, x: xOf(trial.number), y: value === null ? null : yOf(value) };
  });
  return {
    dots,
    stairs: values.length > 0 ? stairsOf(dots, direction, place.right) : '',
    xTicks: labels(linearTicks(1, most, Math.max(2, Math.floor((place.right - place.left) / 70)), true)).map(
      ({ value, label }) => ({ x: xOf(value), label }),
    ),
    yTicks:
      values.length > 0
        ? labels((isLog ? logTicks : linearTicks)(low, high, 5)).map(({ value, label }) => ({ y: yOf(value), label }))
        : [],
    isLog,
  };
}

const labels = (ticks: Tick[]) => ticks.map(({ value, label }) => ({ value, label: [label].flat().join(' ') }));

/** Down, or up, at each finished trial that is better than all before. */
function stairsOf(dots: readonly Dot[], direction: 'min' | 'max', right: number): string {
  const isBetter = (a: number, b: number) => (direction === 'min' ? a > b : a < b); // y grows downwards
  let [path, best] = ['', null as number | null];
  for (const { trial, x, y } of dots) {
    if (trial.state !== 'finished' || y === null || (best !== null && !isBetter(y, best))) continue;
    path += best === null ? `M${x} ${y}` : `H${x}V${y}`;
    best = y;
  }
  return path === '' ? '' : `${path}H${right}`;
}
