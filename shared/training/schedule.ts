import { type Static, type TProperties, Type } from 'typebox';

const unit = Type.Enum(['epoch', 'step'], { title: 'Unit', description: 'What the numbers count.', default: 'epoch' });
const count = (title: string, description: string, usual: number, minimum = 1) =>
  Type.Integer({ title, description, minimum, maximum: 1_000_000_000, default: usual });
const share = (title: string, description: string, usual: number) =>
  Type.Number({ title, description, minimum: 0, maximum: 1, default: usual });
const drop = (usual: number) =>
  Type.Number({
    title: 'Factor',
    description: 'What the rate is multiplied by.',
    exclusiveMinimum: 0,
    maximum: 1,
    default: usual,
  });
const floor = share('Floor', 'The lowest rate, as a share of the full one.', 0);
/** 0 lets the schedule end with the run. */
const length = count('Length', 'Units from start to end; 0 is the whole run.', 0, 0);

function schedule<Name extends string, P extends TProperties>(
  name: Name,
  title: string,
  description: string,
  properties: P,
) {
  const warmup = count('Warm-up', 'Units over which the rate first rises from 0; the schedule starts after it.', 0, 0);
  return Type.Object(
    { name: Type.Literal(name), ...properties, unit, warmup },
    { title, description, additionalProperties: false },
  );
}

/** How the learning rate changes. The rate logged at a step is the one used at that step. */
export const Schedule = Type.Union(
  [
    schedule('constant', 'Constant', 'The same learning rate throughout.', {}),
    schedule('step', 'Step', 'Multiplied by a factor at regular intervals.', {
      every: count('Every', 'How many units between drops.', 10),
      factor: drop(0.5),
    }),
    schedule('multi-step', 'Milestones', 'Multiplied by a factor at each milestone.', {
      milestones: Type.Array(Type.Integer({ minimum: 1, maximum: 1_000_000_000 }), {
        title: 'Milestones',
        description: 'Units after which the rate drops.',
        maxItems: 100,
        default: [5, 8],
      }),
      factor: drop(0.1),
    }),
    schedule('exponential', 'Exponential', 'lr·e^(−k·t).', {
      k: Type.Number({ title: 'Decay k', minimum: 0, maximum: 1000, default: 0.1 }),
    }),
    schedule('inverse-time', '1/t', 'lr/(1 + k·t).', {
      k: Type.Number({ title: 'Decay k', minimum: 0, maximum: 1000, default: 0.1 }),
    }),
    schedule('polynomial', 'Polynomial', 'lr·(1 − t/T)^p.', {
      length,
      power: Type.Number({ title: 'Power', exclusiveMinimum: 0, maximum: 100, default: 1 }),
    }),
    schedule('cosine', 'Cosine', 'Half a cosine from the full rate to the floor.', { length, floor }),
    schedule('cosine-restarts', 'Warm restarts', 'Cosine that jumps back up, each cycle longer than the last.', {
      first: count('First cycle', 'Units of the first cycle.', 5),
      growth: count('Growth', 'How many times as long each cycle is as the one before.', 2),
      cycleWarmup: count('Cycle warm-up', 'Units at the start of each cycle over which the rate rises from 0.', 0, 0),
      floor,
    }),
    schedule('one-cycle', 'One cycle', 'Up to the full rate, then down to almost nothing, over the whole run.', {
      rise: share('Rise', 'Share of the run spent going up.', 0.3),
      startDivisor: Type.Number({ title: 'Start divisor', exclusiveMinimum: 0, maximum: 1e9, default: 25 }),
      endDivisor: Type.Number({ title: 'End divisor', exclusiveMinimum: 0, maximum: 1e9, default: 10_000 }),
      momentum: Type.Enum(['fixed', 'cycled'], {
        title: 'Momentum',
        description: 'cycled: the optimizer’s momentum, or β₁, goes from 0.95 to 0.85 while the rate rises, and back.',
        default: 'fixed',
      }),
    }),
    schedule('cyclic', 'Cyclic', 'Triangles between the floor and the full rate.', {
      rise: count('Rise', 'Units from floor to full rate, and as many back.', 5),
      mode: Type.Enum(['triangular', 'triangular2'], {
        title: 'Mode',
        description: 'triangular2 halves each triangle.',
        default: 'triangular',
      }),
      floor: share('Floor', 'The lowest rate, as a share of the full one.', 0.1),
    }),
    schedule(
      'plateau',
      'Plateau',
      'Drops when the validation loss (or, without one, the training loss) stops falling.',
      {
        factor: drop(0.1),
        patience: count('Patience', 'Epochs without improvement to wait for.', 3, 0),
        threshold: Type.Number({
          title: 'Threshold',
          description: 'By which share the loss must fall to count.',
          minimum: 0,
          maximum: 1,
          default: 1e-4,
        }),
      },
    ),
  ],
  {
    $id: 'Schedule',
    title: 'Learning-rate schedule',
    discriminator: { propertyName: 'name' },
    default: { name: 'constant' },
  },
);
export type Schedule = Static<typeof Schedule>;
