import { contours } from 'd3-contour';
import { decodeCell } from '../../shared/inspect/boundary-file.ts';
import type { Recipe } from '../../shared/recipes/recipe.ts';
import type { Api } from '../../web/api/api.ts';
import { USUAL_SMOOTHING } from '../../web/charts/chart-settings.ts';
import { colorShares, heatFacets } from '../../web/recipes/heat-map.ts';
import { layersWith, profilesAt } from '../../web/recipes/layer-profile.ts';
import { uCurves } from '../../web/recipes/u-curve.ts';
import type { Variant } from '../../web/recipes/variants.ts';
import { contourMap } from '../../web/surfaces/contours.ts';
import { type SurfaceGroup, surfaceGroups } from '../../web/surfaces/surface-groups.ts';
import {
  ACROSS,
  area,
  cell,
  dot,
  HEIGHT,
  isLogarithmic,
  line,
  MARGIN,
  type Point,
  rangeOf,
  scale,
  svg,
  UP,
  WIDTH,
} from './draw.ts';

interface Launched {
  api: Api;
  recipe: Recipe;
  variants: Variant[];
}
type Draw = (launched: Launched) => Promise<string>;

const BUCKETS = 80;

/** What a run logged of a metric, over steps or another metric. */
async function pointsOf({ api, recipe }: Launched, run: string, key: string, xMetric?: string): Promise<Point[]> {
  const { smoothing = USUAL_SMOOTHING } = recipe.view.settings ?? {};
  const { series: results } = await api.querySeries({
    runs: [run],
    keys: [key],
    pixels: BUCKETS,
    ...(smoothing > 0 && { smoothing }),
    ...(xMetric !== undefined && { xMetric }),
  });
  const columns = results[0]?.buckets as unknown as Record<string, number[]> | undefined;
  const x = columns?.[xMetric === undefined ? 'step' : 'x'] ?? [];
  return x.map((at, index) => [at, Number(columns?.smoothed?.[index] ?? columns?.mean?.[index])]);
}

const firstRuns = (variants: readonly Variant[]) => variants.flatMap(({ members }) => members[0]?.run ?? []);

const curves: Draw = async (launched) => {
  const { view } = launched.recipe;
  const isBudget = view.kind === 'budget';
  const key = (isBudget ? view.y : undefined) ?? view.metrics?.[0] ?? 'train/loss';
  const lines: Point[][] = [];
  for (const { id } of firstRuns(launched.variants))
    lines.push(await pointsOf(launched, id, key, isBudget ? view.x : undefined));
  const all = lines.flat();
  const [xs, ys] = [all.map(([x]) => x), all.map(([, y]) => y)];
  const x = scale(rangeOf(isBudget ? xs.filter((each) => each > 0) : xs), ACROSS, isBudget);
  const y = scale(rangeOf(ys), UP, isLogarithmic(ys, 8));
  return svg(
    lines.map((points, index) =>
      line(
        points.map(([a, b]) => [x(a), y(b)] as const),
        index,
      ),
    ),
  );
};

const uCurve: Draw = async ({ recipe, variants }) => {
  const found = uCurves(variants, { x: recipe.view.x ?? '', y: recipe.view.y ?? '' });
  const points = found.flatMap((curve) => curve.points);
  const values = points.flatMap((point) => point.y ?? []);
  const xs = points.map((point) => point.x);
  const x = scale(rangeOf(xs), ACROSS, isLogarithmic(xs));
  const y = scale(rangeOf(values), UP, isLogarithmic(values));
  const dots = points.map((point) =>
    dot([x(point.x), point.y === null ? MARGIN : y(point.y)], point.y === null ? 7 : 0),
  );
  return svg([
    ...found.map(({ means }) =>
      line(
        means.map((mean) => [x(mean.x), y(mean.y)] as const),
        0,
        2.5,
      ),
    ),
    ...dots,
  ]);
};

const heatMap: Draw = async ({ recipe, variants }) => {
  const metric = recipe.view.z ?? '';
  const facets = heatFacets(variants, { x: recipe.view.x ?? '', y: recipe.view.y, metric });
  const means = facets.flatMap(({ cells }) => cells.flat().flatMap((each) => each?.mean ?? []));
  const share = colorShares(means, { isLower: metric.includes('loss') });
  const each = (WIDTH - MARGIN * (facets.length + 1)) / facets.length;
  return svg(
    facets.flatMap(({ cells, columns }, facet) => {
      const [dx, dy] = [each / columns.length, (HEIGHT - 2 * MARGIN) / cells.length];
      const left = MARGIN + facet * (each + MARGIN);
      return cells.flatMap((row, up) =>
        row.map((one, across) =>
          cell(
            left + across * dx,
            MARGIN + up * dy,
            dx - 2,
            dy - 2,
            one?.mean === null || !one ? null : share(one.mean),
          ),
        ),
      );
    }),
  );
};

