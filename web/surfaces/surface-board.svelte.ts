import { surfaceValue, surfaceValues } from '../../shared/training/surface-shape.ts';
import { runColor, runDash, type ThemeName } from '../core/colors.ts';
import { formatValue } from '../core/format.ts';
import { type Arrow, arrowsAt } from './arrows.ts';
import { type View, viewAround } from './frame.ts';
import { outsideSince } from './left-view.ts';
import type { DrawnPath, PlaneArrow } from './scene.ts';
import { evenNumbers, lineValues, type Slice } from './slice.ts';
import { boundedView, optimizerOf, type SurfaceGroup } from './surface-groups.ts';
import type { SurfaceView } from './surface-view.svelte.ts';
import { createTrack, placeAt, pointAt, stepsOf, type Track } from './track.ts';
import type { TrackSource } from './track-source.svelte.ts';

interface Needs {
  group: () => SurfaceGroup;
  sources: () => readonly TrackSource[];
  looked: SurfaceView;
  labels: () => ReadonlyMap<string, string>;
  theme: () => ThemeName;
}

const GRAPH_POINTS = 800;
const MARGIN = 0.08;
/** Pixels between arrows along one line. */
const LANE = 10;

/** What a panel of one surface shows at the step that is looked at. */
export class SurfaceBoard {
  readonly #needs: Needs;
  readonly shape = $derived.by(() => this.#needs.group().shape);
  readonly isLine = $derived.by(() => this.shape.variables.length === 1);
  readonly runs = $derived.by(() => this.#needs.group().runs);
  /** Of each run, in their order. */
  readonly tracks = $derived.by<Track[]>(() =>
    this.#needs.sources().map(({ run, series }) => createTrack(run, series, this.shape.variables)),
  );
  readonly steps = $derived.by(() => stepsOf(this.tracks));
  /** The place among the steps of all runs. */
  readonly place = $derived.by(() => {
    const { step } = this.#needs.looked;
    return step === null ? this.steps.length - 1 : Math.max(0, placeAt(this.steps, step));
  });
  readonly step = $derived.by(() => this.steps[this.place] ?? 0);
  readonly axes = $derived.by(() => this.#needs.looked.axes(this.shape.variables));
  /** The run that the plane goes through, and whose line search is shown. */
  readonly main = $derived.by<Track | undefined>(
    () => this.tracks.find(({ run }) => run === this.#needs.looked.focus) ?? this.tracks[0],
  );
  /** The point that coordinates other than those drawn are taken from; by a text, so that an equal one draws nothing anew. */
  readonly #through = $derived.by(() => {
    const { across, up } = this.axes;
    const place = this.main ? placeAt(this.main.steps, this.step) : -1;
    const at = this.main && place >= 0 ? pointAt(this.main, place) : [...this.shape.start];
    return at.map((each, index) => (index === across || index === up ? 0 : each)).join(' ');
  });
  readonly slice = $derived.by<Slice>(() => ({
    shape: this.shape,
    ...this.axes,
    at: this.#through.split(' ').map(Number),
  }));
  readonly paths = $derived.by<DrawnPath[]>(() => this.tracks.map((track) => this.#pathOf(track)));
  readonly arrows = $derived.by<PlaneArrow[]>(() => {
    const { focus, arrows } = this.#needs.looked;
    return this.tracks
      .filter(({ run }) => focus === null || focus === run)
      .flatMap((track) => this.#arrowsOf(track))
      .filter(({ kind }) => arrows.includes(kind));
  });
  readonly minima = $derived.by<[number, number][]>(() =>
    this.shape.minima.map((minimum) => {
      const at = this.slice.at.map((each, index) => minimum[index] ?? each);
      return this.isLine ? [at[0] ?? 0, surfaceValue(this.shape, at)] : this.#inPlane(at);
    }),
  );

  constructor(needs: Needs) {
    this.#needs = needs;
  }

  /** The part that is drawn by itself: the bounds of the surface; of a function of one coordinate with what lies above them. */
  get ownView(): View {
    const { across, up } = this.axes;
    return boundedView(this.#needs.group().bounds, across, up);
  }

  /** Of a function of one coordinate: its graph over what is shown, and how high that reaches. */
  graphIn(x: View['x']): { x: Float64Array; y: Float64Array; span: [number, number] } {
    const xs = evenNumbers(...x, GRAPH_POINTS);
    const ys = lineValues(this.shape, this.slice.at, 0, xs);
    const finite = ys.filter(Number.isFinite);
    const [low, high] = [Math.min(...finite), Math.max(...finite)];
    const room = (high - low) * MARGIN || 1;
    return { x: xs, y: ys, span: finite.length > 0 ? [low - room, high + room] : [-1, 1] };
  }

  /** The view around the paths up to the shown step, and the minima; null without points. */
  fitted(): View | null {
    const points: [number, number][] = [...this.minima];
    for (const { x, y, place } of this.paths)
      for (let index = 0; index <= place; index++) points.push([x[index] ?? Number.NaN, y[index] ?? Number.NaN]);
    return viewAround(points);
  }

  /** The runs that are outside of a view at the shown step, and since when. */
  outside(view: View): { path: DrawnPath; since: number }[] {
    const seen = this.isLine ? { x: view.x, y: [-Infinity, Infinity] as const } : view;
    return this.paths.flatMap((path) => {
      const since = outsideSince(path, path.place, seen);
      return since === null ? [] : [{ path, since }];
    });
  }

  /** The value of the surface where a run is. */
  valueAt(run: string, place: number): number {
    const track = this.#trackOf(run);
    return track && place >= 0 ? surfaceValue(this.shape, pointAt(track, place)) : Number.NaN;
  }

  /** Where a run is, as numbers in parentheses; of many coordinates those that are drawn. */
  pointText(run: string, place: number): string {
    const track = this.#trackOf(run);
    if (!track || place < 0) return '–';
    const point = pointAt(track, place);
    const shown = point.length > 2 ? this.#inPlane(point) : point;
    return `(${shown.map(coordinateText).join(', ')})`;
  }

  #trackOf(run: string): Track | undefined {
    return this.tracks.find((track) => track.run === run);
  }

  #pathOf(track: Track): DrawnPath {
    const run = this.runs.find(({ id }) => id === track.run);
    const { focus } = this.#needs.looked;
    const { across, up } = this.axes;
    const x = track.points[across] ?? new Float64Array();
    return {
      run: track.run,
      label: this.#needs.labels().get(track.run) ?? run?.name ?? track.run,
      color: runColor(run?.color ?? 0, this.#needs.theme()),
      dash: runDash(run?.color ?? 0),
      steps: track.steps,
      x,
      y: this.isLine ? surfaceValues(this.shape, [x]) : (track.points[up] ?? new Float64Array()),
      place: placeAt(track.steps, this.step),
      isDim: focus !== null && focus !== track.run,
    };
  }

  #arrowsOf(track: Track): PlaneArrow[] {
    const run = this.runs.find(({ id }) => id === track.run);
    const place = placeAt(track.steps, this.step);
    if (!run || place < 0) return [];
    const found = arrowsAt(track, place, { optimizer: optimizerOf(run), variables: this.shape.variables });
    return found.map((arrow, index) => this.#flattened(arrow, this.isLine ? index * LANE : 0));
  }

  #flattened({ kind, from, by }: Arrow, shift: number): PlaneArrow {
    if (this.isLine) return { kind, from: [from[0] ?? 0, surfaceValue(this.shape, from)], by: [by[0] ?? 0, 0], shift };
    return { kind, from: this.#inPlane(from), by: this.#inPlane(by), shift };
  }

  #inPlane(point: readonly number[]): [number, number] {
    return [point[this.axes.across] ?? 0, point[this.axes.up] ?? 0];
  }
}

/** What needs an exponent is said in fewer digits: pairs of these are long. */
function coordinateText(value: number): string {
  const text = formatValue(value, 4);
  return text.includes('e') ? formatValue(value, 2) : text;
}
