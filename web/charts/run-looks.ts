import type { Run } from '../../shared/run.ts';
import type { Grouping } from '../../shared/view.ts';
import type { ThemeName } from '../core/colors.ts';
import { groupRuns, type RunGroup } from '../runs/grouping.ts';
import { type Coloring, colorRuns } from '../runs/run-coloring.ts';
import { runLabels } from '../runs/run-labels.ts';
import { lookOf } from '../runs/run-look.ts';

/** Groups of runs that are drawn as one line each. */
export interface DrawnGroups {
  groups: readonly RunGroup[];
  middle: NonNullable<Grouping['middle']>;
  spread: NonNullable<Grouping['spread']>;
  /** Whether the runs are drawn behind. */
  members: boolean;
}

/** How all charts of a page draw runs: what these are called, their colours, and whether groups are drawn instead. */
export interface RunLooks {
  labels: ReadonlyMap<string, string>;
  coloring: Coloring;
  /** Null where runs are drawn one by one. */
  grouped: DrawnGroups | null;
}

/** A query takes no more groups. */
const MOST_GROUPS = 100;

/** How these runs are drawn. `colors` is `run`, `group` or a setting; groups have their own unless it says otherwise. */
export function runLooks(
  runs: readonly Run[],
  {
    grouping,
    colors,
    theme,
  }: { grouping?: Grouping | null | undefined; colors?: string | undefined; theme: ThemeName },
): RunLooks {
  const isGrouped = grouping !== undefined && grouping !== null && grouping.by.length > 0;
  const groups = isGrouped ? groupRuns(runs, grouping.by).slice(0, MOST_GROUPS) : [];
  const by = colors === 'group' && !isGrouped ? 'run' : (colors ?? (isGrouped ? 'group' : 'run'));
  return {
    labels: runLabels(runs),
    coloring: colorRuns(runs, { by, groups, theme }),
    grouped: isGrouped
      ? {
          groups,
          middle: grouping.middle ?? 'mean',
          spread: grouping.spread ?? 'deviation',
          members: grouping.members ?? false,
        }
      : null,
  };
}

/** Runs drawn one by one, in the colours that they have. */
export function plainLooks(runs: readonly Run[], theme: ThemeName): RunLooks {
  const ofRun = (run: Pick<Run, 'color'>) => lookOf(run, theme);
  const ofGroup = ({ runs: [first] }: RunGroup) => ofRun(first ?? { color: 0 });
  return { labels: runLabels(runs), coloring: { ofRun, ofGroup, scale: null }, grouped: null };
}
