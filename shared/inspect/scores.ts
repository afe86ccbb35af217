import { type Static, Type } from 'typebox';
import { JsonNumber } from '../number.ts';
import { ExampleSet } from './predict.ts';

const Numbers = Type.Array(Type.Number());
const orNull = <Schema extends Parameters<typeof Type.Union>[0][number]>(schema: Schema, description: string) =>
  Type.Union([schema, Type.Null()], { description });

/** How well the scores of one class tell it from all others, at every threshold. */
export const RankingCurves = Type.Object(
  {
    class: orNull(Type.Integer(), 'The class against all others; null for all decisions together (micro average).'),
    positives: Type.Integer({ description: 'Examples of the class.' }),
    falsePositiveRate: Type.Array(Type.Number(), { description: 'Of the ROC curve, from 0 to 1.' }),
    truePositiveRate: Numbers,
    rocAuc: orNull(Type.Number(), 'Area under the ROC curve; null where all or no examples are of the class.'),
    recall: Type.Array(Type.Number(), { description: 'Of the precision–recall curve, rising.' }),
    precision: Numbers,
    averagePrecision: orNull(Type.Number(), 'Σ (recall − recall before) · precision; null without examples.'),
  },
  { $id: 'RankingCurves' },
);
export type RankingCurves = Static<typeof RankingCurves>;

/** The answer of `GET /runs/:id/scores`. */
export const ScoresAnswer = Type.Object(
  {
    step: Type.Integer({ description: 'Of the checkpoint.' }),
    set: ExampleSet,
    count: Type.Integer({ description: 'Examples of the set.' }),
    loss: JsonNumber,
    classNames: orNull(Type.Array(Type.String()), 'By class; null for values.'),
    confusion: orNull(
      Type.Array(Type.Array(Type.Integer())),
      'Examples by true class (row) and predicted class (column); null for values.',
    ),
    curves: Type.Array(RankingCurves, { description: 'By class, then the micro average; none for values.' }),
    macro: orNull(
      Type.Object({ rocAuc: JsonNumber, averagePrecision: JsonNumber }),
      'Means over the classes that have both; null for values.',
    ),
    pairs: orNull(
      Type.Object({ target: Type.Array(JsonNumber), predicted: Type.Array(JsonNumber) }),
      'Of values, in their own unit, at most 1,000; null for classes.',
    ),
  },
  { $id: 'ScoresAnswer', description: 'How well the network does on a part of the data.' },
);
export type ScoresAnswer = Static<typeof ScoresAnswer>;