/** The surface of two coordinates on which most is crossed, and the way of each run on it. */
const surface: Draw = async (launched) => {
  const groups = surfaceGroups(firstRuns(launched.variants)).filter(({ shape }) => shape.variables.length === 2);
  const ways = await Promise.all(groups.map((group) => waysOn(launched, group)));
  const widths = groups.map((group, index) => shareCovered(group, (ways[index] ?? []).flat()));
  const widest = widths.indexOf(Math.max(...widths));
  const group = groups[widest];
  if (!group) throw new Error(`"${launched.recipe.title}" has no surface of two coordinates`);
  const [bx = [-1, 1], by = [-1, 1]] = group.bounds;
  const [x, y] = [scale(bx, [0, WIDTH]), scale(by, [HEIGHT, 0])];
  const slice = { shape: group.shape, across: 0, up: 1, at: group.shape.start.map(() => 0) };
  const map = contourMap(slice, { x: bx, y: by }, { across: 64, up: 40 });
  const bands = map.contours
    .filter((_, index) => index % 2 === 0)
    .map(({ rings }) =>
      area(
        rings.map((ring) => ring.map(([a, b]) => [x(a), y(b)] as const)),
        0.07,
      ),
    );
  const paths: string[] = [];
  for (const [index, raw] of (ways[widest] ?? []).entries()) {
    paths.push(line(thinned(raw.map(([a, b]) => [clamp(x(a)), clamp(y(b))] as const)), index, 1.75));
  }
  return svg([...bands, ...paths]);
};
const waysOn = (launched: Launched, { runs, shape }: SurfaceGroup): Promise<Point[][]> =>
  Promise.all(runs.map(({ id }) => raw2d(launched, id, shape.variables)));

/** The share of the picture that the box around the ways covers. */
function shareCovered({ bounds }: SurfaceGroup, points: readonly Point[]): number {
  return [0, 1].reduce((share, axis) => {
    const [low, high] = bounds[axis] ?? [-1, 1];
    const within = points.flatMap((point) => {
      const at = point[axis] ?? Number.NaN;
      return at >= low && at <= high ? [at] : [];
    });
    return (share * (Math.max(...within) - Math.min(...within))) / (high - low);
  }, 1);
}

/** Places that are seen apart, up to where the way has left the picture for good, or come back many times. */
function thinned(points: readonly Point[]): Point[] {
  const kept: Point[] = [];
  let left = 0;
  for (const point of points.slice(0, 400)) {
    if (point[0] <= -OVER || point[0] >= WIDTH + OVER || point[1] <= -OVER || point[1] >= HEIGHT + OVER) left++;
    if (left > MOST_LEFT) break;
    const last = kept.at(-1);
    if (!last || Math.hypot(point[0] - last[0], point[1] - last[1]) > 1.5) kept.push(point);
  }
  return kept;
}
/** Pixels around the picture in which a way is still drawn, and how often it may reach further. */
const OVER = 20;
const MOST_LEFT = 8;
const clamp = (pixel: number) => Math.max(-OVER, Math.min(WIDTH + OVER, pixel));

async function raw2d({ api }: Launched, run: string, [a = 'x', b = 'y']: readonly string[]): Promise<Point[]> {
  const keys = [`point/${a}`, `point/${b}`];
  const { series: results } = await api.querySeries({ runs: [run], keys, pixels: 4000 });
  const column = (key: string) => {
    const found = results.find((each) => each.key === key)?.buckets as unknown as { mean: number[] } | undefined;
    return found?.mean ?? [];
  };
  const ys = column(keys[1] ?? '');
  return column(keys[0] ?? '').map((x, index) => [Number(x), Number(ys[index])]);
}

const ridgeline: Draw = async (launched) => {
  const runs = firstRuns(launched.variants);
  const keys = new Set<string>();
  for (const { id } of runs) for (const key of Object.keys((await launched.api.series(id)).series)) keys.add(key);
  const layers = layersWith([...keys], 'std');
  const series = [];
  for (const { id } of runs)
    for (const layer of layers) {
      const key = `activations/${layer}/std`;
      const points = await pointsOf(launched, id, key);
      series.push({ run: id, key, steps: points.map(([step]) => step), values: points.map(([, value]) => value) });
    }
  const profiles = profilesAt(series, { runs: runs.map(({ id }) => id), layers, statistic: 'std', step: 0 });
  const values = profiles.flatMap((each) =>
    each.values.flatMap((value) => (value !== null && value > 0 ? [value] : [])),
  );
  const [x, y] = [scale([0, layers.length - 1], ACROSS), scale(rangeOf(values), UP, true)];
  return svg(
    profiles.map((profile, index) =>
      line(
        profile.values.flatMap((value, place) => (value === null ? [] : [[x(place), y(value)] as const])),
        index,
      ),
    ),
  );
};

const boundary: Draw = async ({ api, variants }) => {
  const [run] = firstRuns(variants);
  if (!run) throw new Error('the run is gone');
  const { header, points, frames } = await api.boundary(run.id);
  const last = frames.at(-1);
  if (!last) throw new Error('no field was kept');
  const half = Array.from(last.cells, (each) => decodeCell(each, header.outputs).index);
  const [x, y] = [scale([0, header.side], [80, 240]), scale([0, header.side], [HEIGHT, 0])];
  const field = contours().size([header.side, header.side]).thresholds([0.5])(half);
  const rings = field.flatMap(({ coordinates }) =>
    coordinates.flat().map((ring) => ring.map(([a = 0, b = 0]) => [x(a), y(b)] as const)),
  );
  const [px, py] = [scale(header.x, [80, 240]), scale(header.y, [HEIGHT, 0])];
  const dots: string[] = [];
  for (let at = 0; at < points.train.length; at += 3)
    dots.push(dot([px(points.train[at] ?? 0), py(points.train[at + 1] ?? 0)], points.train[at + 2] === 0 ? 0 : 1, 2.2));
  return svg([area(rings, 0.16), ...dots]);
};

export const PICTURES: Record<Recipe['view']['kind'], Draw> = {
  curves,
  budget: curves,
  'u-curve': uCurve,
  'heat-map': heatMap,
  surface,
  'line-search': surface,
  ridgeline,
  boundary,
};
