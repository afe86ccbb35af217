import type { Direction } from '../../../shared/metric-names.ts';
import type { PanelSpec } from '../../../shared/panel-spec.ts';
import type { Run } from '../../../shared/run.ts';
import type { RunGroup } from '../../runs/grouping.ts';
import { type SummaryRow, summaryRows } from './summary-rows.ts';
import { placeOf, summaryValue } from './summary-values.ts';

/** A run among those of a group. */
export interface BoxDot {
  id: string;
  label: string;
  color: string;
  value: number;
}

export interface Box {
  id: string;
  name: string;
  dots: BoxDot[];
}

/** A run at two values. */
export interface ScatterDot extends Omit<BoxDot, 'value'> {
  href: string;
  x: number;
  y: number;
}

/** What panels of summaries draw: one value a run and metric. */
export interface SummaryData {
  /** What stands for a whole series. */
  value: NonNullable<PanelSpec['value']>;
  /** The metrics that the panel shows. */
  keys: readonly string[];
  rows: SummaryRow[];
  boxes: Box[];
  dots: ScatterDot[];
  /** What is along the x axis of a scatter panel, and along its y axis. */
  across: string;
  above: string;
  isEmpty: boolean;
  valueIn(run: Run, key: string): number | null;
  /** The best value of a metric; null where it is not known which are better. */
  bestOf(key: string): number | null;
  /** The panel as rows of a table, its head first. */
  table(): (string | number)[][];
}

interface Shown {
  spec: PanelSpec;
  keys: readonly string[];
  runs: readonly Run[];
  /** How runs are grouped; without, all are one group. */
  groups: readonly RunGroup[] | null;
}

interface Looks {
  betterOf: (key: string) => Direction | undefined;
  labelOf: (run: Run) => string;
  colorOf: (run: Run) => string;
}

const ALL_RUNS = { id: 'all', name: 'all runs' };

export function summaryData({ spec, keys, runs, groups }: Shown, { betterOf, labelOf, colorOf }: Looks): SummaryData {
  const value = spec.value ?? 'best';
  const valueIn = (run: Run, key: string) => summaryValue(run, key, value, betterOf(key));
  const first = keys[0] ?? '';
  /** Of a scatter panel without a setting along its x axis, the first metric is there and the second above. */
  const across = spec.across ?? first;
  const above = spec.across ? first : (keys[1] ?? first);
  const placesOf = (run: Run) => [placeOf(run, across, valueIn), valueIn(run, above)] as const;

  const boxOf = ({ id, name, runs: members }: Pick<RunGroup, 'id' | 'name'> & { runs: readonly Run[] }): Box => ({
    id,
    name,
    dots: members.flatMap((run) => {
      const found = valueIn(run, first);
      return found === null ? [] : [{ id: run.id, label: labelOf(run), color: colorOf(run), value: found }];
    }),
  });
  const dots = runs.flatMap((run) => {
    const [x, y] = placesOf(run);
    if (x === null || y === null || !Number.isFinite(x) || !Number.isFinite(y)) return [];
    return [
      { id: run.id, label: labelOf(run), color: colorOf(run), href: `/runs/${encodeURIComponent(run.id)}`, x, y },
    ];
  });
  return {
    ...{ value, keys, across, above, dots, valueIn },
    rows: summaryRows(runs, { better: betterOf(first), valueIn: (run) => valueIn(run, first), labelOf, colorOf }),
    boxes: (groups ?? [{ ...ALL_RUNS, runs }]).map(boxOf),
    isEmpty:
      spec.kind === 'scatter'
        ? dots.length === 0
        : runs.every((run) => keys.every((key) => valueIn(run, key) === null)),
    bestOf(key) {
      const better = betterOf(key);
      const values = runs.flatMap((run) => valueIn(run, key) ?? []).filter(Number.isFinite);
      if (better === undefined || values.length === 0) return null;
      return better === 'min' ? Math.min(...values) : Math.max(...values);
    },
    table() {
      const isScatter = spec.kind === 'scatter';
      const valuesOf = (run: Run) => (isScatter ? placesOf(run) : keys.map((key) => valueIn(run, key)));
      const head = ['run', ...(isScatter ? [across, above] : keys)];
      return [head, ...runs.map((run) => [labelOf(run), ...valuesOf(run).map((each) => each ?? '')])];
    },
  };
}

/** The name of an axis for a reader: settings without what all begin with. */
export function axisTitle(across: string): string {
  return across.replace(/^config\./, '');
}
