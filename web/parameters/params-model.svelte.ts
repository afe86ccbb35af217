import type { Direction } from '../../shared/metric-names.ts';
import type { Run } from '../../shared/run.ts';
import { joinList, splitList } from '../core/address-list.ts';
import { sequentialColor } from '../core/color-maps.ts';
import type { ThemeName } from '../core/colors.ts';
import type { Goals } from '../core/goals.svelte.ts';
import type { Router } from '../core/router.svelte.ts';
import { resultMetrics } from '../runs/result-metrics.ts';
import type { ColorScale } from '../runs/run-coloring.ts';
import { scoreIn } from '../runs/run-facts.ts';
import { shareOn } from './axis-scale.ts';
import { type Brush, brushed, brushesAddress, filterOfBrushes, readBrushes, withBrush } from './brushes.ts';
import { fieldOfMetric } from './filter-text.ts';
import { type Column, numericAxis, parameterColumns } from './parameter-axis.ts';
import { usualAxes } from './usual-axes.ts';

interface Options {
  project: string;
  router: Pick<Router, 'query' | 'set'>;
  goals: Pick<Goals, 'of'>;
  /** The runs that match the filter. */
  runs: () => readonly Run[];
  /** The result that is looked at, where the reader does not choose it. */
  objective?: () => { metric: string; direction: Direction; stat: 'best' | 'last' };
  /** The fields of the parameters to choose from; left out, all that differ. */
  fields?: () => readonly string[];
}

/** Paler lines would not stand out. */
const PALEST = 0.25;

