import type { FieldError } from '../errors.ts';
import { FormulaError } from '../formula/expression.ts';
import { searchesLine } from './optimizer.ts';
import type { SurfaceConfig } from './surface.ts';
import { type SurfaceShape, surfaceShape, surfaceValue } from './surface-shape.ts';

/** The settings of a descent that cannot work together, by their paths. */
export function surfaceFaults(config: SurfaceConfig): FieldError[] {
  const shape = readShape(config);
  if (shape instanceof FormulaError)
    return [{ path: '/surface/text', message: `is no function of a point: ${shape.message}`, value: textOf(config) }];
  const dimensions = dimensionFaults(config, shape);
  return [
    ...dimensions,
    ...(dimensions.length === 0 ? startFaults(config, shape) : []),
    ...searchFaults(config),
    ...warmupFaults(config),
  ];
}

function readShape({ surface }: SurfaceConfig): SurfaceShape | FormulaError {
  try {
    return surfaceShape(surface);
  } catch (error) {
    if (error instanceof FormulaError) return error;
    throw error;
  }
}

function textOf({ surface }: SurfaceConfig): string | undefined {
  return surface.name === 'formula' ? surface.text : undefined;
}

function dimensionFaults({ surface, start, bounds }: SurfaceConfig, { variables }: SurfaceShape): FieldError[] {
  const count = variables.length;
  const wanted = `must have ${count === 1 ? 'one number' : `${count} numbers`}, one for each of ${variables.join(', ')}`;
  const pairs = `must have ${count} pairs, one for each of ${variables.join(', ')}`;
  const minima = surface.name === 'formula' ? surface.minima : [];
  const wrong = (bounds ?? []).findIndex(([low = 0, high = 0]) => low >= high);
  return [
    ...(start && start.length !== count ? [{ path: '/start', message: wanted, value: start }] : []),
    ...(bounds && bounds.length !== count ? [{ path: '/bounds', message: pairs, value: bounds }] : []),
    ...(wrong >= 0
      ? [{ path: `/bounds/${wrong}`, message: 'must be a lower and a higher number', value: bounds?.[wrong] }]
      : []),
    ...minima.flatMap((value, index) =>
      value.length === count ? [] : [{ path: `/surface/minima/${index}`, message: wanted, value }],
    ),
  ];
}

function startFaults({ start }: SurfaceConfig, shape: SurfaceShape): FieldError[] {
  const at = start ?? shape.start;
  const value = surfaceValue(shape, at);
  if (Number.isFinite(value)) return [];
  return [{ path: '/start', message: `must be where the surface has a value, which is ${value} there`, value: at }];
}

/** A search compares losses along a line, so the gradient must be the one of the surface. */
function searchFaults(config: SurfaceConfig): FieldError[] {
  if (!searchesLine(config.optimizer)) return [];
  return (['noise', 'clipNorm', 'clipValue'] as const)
    .filter((name) => config[name] > 0)
    .map((name) => ({
      path: `/${name}`,
      message: 'must be 0 for an optimizer with a line search, which needs the gradient as it is',
      value: config[name],
    }));
}

function warmupFaults({ schedule, length }: SurfaceConfig): FieldError[] {
  if (schedule.warmup <= length.count) return [];
  const message = `must be at most ${length.count}, the steps of the run: the learning rate would never be reached`;
  return [{ path: '/schedule/warmup', message, value: schedule.warmup }];
}
