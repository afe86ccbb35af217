import { evaluate } from '../formula/evaluate.ts';
import type { Expression } from '../formula/expression.ts';
import { coordinateNames, parsePointFunction } from '../formula/point-function.ts';
import type { Surface, SurfaceConfig } from './surface.ts';

type Range = [low: number, high: number];

/** What a surface is: its function, in one of two forms, and what is known of it. */
export interface SurfaceShape {
  /** Names of the coordinates. */
  variables: readonly string[];
  form:
    | { kind: 'formula'; expression: Expression }
    /** ½·Σ λᵢ·(aᵢ·x)²; the rows of `axes` are the aᵢ, null where they are the coordinates themselves. */
    | { kind: 'quadratic'; eigenvalues: readonly number[]; axes: readonly number[][] | null };
  /** Where the lowest values are, within the bounds; empty where it is not known. */
  minima: readonly (readonly number[])[];
  bounds: readonly Range[];
  start: readonly number[];
}

/** A named surface: a formula, its minima, start and bounds. */
type Known = [text: string, minima: number[][], start: number[], bounds: Range[]];

const HIMMELBLAU = [
  [3, 2],
  [-2.805118086952745, 3.131312518250573],
  [-3.779310253377747, -3.2831859912861696],
  [3.5844283403304917, -1.8481265269644036],
];
const BEALE = '(1.5 - x + x*y)^2 + (2.25 - x + x*y^2)^2 + (2.625 - x + x*y^3)^2';
const square = (half: number): Range[] => [
  [-half, half],
  [-half, half],
];

const KNOWN: Record<Exclude<Surface['name'], 'quadratic' | 'rastrigin' | 'formula'>, Known> = {
  beale: [
    BEALE,
    [[3, 0.5]],
    [0.7, 1.4],
    [
      [-2.25, 4.5],
      [-2.25, 2.25],
    ],
  ],
  rosenbrock: [
    '(1 - x)^2 + 100*(y - x^2)^2',
    [[1, 1]],
    [-1.2, 1],
    [
      [-2, 2],
      [-1, 3],
    ],
  ],
  himmelblau: ['(x^2 + y - 11)^2 + (x + y^2 - 7)^2', HIMMELBLAU, [0, 0], square(5)],
  saddle: [
    'x^2 - y^2 + 0.25*y^4',
    [
      [0, -Math.SQRT2],
      [0, Math.SQRT2],
    ],
    [-1.5, 0.001],
    square(2),
  ],
  valley: [
    'x^4 + 0.01*y^2',
    [[0, 0]],
    [-2, -4],
    [
      [-3, 3],
      [-5, 5],
    ],
  ],
  // 10/(1 + e^-20(x-1)), written with tanh, which does not overflow
  cliff: [
    '0.1*(x - 2)^2 + 0.1*y^2 + 5 + 5*tanh(10*(x - 1))',
    [[0.6690406002658269, 0]],
    [-3, 2],
    [
      [-4, 2],
      [-3, 3],
    ],
  ],
  barrier: ['0.1*x^2 - 0.3*cos(3*x)', [[0]], [5], [[-6, 6]]],
  'x-cos': ['x*cos(0.15*pi*x)', [[7.269388146311475]], [10], [[-10, 10]]],
};

/**
 * The function of a surface and what is known of it.
 *
 * @throws {FormulaError} when it is a formula that cannot be read
 */
export function surfaceShape(surface: Surface): SurfaceShape {
  switch (surface.name) {
    case 'quadratic':
      return bowl(surface.eigenvalues, surface.rotation);
    case 'rastrigin':
      return rastrigin(surface.dimension);
    case 'formula':
      return ofFormula(surface.text, surface.minima);
    default: {
      const [text, minima, start, bounds] = KNOWN[surface.name];
      return { ...ofFormula(text, minima), start, bounds };
    }
  }
}

/** The settings with start and bounds filled in from what is usual for the surface. */
export function withSurfaceDefaults(config: SurfaceConfig): SurfaceConfig & { start: number[]; bounds: number[][] } {
  const shape = surfaceShape(config.surface);
  const { start = [...shape.start], bounds = shape.bounds.map((range) => [...range]) } = config;
  return { ...config, start, bounds };
}

/** The values of a surface at many points at once, given column by column, as for a picture of it. */
export function surfaceValues({ form, variables }: SurfaceShape, columns: readonly Float64Array[]): Float64Array {
  const length = columns[0]?.length ?? 0;
  if (form.kind === 'formula') {
    const own = (key: string) => columns[variables.indexOf(key)] ?? new Float64Array(length).fill(Number.NaN);
    return evaluate(form.expression, { length, own, baseline: own });
  }
  const { eigenvalues, axes } = form;
  return Float64Array.from({ length }, (_, at) => {
    const point = columns.map((column) => column[at] ?? Number.NaN);
    const along = axes ? axes.map((axis) => axis.reduce((sum, a, i) => sum + a * (point[i] ?? 0), 0)) : point;
    return along.reduce((sum, x, i) => sum + 0.5 * (eigenvalues[i] ?? 0) * x * x, 0);
  });
}

/** The value of a surface at one point. */
export function surfaceValue(shape: SurfaceShape, point: readonly number[]): number {
  return (
    surfaceValues(
      shape,
      point.map((x) => Float64Array.of(x)),
    )[0] ?? Number.NaN
  );
}

function ofFormula(text: string, minima: readonly number[][]): SurfaceShape {
  const { variables, expression } = parsePointFunction(text);
  return {
    variables,
    form: { kind: 'formula', expression },
    minima,
    start: variables.map(() => 1),
    bounds: variables.map(() => [-2, 2]),
  };
}

function bowl(eigenvalues: readonly number[], rotation: number): SurfaceShape {
  const variables = coordinateNames(eigenvalues.length);
  return {
    variables,
    form: { kind: 'quadratic', eigenvalues, axes: rotation === 0 ? null : rotated(eigenvalues.length, rotation) },
    minima: eigenvalues.every((each) => each > 0) ? [variables.map(() => 0)] : [],
    start: variables.map(() => -2),
    bounds: variables.map(() => [-2.5, 2.5]),
  };
}

function rastrigin(dimension: number): SurfaceShape {
  const names = coordinateNames(dimension);
  const text = names.map((name) => `${name}^2 + 10*(1 - cos(2*pi*${name}))`).join(' + ');
  const start = names.map((_, index) => (index % 2 === 0 ? 2.2 : -1.3));
  return { ...ofFormula(text, [names.map(() => 0)]), start, bounds: names.map(() => [-3, 3]) };
}

/** The coordinate axes after rotating each pair of neighbours in their plane, one after another. */
function rotated(dimension: number, degrees: number): number[][] {
  const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
  const axes: number[][] = Array.from({ length: dimension }, (_, row) =>
    Array.from({ length: dimension }, (_, column) => (row === column ? 1 : 0)),
  );
  for (let row = 0; row + 1 < dimension; row++) {
    const [a, b] = [axes[row] ?? [], axes[row + 1] ?? []];
    axes[row] = a.map((x, i) => cos * x + sin * (b[i] ?? 0));
    axes[row + 1] = a.map((x, i) => -sin * x + cos * (b[i] ?? 0));
  }
  return axes;
}
