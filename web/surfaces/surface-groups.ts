import type { Run } from '../../shared/run.ts';
import type { Optimizer } from '../../shared/training/optimizer.ts';
import type { Surface, SurfaceConfig } from '../../shared/training/surface.ts';
import { type SurfaceShape, surfaceShape } from '../../shared/training/surface-shape.ts';
import type { View } from './frame.ts';
import { isSurfaceRun } from './is-surface-run.ts';

/** Runs that descend on one surface. */
export interface SurfaceGroup {
  key: string;
  surface: Surface;
  shape: SurfaceShape;
  /** The lowest and highest of each coordinate over all runs. */
  bounds: readonly (readonly [number, number])[];
  runs: Run[];
}

/** The settings of a descent; those of a run that passed the checks of its launch. */
export function surfaceConfig({ config }: Pick<Run, 'config'>): SurfaceConfig {
  return config as unknown as SurfaceConfig;
}

export function optimizerOf(run: Pick<Run, 'config'>): Optimizer {
  return surfaceConfig(run).optimizer;
}

/** The runs by the surface that they are on, in the order given; others are left out. */
export function surfaceGroups(runs: readonly Run[]): SurfaceGroup[] {
  const alike = Map.groupBy(runs.filter(isSurfaceRun), (run) => keyOf(surfaceConfig(run).surface));
  return [...alike].flatMap(([key, members]) => {
    const [first] = members;
    if (!first) return [];
    const { surface } = surfaceConfig(first);
    const shape = surfaceShape(surface);
    const ranges = members.map((run) => surfaceConfig(run).bounds ?? shape.bounds);
    const bounds = shape.variables.map((_, index): [number, number] => [
      Math.min(...ranges.map((each) => each[index]?.[0] ?? -1)),
      Math.max(...ranges.map((each) => each[index]?.[1] ?? 1)),
    ]);
    return [{ key, surface, shape, bounds, runs: members }];
  });
}

/** The part of the plane of two coordinates that is drawn at first. */
export function boundedView(bounds: SurfaceGroup['bounds'], across: number, up: number): View {
  return { x: bounds[across] ?? [-1, 1], y: bounds[up] ?? [-1, 1] };
}

/** What marks minima does not change the surface. */
function keyOf(surface: Surface): string {
  const { minima, ...rest } = { minima: [], ...surface };
  return JSON.stringify(rest);
}
