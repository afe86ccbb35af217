import type { Run } from '../../shared/run.ts';
import { COLOR_COUNT, DASH_COUNT, hueOf } from '../core/colors.ts';

const ALL = Array.from({ length: COLOR_COUNT * DASH_COUNT }, (_, index) => index);

/**
 * Runs that stand for groups, with the colours of these on one chart. A colour set by hand stays, also where two are alike. Each other
 * run keeps its own where no run set by hand, and none before it, has a like one, and else gets the first that is unlike
 * those taken. Hues differ while there are any left, then colours; beyond, a run keeps its colour, in another dash.
 */
export function withDistinctColors(runs: readonly Run[]): Run[] {
  const taken = runs.filter((run) => run.colorSetByHand).map(lineOf);
  return runs.map((run) => {
    if (run.colorSetByHand) return run;
    const own = run.color % COLOR_COUNT;
    const inItsColor = ALL.filter((index) => index % COLOR_COUNT === own);
    const color = [isOtherHue, isOtherColor, isOther].flatMap((differs) => {
      const found = [...inItsColor, ...ALL].find((index) => taken.every((other) => differs(index, other)));
      return found ?? [];
    })[0];
    taken.push(color ?? own);
    return color === undefined || color === run.color ? run : { ...run, color };
  });
}

/** The colour and dash of a run, which repeat from the last on. */
const lineOf = ({ color }: Run) => color % ALL.length;
const isOther = (a: number, b: number) => a !== b;
const isOtherColor = (a: number, b: number) => a % COLOR_COUNT !== b % COLOR_COUNT;
const isOtherHue = (a: number, b: number) => hueOf(a) !== hueOf(b);
