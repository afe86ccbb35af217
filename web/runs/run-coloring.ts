import type { Run } from '../../shared/run.ts';
import { sequentialColor } from '../core/color-maps.ts';
import type { ThemeName } from '../core/colors.ts';
import { withDistinctColors } from './distinct-colors.ts';
import { type GroupValue, groupRuns, groupValue, type RunGroup } from './grouping.ts';
import { byAge, type LineLook, lookOf, withDistinctLooks } from './run-look.ts';

/** A setting as a scale of colours. */
export interface ColorScale {
  key: string;
  low: number;
  high: number;
  isLog: boolean;
  /** The colour at a share of the way from `low` to `high`. */
  at(share: number): string;
}

/** What colours tell: `scale` is there where they tell the size of a setting. */
export interface Coloring {
  ofRun(run: Run): LineLook;
  ofGroup(group: RunGroup): LineLook;
  scale: ColorScale | null;
}

/** Paler colours of a scale would not stand out as lines. */
const PALEST = 0.6;
/** From so many times the least on, equal ratios are equal steps of colour. */
const LOG_SPAN = 20;
/** The look of runs that lack the setting. */
const WITHOUT: Record<ThemeName, LineLook> = {
  light: { color: '#7b818c', dash: [2, 3] },
  dark: { color: '#8b919c', dash: [2, 3] },
};

/**
 * The look of each of these runs. By `run` each has its own; by `group` those of a group share that of its oldest; by a
 * setting, numbers have colours on a scale, and each other value has its own. A run that joins leaves the others as they are,
 * except on a scale that it extends.
 */
export function colorRuns(
  runs: readonly Run[],
  { by, groups, theme }: { by: string; groups?: readonly RunGroup[] | undefined; theme: ThemeName },
): Coloring {
  if (by === 'run') return byGroup(runs.map(aloneIn), theme, ({ id }) => id, groups);
  if (by === 'group') return byGroup(groups ?? [], theme, idsOf(groups ?? []));
  const scale = scaleOf(runs, by, theme);
  if (scale) return byScale(scale, theme);
  const alike = groupRuns(runs, [by]);
  return byGroup(alike, theme, idsOf(alike), groups);
}

/** Runs with as many different numbers as a scale needs. */
function scaleOf(runs: readonly Run[], key: string, theme: ThemeName): ColorScale | null {
  const values = runs.map((run) => groupValue(run, key)).filter((value) => value !== null);
  if (!values.every((value) => typeof value === 'number' && Number.isFinite(value))) return null;
  const [low, high] = [Math.min(...(values as number[])), Math.max(...(values as number[]))];
  if (!(low < high)) return null;
  const at = (share: number) => sequentialColor(PALEST + (1 - PALEST) * share, theme);
  return { key, low, high, isLog: low > 0 && high / low >= LOG_SPAN, at };
}

/** Where a value of the setting lies on the scale, from 0 to 1. */
export function shareOn({ low, high, isLog }: Pick<ColorScale, 'low' | 'high' | 'isLog'>, value: number): number {
  const place = isLog ? Math.log : (x: number) => x;
  return (place(value) - place(low)) / (place(high) - place(low));
}

function byScale(scale: ColorScale, theme: ThemeName): Coloring {
  const lookOf = (value: GroupValue): LineLook =>
    typeof value === 'number' ? { color: scale.at(shareOn(scale, value)), dash: [] } : WITHOUT[theme];
  const ofRun = (run: Run) => lookOf(groupValue(run, scale.key));
  return { ofRun, ofGroup: ({ runs }) => sharedLook(runs, ofRun) ?? WITHOUT[theme], scale };
}

function byGroup(
  groups: readonly RunGroup[],
  theme: ThemeName,
  idOf: (run: Run) => string,
  drawn: readonly RunGroup[] = groups,
): Coloring {
  const looks = looksOf(groups, theme);
  const ofRun = (run: Run) => looks.get(idOf(run)) ?? WITHOUT[theme];
  const own = looksOf(drawn, theme);
  const ofGroup = (group: RunGroup) => sharedLook(group.runs, ofRun) ?? own.get(group.id) ?? WITHOUT[theme];
  return { ofRun, ofGroup, scale: null };
}

/** So many colours of the palette are well apart for every eye. */
const FAR_APART = 8;

/**
 * A look for each group, after its oldest run; the oldest group chooses first. Few groups keep to the colours that are far
 * apart. Where each group is a single run, it looks as its run does everywhere.
 */
function looksOf(groups: readonly RunGroup[], theme: ThemeName): Map<string, LineLook> {
  const oldest = groups.flatMap(({ id, runs }) => {
    const [first] = [...runs].sort(byAge);
    return first ? [{ id, first }] : [];
  });
  oldest.sort((a, b) => byAge(a.first, b.first));
  const areSingle = groups.every(({ runs }) => runs.length === 1);
  const firsts = oldest.map(({ first }) => first);
  const colored = areSingle ? withDistinctLooks(firsts) : withDistinctColors(firsts.map(amongFew(groups)));
  return new Map(oldest.map(({ id, first }, index) => [id, lookOf(colored[index] ?? first, theme)]));
}

function amongFew(groups: readonly RunGroup[]): (run: Run) => Run {
  if (groups.length > FAR_APART) return (run) => run;
  return (run) => (run.colorSetByHand ? run : { ...run, color: run.color % FAR_APART });
}

/** The look that all have; null where they differ. */
function sharedLook(runs: readonly Run[], ofRun: (run: Run) => LineLook): LineLook | null {
  const [first, ...others] = runs.map(ofRun);
  return first && others.every(({ color, dash }) => color === first.color && `${dash}` === `${first.dash}`)
    ? first
    : null;
}

function idsOf(groups: readonly RunGroup[]): (run: Run) => string {
  const ids = new Map(groups.flatMap(({ id, runs }) => runs.map((run) => [run.id, id])));
  return (run) => ids.get(run.id) ?? '';
}

const aloneIn = (run: Run): RunGroup => ({ id: run.id, name: run.name, values: [], runs: [run] });
