import type { GroupsQuery } from '../../../shared/panel-query.ts';
import type { RunGroup } from '../../runs/grouping.ts';
import type { DecidedSettings } from '../chart-settings.ts';
import type { DrawnGroups } from '../run-looks.ts';

interface Asked {
  grouped: DrawnGroups;
  keys: readonly string[];
  window: readonly [number, number] | null;
  pixels: number;
}

const LONGEST_NAME = 256;
const MOST_RUNS = 1000;

/** What to ask the server for, to draw groups of runs with some settings. */
export function groupsQuery({ grouped, keys, window, pixels }: Asked, settings: DecidedSettings): GroupsQuery {
  const { x, xMetric, smoothing, smoother } = settings;
  const { groups, middle, spread, members } = grouped;
  return {
    kind: 'groups',
    groups: groups.map((group) => ({
      name: nameInQuery(group),
      runs: group.runs.slice(0, MOST_RUNS).map(({ id }) => id),
    })),
    keys: [...keys],
    ...(x === 'metric' ? xMetric !== null && { xMetric } : { x }),
    pixels,
    ...(window && { window: [...window] }),
    ...(smoothing > 0 && { smoothing }),
    ...(smoother && { smoother }),
    middle,
    spread,
    ...(members && { members }),
  };
}

/** What the answer calls the group. */
export function nameInQuery({ id }: RunGroup): string {
  return id.slice(0, LONGEST_NAME);
}
