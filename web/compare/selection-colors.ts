import type { Run } from '../../shared/run.ts';
import { COLOR_COUNT, DASH_COUNT, hueOf } from '../core/colors.ts';

const ALL = Array.from({ length: COLOR_COUNT * DASH_COUNT }, (_, index) => index);

/**
 * Runs with the colours that they have on one chart: each keeps its own where no run before it has a like one, and else
 * gets the first that is unlike those taken. Hues differ while there are any left, then colours, then dashes.
 */
export function withDistinctColors(runs: readonly Run[]): Run[] {
  const taken: number[] = [];
  return runs.map((run) => {
    const own = run.color % ALL.length;
    const color = [isOtherHue, isOtherColor, isOther].flatMap((differs) => {
      const found = [own, ...ALL].find((index) => taken.every((other) => differs(index, other)));
      return found ?? [];
    })[0];
    taken.push(color ?? own);
    return color === undefined || color === own ? run : { ...run, color };
  });
}

const isOther = (a: number, b: number) => a !== b;
const isOtherColor = (a: number, b: number) => a % COLOR_COUNT !== b % COLOR_COUNT;
const isOtherHue = (a: number, b: number) => hueOf(a) !== hueOf(b);
