import { formatCount } from '../core/format.ts';
import type { RunGroup } from '../runs/grouping.ts';
import type { DrawnLine } from './drawn-line.ts';
import { GroupLine } from './group-line.ts';
import { dashOfMetric } from './line-style.ts';
import { nameInQuery } from './panels/groups-query.ts';
import type { PlotLine } from './plot-line.ts';
import type { RunLooks } from './run-looks.ts';

interface Shown {
  looks: RunLooks;
  keys: readonly string[];
  right?: readonly string[];
}

/** The style of each line of groups: colour tells groups apart and dashes tell metrics apart; their runs are faint behind them. */
export function styleGroups(lines: readonly PlotLine[], shown: Shown): DrawnLine[] {
  const byName = new Map(shown.looks.grouped?.groups.map((group) => [nameInQuery(group), group]));
  const drawn = lines.flatMap((line): DrawnLine[] => {
    const group = line instanceof GroupLine ? byName.get(line.group) : undefined;
    return line instanceof GroupLine && group ? [styled(line, group, shown)] : [];
  });
  return drawn.sort((a, b) => a.strength - b.strength);
}

function styled(line: GroupLine, group: RunGroup, { looks, keys, right }: Shown): DrawnLine {
  const { labels, coloring } = looks;
  const member = line.isMember ? group.runs.find(({ id }) => id === line.run) : undefined;
  const { color, dash } = member ? coloring.ofRun(member) : coloring.ofGroup(group);
  const name = member ? (labels.get(member.id) ?? member.name) : `${group.name} (${formatCount(line.runs)})`;
  const isOnly = keys.length === 1;
  return {
    line,
    side: right?.includes(line.key) ? 'right' : 'left',
    strength: line.isMember ? memberStrength(line.runs) : 1,
    label: isOnly ? name : `${name} · ${line.key}`,
    color,
    dash: isOnly ? dash : dashOfMetric(keys, line.key),
  };
}

/** Ink of the runs behind their group: the more there are, the fainter. */
function memberStrength(runs: number): number {
  return Math.max(0.12, 0.35 / Math.sqrt(Math.max(1, runs / 3)));
}
