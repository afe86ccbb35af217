import { type Static, Type } from 'typebox';

/** How the learning rate moves. The rate logged at a step is the one used at that step. */
export const Schedule = Type.Union(
  [
    Type.Object(
      { name: Type.Literal('constant') },
      { title: 'Constant', description: 'The same learning rate throughout.', additionalProperties: false },
    ),
    Type.Object(
      {
        name: Type.Literal('step'),
        every: Type.Integer({ title: 'Every', description: 'How many units between drops.', minimum: 1, default: 10 }),
        unit: Type.Enum(['epoch', 'step'], { title: 'Unit', default: 'epoch' }),
        factor: Type.Number({
          title: 'Factor',
          description: 'What the rate is multiplied by.',
          exclusiveMinimum: 0,
          maximum: 1,
          default: 0.5,
        }),
      },
      { title: 'Step', description: 'Multiplied by a factor at regular intervals.', additionalProperties: false },
    ),
  ],
  { title: 'Learning-rate schedule', discriminator: { propertyName: 'name' }, default: { name: 'constant' } },
);
export type Schedule = Static<typeof Schedule>;
