import { type Static, type TProperties, Type } from 'typebox';
import { MAX_DIMENSION } from '../formula/point-function.ts';
import { TrainingConfig } from './launch.ts';

/** A coordinate: far beyond it, squares are no numbers any more. */
const Coordinate = Type.Number({ minimum: -1e9, maximum: 1e9 });
const Point = Type.Array(Coordinate, { minItems: 1, maxItems: MAX_DIMENSION });

function surface<Name extends string, P extends TProperties>(
  name: Name,
  title: string,
  description: string,
  properties: P,
) {
  return Type.Object({ name: Type.Literal(name), ...properties }, { title, description, additionalProperties: false });
}

/** The surfaces to descend. What each is as a formula, where its minima are and where to start: `surfaceShape`. */
export const Surface = Type.Union(
  [
    surface('quadratic', 'Quadratic bowl', '½·Σ λᵢ·xᵢ², in as many dimensions as there are curvatures.', {
      eigenvalues: Type.Array(Type.Number({ minimum: -1e9, maximum: 1e9 }), {
        title: 'Curvatures λ',
        description: 'Along each axis; the largest over the smallest is the condition.',
        minItems: 1,
        maxItems: MAX_DIMENSION,
        default: [0.25, 4],
      }),
      rotation: Type.Number({
        title: 'Rotation',
        description: 'Degrees by which each pair of neighbouring axes is rotated, one after another.',
        minimum: -360,
        maximum: 360,
        default: 0,
      }),
    }),
    surface('beale', 'Beale', 'Flat with steep walls at its corners; minimum 0 at (3, ½).', {}),
    surface('rosenbrock', 'Rosenbrock', '(1 − x)² + 100·(y − x²)²: a bent valley; minimum 0 at (1, 1).', {}),
    surface('himmelblau', 'Himmelblau', '(x² + y − 11)² + (x + y² − 7)²: four minima of 0.', {}),
    surface(
      'rastrigin',
      'Rastrigin',
      'Σ xᵢ² + 10·(1 − cos 2πxᵢ): a minimum near every whole number, the lowest at 0.',
      {
        dimension: Type.Integer({ title: 'Dimension', minimum: 1, maximum: MAX_DIMENSION, default: 2 }),
      },
    ),
    surface('saddle', 'Saddle', 'x² − y² + ¼y⁴: level at the origin, from which the way down is along y.', {}),
    surface('valley', 'Valley floor', 'x⁴ + 0.01·y²: steep walls, and hardly any slope along the floor.', {}),
    surface('cliff', 'Cliff', 'A bowl cut by a wall whose gradient throws a step far away.', {}),
    surface('barrier', 'Barrier', '0.1·x² − 0.3·cos 3x: a bowl with bumps that only momentum crosses.', {}),
    surface('x-cos', 'x·cos', 'x·cos(0.15πx): a poor minimum before the good one.', {}),
    surface('formula', 'Formula', 'Any function of x, y, z or x1, x2, …', {
      text: Type.String({
        title: 'f',
        description: 'Numbers, pi, e, coordinates, + - * / ^, abs log log10 exp sqrt sin cos tanh min max.',
        minLength: 1,
        maxLength: 2000,
        default: 'x^2 + 10*y^2',
      }),
      minima: Type.Array(Point, {
        title: 'Minima',
        description: 'Where they are, if it is known: the distance to the nearest is recorded.',
        maxItems: 64,
        default: [],
      }),
    }),
  ],
  { title: 'Surface', discriminator: { propertyName: 'name' }, default: { name: 'beale' } },
);
export type Surface = Static<typeof Surface>;

const { optimizer, schedule, clipNorm, clipValue, onNonFinite } = TrainingConfig.properties;

/** About a second of work. */
const USUAL_CHECKPOINT_STEPS = 10_000;

/** The settings of a descent on a surface: a run whose parameters are one point. They determine every number of it. */
export const SurfaceConfig = Type.Object(
  {
    surface: Surface,
    start: Type.Optional(
      Type.Array(Coordinate, {
        ...Point,
        title: 'Start',
        description: 'A number a coordinate; left out, the usual one.',
      }),
    ),
    bounds: Type.Optional(
      Type.Array(Type.Array(Coordinate, { minItems: 2, maxItems: 2 }), {
        title: 'Bounds',
        description: 'Lowest and highest of each coordinate that is drawn. A descent may leave them.',
        minItems: 1,
        maxItems: MAX_DIMENSION,
      }),
    ),
    noise: Type.Number({
      title: 'Noise',
      description: 'Standard deviation of what is added to each coordinate of the gradient, with mean 0.',
      minimum: 0,
      maximum: 1e9,
      default: 0,
    }),
    optimizer,
    schedule,
    clipNorm,
    clipValue,
    length: Type.Object(
      {
        unit: Type.Literal('steps', { default: 'steps' }),
        count: Type.Integer({ title: 'Steps', minimum: 1, maximum: 1_000_000, default: 300 }),
      },
      { title: 'Length', additionalProperties: false, default: {} },
    ),
    seed: Type.Integer({
      title: 'Seed',
      description: 'Fixes the noise.',
      minimum: 0,
      maximum: 4_294_967_295,
      default: 1,
    }),
    checkpointEvery: Type.Integer({
      title: 'Checkpoint every',
      description: 'Steps between saved states; the last is always saved. 0 is never.',
      minimum: 0,
      maximum: 1_000_000,
      default: USUAL_CHECKPOINT_STEPS,
    }),
    onNonFinite,
  },
  { additionalProperties: false },
);
export type SurfaceConfig = Static<typeof SurfaceConfig>;
