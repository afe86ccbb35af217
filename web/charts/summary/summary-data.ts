import type { Direction } from '../../../shared/metric-names.ts';
import type { ChartSettings, PanelSpec } from '../../../shared/panel-spec.ts';
import type { Run } from '../../../shared/run.ts';
import type { RunGroup } from '../../runs/grouping.ts';
import { scatterPlaces } from './axis-title.ts';
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
  /** Whether these are logarithmic. */
  logX: boolean;
  logY: boolean;
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

/** A setting of so many times its least value was varied by factors; a loss as on charts of curves. */
const SETTING_SPAN = 20;
const LOSS_SPAN = 100;
const ALL_RUNS = { id: 'all', name: 'all runs' };

export function summaryData({ spec, keys, runs, groups }: Shown, { betterOf, labelOf, colorOf }: Looks): SummaryData {
  const value = spec.value ?? 'best';
  const valueIn = (run: Run, key: string) => summaryValue(run, key, value, betterOf(key));
  const first = keys[0] ?? '';
  const { across, above } = scatterPlaces(spec, keys);
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
    logX: spec.settings?.logX ?? isLogSetting(across, dots),
    logY: isLogValue(dots, spec.settings?.y ?? 'auto', betterOf(above)),
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

function isLogSetting(across: string, dots: readonly ScatterDot[]): boolean {
  return across.startsWith('config.') && spanOf(dots.map(({ x }) => x)) >= SETTING_SPAN;
}

function isLogValue(
  dots: readonly ScatterDot[],
  y: NonNullable<ChartSettings['y']>,
  better: Direction | undefined,
): boolean {
  if (y !== 'auto') return y === 'log';
  return better === 'min' && spanOf(dots.map((dot) => dot.y)) >= LOSS_SPAN;
}

/** How many times the least the highest is; 0 where one is not above 0. */
function spanOf(values: readonly number[]): number {
  const least = Math.min(...values);
  return values.length > 0 && least > 0 ? Math.max(...values) / least : 0;
}