/** Which runs, which metric and which parameters the page shows. What the reader chose is in the address. */
export class ParamsModel {
  /** A brush while it is drawn. */
  draft = $state.raw<Brush | null>(null);
  /** Index of the run that is pointed at; null for none. */
  hovered = $state<number | null>(null);
  readonly #options: Options;
  readonly #query = $derived.by(() => this.#options.router.query);
  readonly runs = $derived.by(() => this.#options.runs());
  readonly metrics = $derived.by(() => resultMetrics(this.runs));
  readonly metric = $derived.by(() => {
    const fixed = this.#options.objective?.().metric;
    if (fixed !== undefined) return fixed;
    const given = this.#query.get('metric');
    return given !== null && this.metrics.includes(given) ? given : (this.metrics[0] ?? null);
  });
  readonly direction: Direction | undefined = $derived.by(
    () =>
      this.#options.objective?.().direction ??
      (this.metric === null ? undefined : this.#options.goals.of(this.#options.project, this.metric)),
  );
  readonly stat: 'best' | 'last' = $derived.by(
    () =>
      this.#options.objective?.().stat ??
      (this.direction === undefined || this.#query.get('value') === 'last' ? 'last' : 'best'),
  );
  /** The value of the metric of each run; null where it has none that is finite. */
  readonly target: (number | null)[] = $derived.by(() =>
    this.runs.map((run) => {
      const value = scoreIn(run, this.metric, this.direction)[this.stat];
      return value !== null && Number.isFinite(value) ? value : null;
    }),
  );
  readonly targetColumn: Column | null = $derived.by(() => {
    if (this.metric === null) return null;
    const stat = this.stat === 'last' ? 'last' : this.direction === 'min' ? 'min' : 'max';
    const axis = numericAxis(fieldOfMetric(this.metric, stat), this.metric, this.target);
    return axis && { axis, values: this.target };
  });
  readonly parameters = $derived.by(() => {
    const fields = this.#options.fields?.();
    return parameterColumns(this.runs).filter(({ axis }) => fields === undefined || fields.includes(axis.key));
  });
  /** The parameters that are shown, in their order. */
  readonly shown = $derived.by(() => {
    const given = splitList(this.#query.get('axes'));
    const chosen = given.flatMap((key) => this.parameters.find(({ axis }) => axis.key === key) ?? []);
    return chosen.length > 0 ? chosen : usualAxes(this.parameters);
  });
  /** All axes from left to right: the parameters, then the metric. */
  readonly columns = $derived.by(() => [...this.shown, ...(this.targetColumn ? [this.targetColumn] : [])]);
  readonly brushes = $derived.by(() => {
    const kept = readBrushes(this.#query.get('brush')).filter(({ key }) =>
      this.columns.some(({ axis }) => axis.key === key),
    );
    return this.draft ? withBrush(kept, this.draft.key, this.draft) : kept;
  });
  /** Indices of the runs that the brushes let through, the best first. */
  readonly selected = $derived.by(() => {
    const found = brushed(this.runs.length, this.columns, this.brushes);
    const sign = this.direction === 'max' ? -1 : 1;
    const rank = (index: number) => this.target[index] ?? null;
    return found.sort((a, b) => {
      const [x, y] = [rank(a), rank(b)];
      return x === null || y === null ? Number(x === null) - Number(y === null) : sign * (x - y);
    });
  });
  /** What the brushes let through, in the filter language; empty without brushes. */
  readonly filter = $derived.by(() =>
    filterOfBrushes(
      this.brushes,
      this.columns.map(({ axis }) => axis),
    ),
  );

  constructor(options: Options) {
    this.#options = options;
  }

  set(changes: Record<string, string | null>): void {
    this.#options.router.set(changes);
  }

  /** Replaces the brush of an axis; null removes it. */
  brush(key: string, brush: Brush | null): void {
    this.draft = null;
    this.set({ brush: brushesAddress(withBrush(this.brushes, key, brush)) });
  }

  /** Keeps the runs that these let through alone; an axis of theirs that is not shown is shown from then on. */
  keep(brushes: readonly Brush[]): void {
    const shown = this.shown.map(({ axis }) => axis.key);
    const missing = brushes.flatMap(({ key }) => (shown.includes(key) ? [] : [key]));
    const all = brushes.reduce((kept, brush) => withBrush(kept, brush.key, brush), [...this.brushes]);
    this.set({ brush: brushesAddress(all), ...(missing.length > 0 && { axes: joinList([...shown, ...missing]) }) });
  }

  /** Whether all of these are among the brushes. */
  has(brushes: readonly Brush[]): boolean {
    const drawn = this.brushes.map((brush) => JSON.stringify(brush));
    return brushes.every((brush) => drawn.includes(JSON.stringify(brush)));
  }

  /** Takes the brushes of some axes away. */
  drop(keys: readonly string[]): void {
    this.set({ brush: brushesAddress(this.brushes.filter(({ key }) => !keys.includes(key))) });
  }

  clear(): void {
    this.set({ brush: null });
  }

  show(keys: readonly string[]): void {
    this.set({ axes: keys.length > 0 ? joinList(keys) : null });
  }

  /** Moves the axis of a parameter to another place. */
  move(key: string, to: number): void {
    const keys = this.shown.map(({ axis }) => axis.key);
    const others = keys.filter((each) => each !== key);
    const place = Math.max(0, Math.min(others.length, to));
    this.show([...others.slice(0, place), key, ...others.slice(place)]);
  }

  /** The colours of the metric, the better values further from the surface; null where all are equal. */
  scale(theme: ThemeName): ColorScale | null {
    const axis = this.targetColumn?.axis;
    if (axis?.kind !== 'number') return null;
    const strength = (share: number) => (this.direction === 'min' ? 1 - share : share);
    const at = (share: number) => sequentialColor(PALEST + (1 - PALEST) * strength(share), theme);
    return { key: axis.label, low: axis.low, high: axis.high, isLog: axis.isLog, at };
  }

  /** The colour of each run; null without the metric. */
  colors(theme: ThemeName): (string | null)[] {
    const [scale, column] = [this.scale(theme), this.targetColumn];
    return this.target.map((value) => {
      const share = scale && column ? shareOn(column.axis, value) : null;
      return scale && share !== null ? scale.at(share) : null;
    });
  }
}
