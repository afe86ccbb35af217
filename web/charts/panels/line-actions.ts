import type { RunGroup } from '../../runs/grouping.ts';
import type { LineAction } from '../line-action.ts';
import type { PlotLine } from '../plot-line.ts';
import { nameInQuery } from './groups-query.ts';
import type { RunChoices } from './panel-page.ts';

interface Needs {
  choices: RunChoices;
  /** Null where runs are drawn one by one. */
  groups: readonly RunGroup[] | null;
  go: (address: string) => void;
  copyLink: (at: number) => void;
}

/** What a click on a line offers: of a run, or of a group of runs. */
export function lineActions({ choices, groups, go, copyLink }: Needs): LineAction[] {
  const { hide, only, makeBaseline, tableOf } = choices;
  const what = groups ? 'group' : 'run';
  const groupOf = (line: PlotLine) => groups?.find((group) => nameInQuery(group) === line.run);
  const idsOf = (line: PlotLine) => (groups ? (groupOf(line)?.runs.map(({ id }) => id) ?? []) : [line.run]);
  const openTable = (line: PlotLine) => {
    const group = groupOf(line);
    if (group && tableOf) go(tableOf(group));
  };
  return [
    ...(groups ? [] : [{ label: 'Open run', run: ({ run }: PlotLine) => go(`/runs/${encodeURIComponent(run)}`) }]),
    ...(hide ? [{ label: `Hide ${what}`, run: (line: PlotLine) => hide(idsOf(line)) }] : []),
    ...(only ? [{ label: `Only this ${what}`, run: (line: PlotLine) => only(idsOf(line)) }] : []),
    ...(groups && tableOf ? [{ label: 'Its runs in the table', run: openTable }] : []),
    ...(makeBaseline && !groups ? [{ label: 'Make baseline', run: ({ run }: PlotLine) => makeBaseline(run) }] : []),
    { label: 'Copy link to this point', run: (_, at) => at !== null && copyLink(at) },
  ];
}
